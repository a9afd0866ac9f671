"""Links to files of the book and to headings of the same notebook lead somewhere."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from notebooks.problem import Problem
from notebooks.prose import headings, links
from notebooks.subject import Subject


def anchors(subject: Subject) -> set[str]:
    """Return the anchors of headings, as GitHub makes them and MyST after it, and ids written in HTML."""
    names = set()
    for cell in subject.nb.cells:
        if cell.cell_type == "markdown":
            for _, words in headings(cell.source):
                plain = re.sub(r"[`*$]|\[([^\]]*)\]\([^)]*\)", r"\1", words)
                names.add(re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-"))
            names.update(re.findall(r"<[^>]+\bid\s*=\s*[\"']([^\"']+)[\"']", cell.source))
    return names


def local_links(subject: Subject) -> Iterator[Problem]:
    """Demand that a relative link names a file that is there, and `#...` a heading that is there."""
    known = anchors(subject)
    for cell in subject.nb.cells:
        if cell.cell_type != "markdown":
            continue
        attached = cell.get("attachments", {})
        for words, target, image in links(cell.source):
            name = cell.get("id", "?")
            if image and len(words.split()) < 3:
                yield Problem(name, f"image {target!r} has no alternative text that says what to see, got {words!r}")
            if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+:", target):
                if target.startswith("attachment:") and target.removeprefix("attachment:") not in attached:
                    yield Problem(name, f"link to {target!r}: there is no such attachment")
                continue
            file, _, anchor = target.partition("#")
            if file and not (subject.path.parent / unquote(file.partition("?")[0])).exists():
                yield Problem(name, f"link to {file!r}: there is no such file beside the notebook")
            if not file and unquote(anchor) not in known:
                yield Problem(name, f"link to '#{anchor}': no heading here has that anchor")
