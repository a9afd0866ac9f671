"""List the sections of a chapter below its opening, with the minutes each of them takes.

The rule for the minutes of a section, subsections included:

* reading: the words of its text at 200 a minute. Words are those of paragraphs, headings, tables, captions and computed
  sentences; a formula within a line is one word. A displayed formula is `FORMULA_WORDS` words and a line of code that
  is not folded `CODE_WORDS`, for both are read more slowly than words.
* exercises: the minutes that each states, which include reading its task, hints and solution; a minute for each
  question of a quiz.

Each number is rounded to whole minutes, reading to at least one. The totals are sums of the numbers shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .cells import is_part
from .exercises import is_exercise
from .figures import chapter_number

WORDS_A_MINUTE = 200
FORMULA_WORDS = 40
CODE_WORDS = 6
FEWEST_SECTIONS = 3
# The line below the heading of an exercise, as `lib.study` writes it (its catalogue: "cell.facts").
STATED = re.compile(r"\babout (\d+) minutes\b")
QUESTION = re.compile(r"<fieldset\b")
WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+(?:['’.,\-][^\W_]+)*")


class Minutes(NamedTuple):
    """Time for a part of a chapter."""

    reading: int
    exercises: int


def chosen(node: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the children that a page shows: of an output in several forms only the one."""
    if is_part(node, "mime_bundle"):
        forms = {child.get("mime_type"): child for child in node}
        yield next((forms[kind] for kind in ("text/html", "text/markdown") if kind in forms), node[0])
    else:
        yield from node.children


def words_in(node: nodes.Node) -> float:
    """Count what is read, outside exercises."""
    if isinstance(node, nodes.Text):
        return len(WORD.findall(node.astext()))
    if isinstance(node, nodes.math):
        return 1
    if isinstance(node, nodes.math_block):
        return FORMULA_WORDS
    if isinstance(node, nodes.literal_block):
        return 0
    if is_part(node, "cell_code_source"):
        return CODE_WORDS * sum(1 for line in node.astext().splitlines() if line.strip())
    if isinstance(node, nodes.raw | nodes.Invisible | nodes.image):
        return 0
    if isinstance(node, nodes.section) and is_exercise(node):
        return 0
    if is_part(node, "cell_code") and node.get("hide_mode"):
        return sum(words_in(child) for child in node if not is_part(child, "cell_code_source"))
    return sum(words_in(child) for child in chosen(node)) if isinstance(node, nodes.Element) else 0


def stated_minutes(exercise: nodes.section) -> int:
    """Return the minutes an exercise states in the line below its heading."""
    facts = next(iter(exercise.findall(nodes.paragraph)), None)
    found = STATED.search(facts.astext()) if facts else None
    return int(found[1]) if found else 0


def minutes_of(part: nodes.section) -> Minutes:
    exercises = sum(stated_minutes(inner) for inner in part.findall(nodes.section) if is_exercise(inner))
    questions = sum(
        len(QUESTION.findall(raw.astext())) for raw in part.findall(nodes.raw) if "book-quiz" in raw.astext()
    )
    return Minutes(max(1, round(words_in(part) / WORDS_A_MINUTE)), exercises + questions)


def duration(minutes: int) -> str:
    """Write a sum of minutes as a reader plans it: 45 min, 2 h, 3 h 20 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join(([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else []))


def line(part: nodes.section, minutes: Minutes) -> nodes.list_item:
    title = [child.deepcopy() for child in part[0].children]
    name = nodes.reference("", "", *title, internal=True, refid=part["ids"][0])
    time = f"{minutes.reading} min" if not minutes.exercises else f"{minutes.reading} + {minutes.exercises} min"
    return nodes.list_item("", nodes.paragraph("", "", name, nodes.Text(" "), nodes.inline("", time)))


def total(times: list[Minutes]) -> Minutes:
    return Minutes(*(sum(column) for column in zip(*times)))


def listing(parts: list[nodes.section]) -> nodes.container:
    times = [minutes_of(part) for part in parts]
    reading, exercises = total(times)
    rule = f"reading: {duration(reading)}"
    if exercises:
        rule = f"reading + exercises: {duration(reading)} + {duration(exercises)}"
    head = nodes.paragraph("", "", nodes.strong("", "In this chapter"), nodes.Text(" "), nodes.inline("", rule))
    lines = nodes.bullet_list("", *(line(part, time) for part, time in zip(parts, times)))
    return nodes.container("", head, lines, classes=["book-contents"])


def list_sections(app: Sphinx, doctree: nodes.document) -> None:
    if chapter_number(app.env.docname) is None:
        return
    chapter = next(iter(doctree.findall(nodes.section)), None)
    parts = [child for child in chapter if isinstance(child, nodes.section)] if chapter else []
    if parts:
        quiz = any("book-quiz" in raw.astext() for raw in doctree.findall(nodes.raw))
        efforts(app.env)[app.env.docname] = (total([minutes_of(part) for part in parts]), quiz)
    if chapter and len(parts) >= FEWEST_SECTIONS:
        chapter.insert(chapter.index(parts[0]), listing(parts))


def efforts(env: BuildEnvironment) -> dict[str, tuple[Minutes, bool]]:
    """Return the map page -> its minutes, and whether it has a quiz, for what other pages say of a chapter."""
    if not hasattr(env, "book_efforts"):
        env.book_efforts = {}
    return env.book_efforts


def effort(env: BuildEnvironment, page: str) -> str:
    """Say what a chapter asks for: "1 h 40 min of text, 4 h of exercises, a quiz"; nothing of a page not read."""
    (reading, exercises), quiz = efforts(env).get(page, (Minutes(0, 0), False))
    found = [f"{duration(reading)} of text"] if reading else []
    found += [f"{duration(exercises)} of exercises"] if exercises else []
    return ", ".join([*found, "a quiz"] if quiz else found)


def forget_page(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    efforts(env).pop(docname, None)


def merge_pages(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    efforts(env).update({name: efforts(other)[name] for name in docnames if name in efforts(other)})


def setup(app: Sphinx) -> None:
    # After figures and exercises have their final form, before terms are looked for.
    app.connect("doctree-read", list_sections, priority=550)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
