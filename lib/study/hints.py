"""``hint`` and ``solution``: the help that also folds below each exercise."""

from __future__ import annotations

from dataclasses import dataclass

from lib.study.cells import solution_text
from lib.study.exercise import Exercise
from lib.study.messages import message
from lib.study.progress_file import record_help
from lib.study.registry import find_exercise

_SHOWN: dict[str, int] = {}


@dataclass(frozen=True)
class Help:
    """Text for the reader: Markdown in a notebook, the same as plain text elsewhere."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def hint(id: str | Exercise, number: int | None = None) -> Help:
    """Show the next hint of an exercise: first a question, then the idea, then the line.

    Parameters
    ----------
    id : str or Exercise
        Id of the exercise.
    number : {1, 2, 3}, default=None
        Which hint; None gives the one after the last that this session showed.

    Returns
    -------
    Help
        The hint as Markdown.

    Raises
    ------
    ValueError
        If there is no exercise of that id, or no hint of that number.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> print(str(hint("ensemble-of-fits", 1)).splitlines()[0])
    **Hint 1 of 3: a question**
    """
    exercise = find_exercise(id)
    last = len(exercise.hints)
    if number is None:
        number = min(_SHOWN.get(exercise.id, 0) + 1, last)
        _SHOWN[exercise.id] = number
    if number not in range(1, last + 1):
        raise ValueError(message("error.hint_number", count=last, number=number))
    record_help(exercise.id, hints=number)
    what_next = message("hint.more" if number < last else "hint.last", id=exercise.id)
    return Help(f"**{message(f'hint.{number}')}**\n\n{exercise.hints[number - 1]}\n\n{what_next}")


def solution(id: str | Exercise) -> Help:
    """Show a solution of an exercise, why it is right, and one more way to see it.

    Parameters
    ----------
    id : str or Exercise
        Id of the exercise.

    Returns
    -------
    Help
        The solution as Markdown.

    Raises
    ------
    ValueError
        If there is no exercise of that id.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> print(str(solution("ensemble-of-fits")).splitlines()[0])
    **Solution of What averaging four models changes**
    """
    exercise = find_exercise(id)
    record_help(exercise.id, solution=True)
    return Help(f"**{message('solution.title', title=exercise.title)}**\n\n{solution_text(exercise)}")
