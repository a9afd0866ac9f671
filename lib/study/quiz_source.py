"""Read a chapter's quiz from its file, and put the options of each question into the page's order."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

KINDS = ("recall", "apply", "diagnose", "compute")
# Every chapter of the plan. A quiz is found by the name of its file alone, which is the chapter's without the number: a
# notebook that shows one opens no other, and so does not depend on it.
CHAPTERS = (
    "01_introduction",
    "02_ml_basics",
    "03_ensembles",
    "04_fully_connected",
    "05_backpropagation",
    "06_optimization",
    "07_convolutional",
    "08_recurrent",
    "09_language_models",
    "10_attention_transformer",
    "11_vision_transformer_moe",
    "12_bert_finetuning",
    "13_gpt_prompting",
    "14_alignment",
    "15_scaling",
    "16_compression",
    "17_trust",
    "18_landscape",
)


@dataclass(frozen=True)
class Option:
    """One answer: its text, why it is right or which belief stands behind it, and whether it is right."""

    text: str
    why: str
    right: bool


@dataclass(frozen=True)
class Question:
    """One question with its options in the order of the page."""

    id: str
    kind: str
    concepts: tuple[str, ...]
    stem: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Quiz:
    """The quiz of one chapter."""

    chapter: str
    title: str
    questions: tuple[Question, ...]


def load_quiz(chapter: str) -> Quiz:
    """Return the quiz of a chapter from the file that ships with the package.

    Parameters
    ----------
    chapter : str
        Number or full name of the chapter: ``"02"`` or ``"02_ml_basics"``.

    Returns
    -------
    Quiz

    Raises
    ------
    TypeError
        If ``chapter`` is no string.
    ValueError
        If no chapter of that name has a quiz, or the file breaks a rule of :mod:`lib.study.quiz_rules`.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> load_quiz("02").questions[0].id
    'selection-before-folds'
    """
    from lib.study.quiz_rules import find_faults

    if not isinstance(chapter, str):
        raise TypeError(f"chapter must be a string such as '02', got {type(chapter).__name__}")
    folder = files("lib.study") / "quizzes"
    names = {file.name for file in folder.iterdir()}
    known = {slug: name for slug in CHAPTERS if (name := f"{slug.partition('_')[2]}.toml") in names}
    for slug, name in known.items():
        if chapter not in (slug, slug.partition("_")[0]):
            continue
        quiz = parse_quiz((folder / name).read_text(encoding="utf-8"), name)
        if quiz.chapter != slug:
            raise ValueError(f"chapter of {name} must be {slug!r}, got {quiz.chapter!r}")
        if faults := find_faults(quiz):
            raise ValueError(f"the quiz in {name} breaks {len(faults)} rules:\n- " + "\n- ".join(faults))
        return quiz
    raise ValueError(f"chapter must be one that has a quiz ({', '.join(known)}), got {chapter!r}")


def parse_quiz(source: str, name: str = "quiz") -> Quiz:
    """Turn the text of a quiz file into a quiz.

    Parameters
    ----------
    source : str
        TOML with ``chapter``, ``title`` and ``[[question]]`` tables; each has ``id``, ``kind``, ``concepts``, ``stem``
        and ``[[question.option]]`` tables with ``text``, ``why`` and, for the right one, ``right = true``.
    name : str, default "quiz"
        Named in messages.

    Returns
    -------
    Quiz

    Raises
    ------
    ValueError
        If the text is no TOML, a field is missing or unknown, or has the wrong kind.

    Notes
    -----
    What a *good* quiz must keep to is checked by :func:`lib.study.quiz_rules.find_faults`.

    Chapter: chapters/02_ml_basics.ipynb
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name} is no valid TOML: {error}") from None
    _check_fields(data, {"chapter": str, "title": str, "question": list}, name)
    turns: Counter[int] = Counter()
    questions = []
    for number, entry in enumerate(data["question"], start=1):
        where = f"question {number} of {name}"
        _check_fields(entry, {"id": str, "kind": str, "concepts": list, "stem": str, "option": list}, where)
        options = []
        for given in entry["option"]:
            filled = {"right": False, **given} if isinstance(given, dict) else given
            _check_fields(filled, {"text": str, "why": str, "right": bool}, f"an option of {where}")
            options.append(Option(_clean(given["text"]), _clean(given["why"]), given.get("right", False)))
        seat = _seat(data["chapter"], len(options), turns[len(options)])
        turns[len(options)] += 1
        questions.append(
            Question(
                entry["id"],
                entry["kind"],
                tuple(entry["concepts"]),
                entry["stem"].strip(),
                _arrange(entry["id"], options, seat),
            )
        )
    return Quiz(data["chapter"], data["title"], tuple(questions))


def _check_fields(entry: Any, wanted: Mapping[str, type], where: str) -> None:
    if not isinstance(entry, dict):
        raise ValueError(f"{where} must be a table, got {entry!r}")
    if missing := sorted(set(wanted) - set(entry)):
        raise ValueError(f"{where} lacks {', '.join(missing)}")
    if unknown := sorted(set(entry) - set(wanted)):
        raise ValueError(f"{where} has the unknown field {', '.join(unknown)}")
    for field, kind in wanted.items():
        if not isinstance(entry[field], kind):
            raise ValueError(f"{field} of {where} must be a {kind.__name__}, got {entry[field]!r}")


def _clean(text: str) -> str:
    return " ".join(text.split())


def _order(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _seat(chapter: str, n_options: int, turn: int) -> int:
    """Return where the right option sits: each seat once in every ``n_options`` questions, in a mixed order."""
    if n_options == 0:
        return 0
    block, place = divmod(turn, n_options)
    return sorted(range(n_options), key=lambda seat: _order(chapter, block, seat))[place]


def _arrange(question_id: str, options: list[Option], seat: int) -> tuple[Option, ...]:
    """Mix the wrong options by a fixed rule and put the right one into its seat."""
    wrong = sorted((option for option in options if not option.right), key=lambda o: _order(question_id, o.text))
    right = [option for option in options if option.right]
    return (*wrong[:seat], *right, *wrong[seat:])
