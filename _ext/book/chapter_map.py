"""The map of prerequisites on the landing page: a drawing, and the same facts as an outline that folds by part."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .data import Chapter, number_of, read_chapters, read_costs
from .folds import folded
from .markup import DataDirective, escape, html_block, link

LANDING = "pages/index"
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 168, 44, 14, 32, 4
LINE_LENGTH = 25
ROMAN = ("", "I", "II", "III", "IV", "V")


def depths(chapters: list[Chapter]) -> dict[str, int]:
    """Return the row of each chapter: one below the lowest chapter it needs."""
    rows: dict[str, int] = {}
    for chapter in chapters:
        rows[chapter.slug] = 1 + max((rows[need] for need in chapter.needs), default=-1)
    return rows


def places(chapters: list[Chapter]) -> dict[str, tuple[float, float]]:
    """Return the upper left corner of each box; the boxes of a row are centred."""
    rows = depths(chapters)
    widest = max(sum(1 for row in rows.values() if row == depth) for depth in rows.values())
    corners: dict[str, tuple[float, float]] = {}
    for depth in sorted(set(rows.values())):
        row = sorted((c for c in chapters if rows[c.slug] == depth), key=lambda c: parent_place(c, corners))
        indent = (widest - len(row)) * (BOX_WIDTH + GAP_X) / 2
        for i, chapter in enumerate(row):
            corners[chapter.slug] = (MARGIN + indent + i * (BOX_WIDTH + GAP_X), MARGIN + depth * (BOX_HEIGHT + GAP_Y))
    return corners


def parent_place(chapter: Chapter, corners: dict[str, tuple[float, float]]) -> tuple[float, str]:
    """Order a row by where the needed chapters stand, so that fewer lines cross."""
    xs = [corners[need][0] for need in chapter.needs]
    return (sum(xs) / len(xs) if xs else 0.0, chapter.slug)


def two_lines(title: str) -> list[str]:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE_LENGTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def drawing(chapters: list[Chapter], ready: set[str]) -> str:
    """Draw the map; colours come from book.css, so that it follows light and dark."""
    corners = places(chapters)
    width = max(x for x, _ in corners.values()) + BOX_WIDTH + MARGIN
    height = max(y for _, y in corners.values()) + BOX_HEIGHT + MARGIN
    lines, boxes = [], []
    for chapter in chapters:
        x, y = corners[chapter.slug]
        for need in chapter.needs:
            from_x, from_y = corners[need]
            start, end = (from_x + BOX_WIDTH / 2, from_y + BOX_HEIGHT), (x + BOX_WIDTH / 2, y)
            bend = GAP_Y * 0.8
            lines.append(
                f'<path d="M{start[0]:g} {start[1]:g}C{start[0]:g} {start[1] + bend:g} '
                f'{end[0]:g} {end[1] - bend:g} {end[0]:g} {end[1]:g}"/>'
            )
        state = "ready" if chapter.slug in ready else "planned"
        text = two_lines(chapter.name)
        first = y + BOX_HEIGHT / 2 + 4.5 - 7.5 * (len(text) - 1)
        spans = "".join(
            f'<text x="{x + BOX_WIDTH / 2:g}" y="{first + 15 * i:g}">{escape(line)}</text>'
            for i, line in enumerate(text)
        )
        boxes.append(
            f'<g class="book-map-{state}"><rect x="{x:g}" y="{y:g}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="7"/>'
            f"{spans}</g>"
        )
    return (
        f'<svg class="book-map" role="img" aria-label="Map of the chapters. Lines lead from a chapter to those that '
        f'build on it. The list below says the same in words." viewBox="0 0 {width:g} {height:g}">'
        f'<g class="book-map-lines">{"".join(lines)}</g>{"".join(boxes)}</svg>'
    )


class chapter_map(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes like this
    """Stands for the map, which needs to know the chapters that exist."""


class ChapterMap(DataDirective):
    """Draw the map of prerequisites; an outline of the chapters to come stands below it, folded by part."""

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder."""
        self.pages("chapters.toml", "costs.json")
        return [chapter_map("")]


def draw_map(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(chapter_map)):
        chapters = read_chapters(app.srcdir / "pages")
        ready = {chapter.slug for chapter in chapters if chapter.page in app.env.found_docs}
        costs = read_costs(app.srcdir / "pages")
        place.replace_self([html_block(drawing(chapters, ready)), *outline(app, docname, chapters, ready, costs)])


def outline(app: Sphinx, docname: str, chapters: list[Chapter], ready: set[str], costs: dict) -> list[nodes.Node]:
    """Return one fold for each part; its summary names the part and its chapters."""
    parts: list[nodes.Node] = []
    for number, part in enumerate(dict.fromkeys(chapter.part for chapter in chapters), start=1):
        inside = nodes.bullet_list("", classes=["book-chapters"])
        members = [chapter for chapter in chapters if chapter.part == part]
        inside += [line(app, docname, chapter, chapter.slug in ready, costs) for chapter in members]
        fold = folded("", inside, summary=f"Part {ROMAN[number]}. {part}", open=False)
        fold["more"] = ", ".join(chapter.name.replace(" ", "\N{NO-BREAK SPACE}", 1) for chapter in members)
        parts.append(fold)
    return parts


def line(app: Sphinx, docname: str, chapter: Chapter, ready: bool, costs: dict) -> nodes.list_item:
    head = nodes.paragraph()
    name = link(app, docname, chapter.page, chapter.name) if ready else nodes.inline("", chapter.name)
    name["classes"].append("book-chapter-name")
    head += [name, nodes.Text(": " + chapter.about)]
    text = facts(chapter, ready, costs)
    tail = nodes.paragraph("", text, classes=["book-facts"])
    return nodes.list_item("", head, *([tail] if text else []))


def facts(chapter: Chapter, ready: bool, costs: dict, effort: str = "") -> str:
    """Return what a reader plans with: the time, what the chapter builds on, its cost to run or that it is to come."""
    found = [effort] if effort else []
    if chapter.needs:
        found.append("builds on " + " and ".join(number_of(need) for need in chapter.needs))
    cost = cost_of(chapter, costs)
    if cost and ready:
        found.append(f"runs in {cost['cpu_s']} s of processor time with {cost['peak_mb']} MB of memory")
    if not ready:
        found.append("in preparation")
    text = "; ".join(found)
    return text[:1].upper() + text[1:] + "." if text else ""


def cost_of(chapter: Chapter, costs: dict) -> dict | None:
    """Find the measured cost of a notebook, whichever way its path is written."""
    for name in (chapter.slug, f"{chapter.slug}.ipynb", f"chapters/{chapter.slug}.ipynb", f"chapters/{chapter.slug}"):
        if name in costs:
            return costs[name]
    return None


def write_again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the landing page in every build: a new chapter changes it."""
    return [LANDING] if LANDING in env.found_docs else []


def setup(app: Sphinx) -> None:
    app.add_node(chapter_map)
    app.add_directive("book-chapter-map", ChapterMap)
    app.connect("doctree-resolved", draw_map)
    app.connect("env-updated", write_again)
