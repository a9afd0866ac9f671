"""The rules a quiz keeps, so that its questions test understanding and their form gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.study.quiz_source import KINDS, Question, Quiz

MIN_QUESTIONS = 8
MIN_OPTIONS = 3
MIN_WHY = 40
MAX_RECALL = 0.3
MAX_LONGEST = 0.4
MAX_LENGTH_RATIO = 1.3
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACE = re.compile(
    r"\b(first|second|third|fourth|last) (option|answer)|\b(option|answer) [a-dA-D1-4]\b|\b(all|none) of the above\b",
    re.IGNORECASE,
)


def find_faults(quiz: Quiz) -> list[str]:
    """Return every rule that a quiz breaks, as sentences for its author.

    The rules: at least 8 questions; at most 3 of 10 ask for recall; each has at least three different options, exactly
    one right; every option explains itself, and no two explanations are the same; the right option is neither the
    longest nor the shortest in more than 40% of the questions, and its length is within a factor 1.3 of the mean of the
    wrong ones; the right options are spread evenly over the places; no text names an option by its place.

    Parameters
    ----------
    quiz : Quiz

    Returns
    -------
    list of str
        Empty for a sound quiz.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.study.quiz_source import load_quiz
    >>> find_faults(load_quiz("02"))
    []
    """
    faults = list(_faults_of_quiz(quiz))
    for question in quiz.questions:
        faults += [f"{question.id}: {fault}" for fault in _faults_of_question(question)]
    return faults


def visible_length(text: str) -> int:
    """Return the number of letters a reader sees: marks of code and emphasis are not counted.

    Parameters
    ----------
    text : str

    Returns
    -------
    int

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> visible_length("At *p* = `n`")
    8
    """
    return len(re.sub(r"[`*]", "", text))


def _faults_of_quiz(quiz: Quiz) -> Iterator[str]:
    questions = quiz.questions
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", quiz.chapter):
        yield f"chapter must be a name such as 02_ml_basics, got {quiz.chapter!r}"
    if not quiz.title.strip():
        yield "title must not be empty"
    if len(questions) < MIN_QUESTIONS:
        yield f"a quiz needs at least {MIN_QUESTIONS} questions, got {len(questions)}"
    ids = [question.id for question in questions]
    if repeated := sorted({name for name in ids if ids.count(name) > 1}):
        yield f"ids must differ, repeated: {', '.join(repeated)}"
    recall = sum(question.kind == "recall" for question in questions)
    if recall > MAX_RECALL * len(questions):
        yield f"at most {MAX_RECALL:.0%} of the questions may ask for recall, got {recall} of {len(questions)}"
    for word, sign in (("longest", 1), ("shortest", -1)):
        count = sum(_stands_out(question, sign) for question in questions)
        if count > MAX_LONGEST * len(questions):
            yield (
                f"the right option may be the {word} in at most {MAX_LONGEST:.0%} of the questions, "
                f"got {count} of {len(questions)}"
            )
    by_size: dict[int, list[int]] = {}
    for question in questions:
        places = [place for place, option in enumerate(question.options) if option.right]
        by_size.setdefault(len(question.options), []).extend(places[:1])
    for size, places in by_size.items():
        counts = [places.count(place) for place in range(size)]
        if counts and max(counts) - min(counts) > 1:
            yield f"right options must be spread over the {size} places, got {counts}"


def _stands_out(question: Question, sign: int) -> bool:
    """Say whether the right option is longer (``sign`` 1) or shorter (-1) than every wrong one."""
    right = [sign * visible_length(option.text) for option in question.options if option.right]
    wrong = [sign * visible_length(option.text) for option in question.options if not option.right]
    return bool(right and wrong) and right[0] > max(wrong)


def _faults_of_question(question: Question) -> Iterator[str]:
    if not _SLUG.fullmatch(question.id):
        yield "id must be words in lower case joined by hyphens"
    if question.kind not in KINDS:
        yield f"kind must be one of {', '.join(KINDS)}, got {question.kind!r}"
    if not question.concepts or not all(isinstance(name, str) and _SLUG.fullmatch(name) for name in question.concepts):
        yield f"concepts must name at least one concept by its id, got {list(question.concepts)}"
    if not question.stem:
        yield "stem must not be empty"
    options = question.options
    if len(options) < MIN_OPTIONS:
        yield f"a question needs at least {MIN_OPTIONS} options, got {len(options)}"
    right = [option for option in options if option.right]
    wrong = [option for option in options if not option.right]
    if len(right) != 1:
        yield f"exactly one option must be right, got {len(right)}"
    for field in ("text", "why"):
        words = [getattr(option, field).casefold().strip(" .") for option in options]
        if repeated := sorted({text for text in words if words.count(text) > 1}):
            yield f"options must differ in {field}, repeated: {repeated[0]!r}"
    for option in options:
        if not option.text:
            yield "an option has no text"
        if len(option.why) < MIN_WHY:
            yield f"option {option.text!r} must explain itself in at least {MIN_WHY} letters, got {option.why!r}"
    for text in (question.stem, *(text for option in options for text in (option.text, option.why))):
        if found := _PLACE.search(text):
            yield f"options change places on the page, so none may be named by its place: {found.group()!r}"
    if len(right) == 1 and wrong:
        mean = sum(visible_length(option.text) for option in wrong) / len(wrong)
        length = visible_length(right[0].text)
        if not mean / MAX_LENGTH_RATIO <= length <= mean * MAX_LENGTH_RATIO:
            yield f"the right option stands out: {length} letters, the wrong ones have {mean:.0f} on average"
