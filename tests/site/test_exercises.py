"""The check cells of a page without a kernel say what running them does, and nothing that is not so."""

import json
import re
from pathlib import Path

import pytest
from book.cells import calls_alone
from book.exercises import HOW_TO, HOW_TO_TEXT, SENTENCES

import lib.study

ROOT = Path(__file__).resolve().parents[2]
NOTE = re.compile(r'<p class="book-run-it">(.*?)</p>', re.DOTALL)


def test_a_check_cell_says_what_it_does(planted_page):
    first, second = NOTE.findall(planted_page)
    assert first.startswith(SENTENCES["check"])
    assert second.startswith(SENTENCES["hint"])
    assert all(f'href="../{HOW_TO.replace("#", ".html#")}">{HOW_TO_TEXT}</a>' in note for note in (first, second))
    assert "<strong>Hint 1 of 3</strong>" not in planted_page


def test_a_cell_that_does_more_keeps_its_output(planted_page):
    assert planted_page.count("NOT YET") == 1  # planted: a verdict that a cell shows by name


def test_hints_still_unfold(planted_page):
    assert "<summary>Hint 1 of 3: a question</summary>" in planted_page


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('check("a", b)', ["check"]),
        ('hint("a")\nhint("a")', ["hint", "hint"]),
        ('x = check("a", b)', []),
        ('x = 1\ncheck("a", b)', []),
        ("study.check(1)", []),
        ("%time check(1)", []),
        ("", []),
    ],
)
def test_only_bare_calls_count(source, names):
    assert calls_alone(source) == names


def test_the_functions_are_those_of_the_library():
    assert set(SENTENCES) <= set(lib.study.__all__)


def test_no_page_of_a_chapter_shows_a_verdict(html):
    for notebook in (ROOT / "chapters").glob("*.ipynb"):
        page = (html / "chapters" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        checks = [cell for cell in cells if re.fullmatch(r"ex-.+-check", cell["id"])]
        assert page.count(SENTENCES["check"]) == len(checks)
        assert not re.search(r"<strong[^>]*>(?:NOT YET|PASS|NOT PASSED|STOPPED)</strong>", page)


def test_the_linked_section_is_there(html):
    page, _, anchor = HOW_TO.partition("#")
    assert f'id="{anchor}"' in (html / f"{page}.html").read_text(encoding="utf-8")
