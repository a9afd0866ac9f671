"""Every figure has an alternative text. See `notebooks.normal` for how it travels to the site."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from notebooks.normal import alt_texts, image_types
from notebooks.problem import Problem
from notebooks.subject import Subject

WORDS = 3
HOW = 'wanted `lib.plot.show(fig, alt="...")`'


class _Pictures(HTMLParser):
    """Count the pictures of a page that say nothing to who cannot see them."""

    def __init__(self) -> None:
        super().__init__()
        self.silent: list[str] = []
        self._open_svg: bool | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        hidden = values.get("aria-hidden") == "true" or values.get("role") in ("presentation", "none")
        named = bool(values.get("aria-label") or values.get("aria-labelledby"))
        if tag == "img" and not hidden and not named and not (values.get("alt") or "").strip():
            self.silent.append("<img>")
        if tag == "svg" and self._open_svg is None:
            self._open_svg = hidden or named
        if tag == "title" and self._open_svg is False:
            self._open_svg = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg" and self._open_svg is not None:
            if not self._open_svg:
                self.silent.append("<svg>")
            self._open_svg = None


def alternative_texts(subject: Subject) -> Iterator[Problem]:
    """Demand words for what a figure shows, and one figure a cell, because on the site the text belongs to the cell."""
    for cell in subject.nb.cells:
        name = cell.get("id", "?")
        alts = alt_texts(cell) if cell.cell_type == "code" else []
        for alt in alts:
            if not alt:
                yield Problem(name, f"a figure without alternative text: {HOW}")
            elif len(re.findall(r"\w+", alt)) < WORDS:
                yield Problem(name, f"alternative text {alt!r} says too little: wanted what there is to see")
        if len(alts) > 1:
            yield Problem(
                name, f"{len(alts)} figures in one cell: wanted one, the site has one alternative text a cell"
            )
        for output in cell.get("outputs", []):
            page = output.get("data", {}).get("text/html")
            if page and not image_types(output):
                pictures = _Pictures()
                pictures.feed(page)
                for kind in pictures.silent:
                    yield Problem(name, f"{kind} in an HTML output has no alternative text: wanted alt or aria-label")
