import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from lib.study import quiz_source
from lib.study.quiz_source import CHAPTERS, load_quiz, parse_quiz

ROOT = Path(__file__).resolve().parents[2]
QUIZZES = {path.name for path in (ROOT / "lib" / "study" / "quizzes").glob("*.toml")}

OPTIONS = """
[[question.option]]
text = "option {i} b"
why = "why b"
[[question.option]]
right = true
text = "option {i} a"
why = "why a"
[[question.option]]
text = "option {i} c"
why = "why c"
[[question.option]]
text = "option {i} d"
why = "why d"
"""


def source(n=1, options=OPTIONS):
    head = 'chapter = "09_test"\ntitle = "A test"\n'
    return head + "".join(
        f'[[question]]\nid = "q-{i}"\nkind = "apply"\nconcepts = ["c"]\nstem = "\\nWhat?\\n"\n' + options.format(i=i)
        for i in range(n)
    )


@pytest.mark.parametrize("name", ["02", "02_ml_basics"])
def test_a_chapter_is_found_by_number_and_name(name):
    quiz = load_quiz(name)
    assert quiz.chapter == "02_ml_basics"
    assert len(quiz.questions) >= 10


@pytest.mark.parametrize("name", ["99", "ml", "0", ""])
def test_an_unknown_chapter_lists_those_there_are(name):
    with pytest.raises(ValueError, match=rf"chapter must be one that has a quiz \(02_ml_basics.*\), got '{name}'"):
        load_quiz(name)


def test_the_chapters_are_those_of_the_plan_and_every_file_belongs_to_one():
    plan = (ROOT / "pages" / "chapters.toml").read_text(encoding="utf-8")
    assert list(CHAPTERS) == re.findall(r'^slug = "(.+)"$', plan, flags=re.MULTILINE)
    assert {f"{slug.partition('_')[2]}.toml" for slug in CHAPTERS} >= QUIZZES


@pytest.fixture(scope="module")
def opened():
    """Return a function that lists the files a call opens; Python keeps a hook on this for good, so there is one."""
    names, listening = [], []

    def note(event, arguments):
        if listening and event == "open" and isinstance(arguments[0], (str, Path)):
            names.append(Path(arguments[0]).name)

    def during(call):
        names.clear()
        listening.append(True)
        call()
        listening.clear()
        return list(names)

    sys.addaudithook(note)
    return during


@pytest.mark.parametrize("slug", [slug for slug in CHAPTERS if f"{slug.partition('_')[2]}.toml" in QUIZZES])
def test_a_quiz_is_sound_and_opens_its_own_file_only(opened, slug):
    names = opened(lambda: load_quiz(slug.partition("_")[0]))
    assert [name for name in names if name.endswith(".toml")] == [f"{slug.partition('_')[2]}.toml"]


def test_an_unknown_chapter_opens_no_quiz(opened):
    def ask():
        with pytest.raises(ValueError, match="got '99'"):
            load_quiz("99")

    assert not any(name.endswith(".toml") for name in opened(ask))


def test_a_file_of_another_chapter_is_refused(monkeypatch):
    monkeypatch.setattr(quiz_source, "CHAPTERS", ("03_ml_basics",))
    with pytest.raises(ValueError, match=r"chapter of ml_basics.toml must be '03_ml_basics', got '02_ml_basics'"):
        load_quiz("03")


def test_a_chapter_is_text():
    with pytest.raises(TypeError, match="chapter must be a string such as '02', got int"):
        load_quiz(2)


def test_a_file_that_breaks_a_rule_is_refused(monkeypatch):
    from lib.study import quiz_rules

    monkeypatch.setattr(quiz_rules, "find_faults", lambda quiz: ["one", "two"])
    with pytest.raises(ValueError, match=r"the quiz in ml_basics.toml breaks 2 rules:\n- one\n- two"):
        load_quiz("02")


def test_fields_are_read_and_lines_joined():
    question = parse_quiz(source().replace('"why a"', '"""\nbecause\n  so"""')).questions[0]
    assert (question.id, question.kind, question.concepts, question.stem) == ("q-0", "apply", ("c",), "What?")
    assert [option.why for option in question.options if option.right] == ["because so"]
    assert sorted(option.text for option in question.options) == [f"option 0 {letter}" for letter in "abcd"]


def test_the_right_option_takes_every_place_equally_often():
    def places(n):
        questions = parse_quiz(source(n)).questions
        return [[option.right for option in question.options].index(True) for question in questions]

    assert sorted(Counter(places(40)).values()) == [10, 10, 10, 10]
    assert sorted(Counter(places(10)).values()) == [2, 2, 3, 3]
    blocks = {tuple(places(40)[i : i + 4]) for i in range(0, 40, 4)}
    assert len(blocks) > 3, "a fixed cycle could be learnt"
    assert places(40)[:10] == places(10)


def test_the_order_depends_on_the_texts_and_not_on_the_file():
    swapped = source().replace("option 0 b", "KEEP").replace("option 0 d", "option 0 b").replace("KEEP", "option 0 d")
    swapped = swapped.replace('"why b"', '"KEEP"').replace('"why d"', '"why b"').replace('"KEEP"', '"why d"')
    assert parse_quiz(source()) == parse_quiz(swapped)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "A test"', "title = ", "test.toml is no valid TOML"),
        ('title = "A test"\n', "", "test.toml lacks title"),
        ('title = "A test"', 'title = "A test"\nlevel = 3', "test.toml has the unknown field level"),
        ('title = "A test"', "title = 3", "title of test.toml must be a str, got 3"),
        ('kind = "apply"\n', "", "question 1 of test.toml lacks kind"),
        ('concepts = ["c"]', 'concepts = "c"', "concepts of question 1 of test.toml must be a list, got 'c'"),
        ('why = "why b"\n', "", "an option of question 1 of test.toml lacks why"),
        ("right = true", 'right = "yes"', "right of an option of question 1 of test.toml must be a bool, got 'yes'"),
        ("right = true", "correct = true", "an option of question 1 of test.toml has the unknown field correct"),
    ],
)
def test_a_broken_file_says_where(old, new, message):
    assert old in source()
    with pytest.raises(ValueError, match=message):
        parse_quiz(source().replace(old, new), "test.toml")


def test_a_question_must_be_a_table():
    with pytest.raises(ValueError, match="question 1 of quiz must be a table, got 3"):
        parse_quiz('chapter = "09_test"\ntitle = "t"\nquestion = [3]')
    with pytest.raises(ValueError, match="an option of question 1 of quiz must be a table, got 3"):
        parse_quiz(source(options="option = [3]\n"))
