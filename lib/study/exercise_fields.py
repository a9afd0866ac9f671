"""The rules that the fields of an exercise keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lib.study.exercise import Exercise

KINDS = ("implement", "predict", "find-the-bug", "derive", "design")


def check_fields(exercise: Exercise) -> None:
    """Raise if a field of a declaration is not what it should be.

    Parameters
    ----------
    exercise : Exercise

    Raises
    ------
    ValueError
        Naming the field, what is wanted and what came.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    for name, pattern in (
        ("id", r"[a-z0-9]+(-[a-z0-9]+)+"),
        ("chapter", r"\d\d_[a-z0-9_]+"),
        ("section", r"[\w-]+"),
    ):
        value = getattr(exercise, name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"{name} must match {pattern}, got {value!r}")
    if exercise.kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {exercise.kind!r}")
    if exercise.level not in (1, 2, 3):
        raise ValueError(f"level must be 1, 2 or 3, got {exercise.level!r}")
    if not 1 <= exercise.minutes <= 120:
        raise ValueError(f"minutes must be from 1 to 120, got {exercise.minutes!r}")
    if not 0 < exercise.seconds <= 8:
        raise ValueError(f"seconds must be above 0 and at most 8, got {exercise.seconds!r}")
    if exercise.megabytes < 1:
        raise ValueError(f"megabytes must be at least 1, got {exercise.megabytes!r}")
    if exercise.rng not in ("numpy", "python"):
        raise ValueError(f"rng must be 'numpy' or 'python', got {exercise.rng!r}")
    if len(exercise.hints) != 3 or not all(exercise.hints):
        raise ValueError(f"hints must be three texts (question, idea, line), got {len(exercise.hints)}")
    if not exercise.concepts:
        raise ValueError("concepts must name at least one concept id, got none")
    for name in ("title", "statement", "explanation", "variant"):
        if not getattr(exercise, name).strip():
            raise ValueError(f"{name} must be a text, got an empty one")
    if (exercise.kind == "predict") != (exercise.stub_text is not None):
        raise ValueError("stub_text must be given for kind 'predict' and for no other")
