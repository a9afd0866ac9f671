from dataclasses import replace

import pytest

from lib.study.quiz_rules import find_faults, visible_length
from lib.study.quiz_source import Option, Question, Quiz, load_quiz

LETTERS = "abcdefghijkl"


def question(i, place=None, kind="apply"):
    """Return a sound question; `place` is where the right option sits."""
    place = i % 4 if place is None else place
    options = tuple(
        Option(
            f"option {letter} of {LETTERS[i]}" + "x" * (1 if (i + j) % 3 == 0 else 0),
            f"This is the explanation of {letter}, and it is long enough.",
            right=j == place,
        )
        for j, letter in enumerate("pqrs")
    )
    return Question(f"question-{LETTERS[i]}", kind, ("a-concept",), "What?", options)


@pytest.fixture
def sound():
    quiz = Quiz("09_test", "A test", tuple(question(i) for i in range(10)))
    assert find_faults(quiz) == []
    return quiz


def with_question(quiz, i=0, **changes):
    questions = list(quiz.questions)
    questions[i] = replace(questions[i], **changes)
    return replace(quiz, questions=tuple(questions))


def with_option(quiz, which, i=0, **changes):
    """Change one option of question `i`: the right one, or the first wrong one."""
    options = list(quiz.questions[i].options)
    j = next(j for j, option in enumerate(options) if option.right is which)
    options[j] = replace(options[j], **changes)
    return with_question(quiz, i, options=tuple(options))


def every_right(quiz, n, change):
    for i in range(n):
        text = next(option.text for option in quiz.questions[i].options if option.right)
        quiz = with_option(quiz, True, i, text=change(text))
    return quiz


@pytest.mark.parametrize("number", ["02"])
def test_the_shipped_quizzes_are_sound(number):
    assert find_faults(load_quiz(number)) == []


FAULTS = {
    "too few questions": (
        lambda q: replace(q, questions=q.questions[:7]),
        "a quiz needs at least 8 questions, got 7",
    ),
    "chapter": (lambda q: replace(q, chapter="ml"), "chapter must be a name such as 02_ml_basics, got 'ml'"),
    "no title": (lambda q: replace(q, title=" "), "title must not be empty"),
    "same id": (lambda q: with_question(q, id="question-b"), "ids must differ, repeated: question-b"),
    "recall": (
        lambda q: replace(q, questions=tuple(replace(x, kind="recall") for x in q.questions[:4]) + q.questions[4:]),
        "at most 30% of the questions may ask for recall, got 4 of 10",
    ),
    "right is longest": (
        lambda q: every_right(q, 5, lambda text: text + "yyy"),
        "the right option may be the longest in at most 40% of the questions",
    ),
    "right is shortest": (
        lambda q: every_right(q, 5, lambda text: text[:-3]),
        "the right option may be the shortest in at most 40% of the questions",
    ),
    "right stands out": (
        lambda q: with_option(q, True, text="This right option is much too long"),
        "question-a: the right option stands out: 34 letters",
    ),
    "right stands out as short": (
        lambda q: with_option(q, True, text="short"),
        "question-a: the right option stands out: 5 letters",
    ),
    "one place": (
        lambda q: replace(q, questions=tuple(question(i, place=2) for i in range(10))),
        "right options must be spread over the 4 places, got [0, 0, 10, 0]",
    ),
    "id form": (lambda q: with_question(q, id="Question A"), "Question A: id must be words in lower case"),
    "kind": (
        lambda q: with_question(q, kind="guess"),
        "kind must be one of recall, apply, diagnose, compute, got 'guess'",
    ),
    "no concept": (
        lambda q: with_question(q, concepts=()),
        "concepts must name at least one concept by its id, got []",
    ),
    "concept form": (lambda q: with_question(q, concepts=("A concept",)), "concepts must name at least one concept"),
    "no stem": (lambda q: with_question(q, stem=""), "question-a: stem must not be empty"),
    "two options": (
        lambda q: with_question(q, options=q.questions[0].options[:2]),
        "a question needs at least 3 options, got 2",
    ),
    "none right": (lambda q: with_option(q, True, right=False), "exactly one option must be right, got 0"),
    "two right": (lambda q: with_option(q, False, right=True), "exactly one option must be right, got 2"),
    "same text": (
        lambda q: with_option(
            q, False, text=" " + next(o.text for o in q.questions[0].options if o.right).upper() + "."
        ),
        "options must differ in text, repeated: 'option p of ax'",
    ),
    "same why": (
        lambda q: with_option(q, False, why=next(o.why for o in q.questions[0].options if o.right)),
        "options must differ in why",
    ),
    "no text": (lambda q: with_option(q, False, text=""), "an option has no text"),
    "no why": (lambda q: with_option(q, False, why="No."), "must explain itself in at least 40 letters, got 'No.'"),
    "named by place": (
        lambda q: with_option(q, False, why="This is what the first option says, only turned round."),
        "none may be named by its place: 'first option'",
    ),
    "named by letter": (
        lambda q: with_option(q, True, why="Compare it with option B, which has it turned round."),
        "none may be named by its place: 'option B'",
    ),
    "all of the above": (
        lambda q: with_option(q, False, text="All of the above"),
        "none may be named by its place: 'All of the above'",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(sound, name):
    plant, message = FAULTS[name]
    faults = find_faults(plant(sound))
    assert any(message in fault for fault in faults), faults


def test_marks_of_code_and_emphasis_have_no_length():
    assert visible_length("**At** *p* = `n`") == len("At p = n")
