"""The list of sections agrees with the sections, and its minutes with the rule and with each other."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from book.contents import (
    CODE_WORDS,
    FORMULA_WORDS,
    STATED,
    WORDS_A_MINUTE,
    Minutes,
    duration,
    effort,
    forget_page,
    minutes_of,
    words_in,
)
from docutils import nodes

ROOT = Path(__file__).resolve().parents[2]
LIST = re.compile(r'<div class="book-contents[^"]*">(.*?)</div>', re.DOTALL)
LINE = re.compile(r'<li><p><a [^>]*href="#([^"]+)">(.*?)</a> <span>(\d+)(?: \+ (\d+))? min</span>')
TOTAL = re.compile(
    r"<span>reading(?: \+ exercises)?: (?:(\d+) h)? ?(?:(\d+) min)?(?: \+ (?:(\d+) h)? ?(?:(\d+) min)?)?</span>"
)


def read(page):
    """Return the lines of a page's list and its two totals in minutes."""
    (found,) = LIST.findall(page)
    lines = [(anchor, title, int(reading), int(rest or 0)) for anchor, title, reading, rest in LINE.findall(found)]
    hours, minutes, more_hours, more = (int(number or 0) for number in TOTAL.search(found).groups())
    return lines, (60 * hours + minutes, 60 * more_hours + more)


def sums(lines):
    return sum(line[2] for line in lines), sum(line[3] for line in lines)


def test_each_section_has_its_minutes(planted_page):
    lines, total = read(planted_page)
    assert [(anchor, *minutes) for anchor, _, *minutes in lines] == [
        ("pictures", 3, 0),  # 400 words, captions, sentences, and code that is not folded
        ("practice-and-x-2", 1, 7),  # the 900 words of the task are part of its minutes
        ("wide-things", 1, 0),
        ("small-things", 1, 0),
        ("quiz", 1, 2),
    ]
    assert total == sums(lines) == (7, 9)
    assert "math" in lines[1][1]


def test_a_page_that_is_no_chapter_has_no_list(planted):
    assert "book-contents" not in (planted / "pages" / "other.html").read_text(encoding="utf-8")


def test_the_list_stands_above_the_first_section(planted_page):
    assert planted_page.index("The opening") < planted_page.index("book-contents") < planted_page.index('id="pictures"')


def test_the_list_of_every_chapter_agrees_with_its_sections(html):
    for notebook in (ROOT / "chapters").glob("*.ipynb"):
        page = (html / "chapters" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        lines, total = read(page)
        article = page[page.index("book-contents") :]
        headings = re.findall(r'<section[^>]* id="([^"]+)">\s*(?:<span id="[^"]*"></span>)*<h2>', article)
        assert [anchor for anchor, *_ in lines] == headings
        assert total == sums(lines)
        stated = [int(minutes) for minutes in re.findall(r"<em>Level \d of \d · about (\d+) minutes", page)]
        assert total[1] == sum(stated) + len(re.findall(r"<fieldset\b", page))


def test_the_landing_page_says_the_same_minutes(html):
    cards = (html / "pages" / "index.html").read_text(encoding="utf-8")
    facts = re.findall(
        r'book-card-name.*?href="\.\./chapters/([^"]+)".*?<p class="book-facts">(.*?)</p>', cards, re.DOTALL
    )
    assert facts
    for name, text in facts:
        _, (reading, exercises) = read((html / "chapters" / name).read_text(encoding="utf-8"))
        assert text.startswith(f"{duration(reading)} of text, {duration(exercises)} of exercises, a quiz; ")


def test_what_a_chapter_asks_for():
    efforts = {"a": (Minutes(100, 240), True), "b": (Minutes(45, 0), False), "c": (Minutes(5, 0), True)}
    env = SimpleNamespace(book_efforts=efforts)
    assert effort(env, "a") == "1 h 40 min of text, 4 h of exercises, a quiz"
    assert effort(env, "b") == "45 min of text"
    assert effort(env, "c") == "5 min of text, a quiz"
    forget_page(None, env, "a")
    assert effort(env, "a") == ""


def test_a_wrong_total_is_seen(planted_page):
    lines, total = read(planted_page.replace("exercises: 7 min", "exercises: 8 min"))
    assert total != sums(lines)


def test_the_line_of_an_exercise_is_the_one_that_lib_writes():
    from lib.study.messages import message

    facts = message("cell.facts", level=2, minutes=15, kind="write code", concepts="bias")
    assert STATED.search(facts)[1] == "15"


def test_words_formulas_and_code_count_by_the_rule():
    source = nodes.container("", nodes.literal_block("", "a = 1\n\nb = 2"), nb_element="cell_code_source")
    cell = nodes.container("", source, nb_element="cell_code")
    assert words_in(nodes.paragraph("", "Two words, ", nodes.math("", "x + y"))) == 3
    assert words_in(nodes.paragraph("", "don't 3.5 过拟合")) == 5
    assert words_in(nodes.math_block("", "x")) == FORMULA_WORDS
    assert words_in(cell) == 2 * CODE_WORDS
    cell["hide_mode"] = "input"
    assert words_in(cell) == 0
    assert words_in(nodes.raw("", "<p>not read</p>", format="html")) == 0


def test_of_an_output_in_two_forms_one_is_read():
    forms = [
        nodes.container("", nodes.paragraph("", "one two"), mime_type=f"text/{kind}") for kind in ("markdown", "plain")
    ]
    assert words_in(nodes.container("", *forms, nb_element="mime_bundle")) == 2


def test_an_exercise_takes_what_it_states():
    facts = nodes.paragraph("", "Level 1 of 3 · about 12 minutes · write code")
    exercise = nodes.section("", nodes.title("", "Exercise: Sum"), facts, nodes.paragraph("", "word " * 500))
    part = nodes.section("", nodes.title("", "Sums"), nodes.paragraph("", "word " * 3 * WORDS_A_MINUTE), exercise)
    assert minutes_of(part) == (3, 12)


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (205, "3 h 25 min")])
def test_a_sum_is_written_in_hours(minutes, words):
    assert duration(minutes) == words
