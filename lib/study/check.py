"""``check``: the reader's cell below each exercise calls it."""

from __future__ import annotations

from typing import Any

from lib.study.exercise import Exercise
from lib.study.progress_file import record_check
from lib.study.registry import find_exercise
from lib.study.sandbox import run_check
from lib.study.verdict import Verdict


def check(id: str | Exercise, answer: Any) -> Verdict:
    """Check an answer to an exercise and keep the result in your progress file.

    Parameters
    ----------
    id : str or Exercise
        Id of the exercise, as in the cell below it.
    answer : object
        Your function, class or value itself, not its name.

    Returns
    -------
    Verdict
        NOT YET, PASS, NOT PASSED or STOPPED with the reason; a notebook shows it, a script prints it.

    Raises
    ------
    ValueError
        If there is no exercise of that id; the message lists near names.
    TypeError
        If `id` is no string.

    Notes
    -----
    The answer runs on edge cases and at least twenty drawn inputs, in a process of its own where the system can fork.
    Your session stays as it was. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> my_ensemble_error = None
    >>> check("ensemble-of-fits", my_ensemble_error)
    NOT YET  ensemble-of-fits
    Put your answer in the cell above in place of None, run it, then run this cell again.
    """
    exercise = find_exercise(id)
    verdict = run_check(exercise, answer)
    record_check(exercise.id, verdict.status)
    return verdict
