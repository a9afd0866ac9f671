"""Finds exercises by their id; a file is imported only when its exercise is asked for."""

from __future__ import annotations

import difflib
import importlib
from pathlib import Path

from lib.study.exercise import Exercise
from lib.study.messages import message

_FOLDER = Path(__file__).with_name("exercises")


def exercise_ids() -> dict[str, str]:
    """Return the topic of each exercise by its id, in alphabetical order.

    Returns
    -------
    dict of str to str
        Id to topic, such as ``"decompose-error": "ml_basics"``.

    Raises
    ------
    ValueError
        If two topics hold an exercise of the same id.

    Notes
    -----
    Reads file names only. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> exercise_ids()["decompose-error"]
    'ml_basics'
    """
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob("*/*.py"), key=lambda path: (path.stem, path.parent.name)):
        if path.stem.startswith("_"):
            continue
        name = path.stem.replace("_", "-")
        if name in found:
            raise ValueError(f"exercise ids must be unique, got {name!r} in {found[name]} and {path.parent.name}")
        found[name] = path.parent.name
    return found


def find_exercise(id: str | Exercise) -> Exercise:
    """Return the exercise with an id.

    Parameters
    ----------
    id : str or Exercise
        Id; an exercise is returned as it is.

    Returns
    -------
    Exercise
        The validated declaration.

    Raises
    ------
    TypeError
        If `id` is no string.
    ValueError
        If there is no such exercise (the message lists near names), or its file declares another id or chapter.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> find_exercise("decompose-error").chapter
    '02_ml_basics'
    """
    if isinstance(id, Exercise):
        return id
    if not isinstance(id, str):
        raise TypeError(message("error.id_kind", kind=type(id).__name__))
    known = exercise_ids()
    if id not in known:
        near = difflib.get_close_matches(id, known, n=3, cutoff=0.5)
        names = ", ".join(repr(name) for name in near or known)
        tail = message("error.near" if near else "error.known", names=names)
        raise ValueError(message("error.unknown_id", id=id, near=tail))
    module = importlib.import_module(f"lib.study.exercises.{known[id]}.{id.replace('-', '_')}")
    exercise = module.exercise
    if (exercise.id, exercise.chapter[3:]) != (id, known[id]):
        raise ValueError(f"{module.__name__} must declare id {id!r} of {known[id]}, got {exercise!r}")
    return exercise.validate()


def exercises_of(chapter: str) -> list[Exercise]:
    """Return the exercises of a chapter, by level and id.

    Parameters
    ----------
    chapter : str
        Chapter such as ``"02_ml_basics"``, or its number ``"02"``.

    Returns
    -------
    list of Exercise
        Empty if the chapter has none.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    every = [find_exercise(name) for name in exercise_ids()]
    mine = [exercise for exercise in every if chapter in (exercise.chapter, exercise.chapter[:2])]
    return sorted(mine, key=lambda exercise: (exercise.level, exercise.id))
