"""Recognises slips that any answer can hold: right values in another form or order, printed, rounded, another error.

They are looked for only where the comparison has said that an answer is wrong, and after the misconceptions of the
exercise. Only plain data is read: no operator of a reader's object is asked.
"""

from __future__ import annotations

import re
import sys
from itertools import permutations
from typing import Any

from lib.study.exercise import Exercise
from lib.study.kinds import MAX_DEPTH, kind_in_words, kind_of
from lib.study.messages import message
from lib.study.trial import Outcome, Trial, safely
from lib.study.values import difference, find_difference

NEAR = 0.01  # relative distance of a number that was rounded too early
NEAR_TOLERANCES = 5
ROUNDED = 1e-6  # relative distance within which a 32-bit result counts as the same
MAX_ORDER = 4  # values whose order is tried


def slip_of(exercise: Exercise, trials: list[Trial], example: Trial) -> str | None:
    """Return the sentence on the slip that explains why an answer is wrong, or None.

    Parameters
    ----------
    exercise : Exercise
        The declaration.
    trials : list of Trial
        What the answer did on every input.
    example : Trial
        The failing one that the verdict shows.

    Returns
    -------
    str or None
        One sentence for the reader.

    Notes
    -----
    Cost: a few comparisons an input. Chapter: chapters/02_ml_basics.ipynb
    """
    if exercise.is_value:
        return None if exercise.comparer is not None else _of_a_number(exercise, example)
    if example.wanted.error is not None:
        if example.outcome.error is None:
            return None
        came, wanted = (type(outcome.error).__name__ for outcome in (example.outcome, example.wanted))
        return message("slip.error", came=came, wanted=wanted)
    sound = [trial for trial in trials if trial.wanted.returned]
    if not all(trial.outcome.returned for trial in sound):
        return None
    if all(trial.outcome.value is None and trial.outcome.printed.strip() for trial in sound if trial.problem):
        return message("slip.printed")
    if exercise.comparer is not None:
        return None
    return safely(lambda: _of_form(exercise, sound, example)).value or safely(lambda: _of_order(exercise, sound)).value


def number_in(value: Any) -> float | None:
    """Return the single number that a value writes in another form, or None.

    Parameters
    ----------
    value : object
        A number, a string of one, a fraction, or one of these alone in a list, a tuple, an array or a tensor.

    Returns
    -------
    float or None
        The number; None if there is none, or more than one, or True or False.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> number_in("0.6"), number_in(["3/5"]), number_in([0.6, 0.7])
    (0.6, 0.6, None)
    """
    for _ in range(MAX_DEPTH):
        kind = kind_of(value)
        if kind in ("list", "tuple") and len(value) == 1:
            value = value[0]
        elif (kind in ("array", "zero_dim") and value.size == 1) or (kind == "tensor" and value.numel() == 1):
            value = value.item()
        else:
            break
    kind = kind_of(value)
    if kind == "str":
        return _number_of_text(value)
    if kind in ("int", "float") or _is_fraction(value) or (kind == "numpy_scalar" and value.dtype.kind == "f"):
        return safely(lambda: float(value)).value  # None for an int beyond the range of floats
    return None


def _number_of_text(text: str) -> float | None:
    ratio = re.fullmatch(r"\s*([+-]?\d{1,15})\s*/\s*(\d{1,15})\s*", text)
    if ratio:
        return safely(lambda: int(ratio[1]) / int(ratio[2])).value
    return safely(lambda: float(text[:100])).value


def _is_fraction(value: Any) -> bool:
    for module, name in (("fractions", "Fraction"), ("decimal", "Decimal")):
        if module in sys.modules and type(value) is getattr(sys.modules[module], name):
            return True
    return False


def _of_a_number(exercise: Exercise, trial: Trial) -> str | None:
    came, wanted = trial.outcome.value, trial.wanted.value
    number = number_in(came)
    if number is None or kind_of(wanted) not in ("int", "float"):
        return None
    distance, tolerance = abs(number - wanted), exercise.atol + exercise.rtol * abs(wanted)
    if distance <= tolerance:
        return message("slip.whole" if kind_of(wanted) == "int" else "slip.number")
    near = max(NEAR_TOLERANCES * tolerance, NEAR * abs(wanted))
    is_plain_number = kind_of(came) in ("int", "float") and kind_of(wanted) == "float"
    return message("slip.close") if is_plain_number and distance <= near else None


def _of_form(exercise: Exercise, sound: list[Trial], example: Trial) -> str | None:
    """Return what must change if all values agree and only a container, a kind of number or a dtype does not."""
    came, wanted = example.outcome.value, example.wanted.value
    found = find_difference(came, wanted, rtol=exercise.rtol, atol=exercise.atol)
    if found is None or found.sort not in ("kind", "dtype"):
        return None
    rounded = ROUNDED if found.sort == "dtype" or kind_of(found.came) == "numpy_scalar" else 0.0
    if not all(_agree(_loose(trial.outcome), _plain(trial.wanted.value), exercise, rounded) for trial in sound):
        return None
    where = message("where.part", place=found.place) if found.place else message("where.whole")
    if found.sort == "dtype":
        return message("slip.dtype", where=where, wanted=found.wanted.dtype, came=found.came.dtype)
    if not found.place and kind_of(wanted) == "tuple" and 1 < len(wanted) <= 6:
        return message("slip.tuple", names=", ".join("abcdef"[: len(wanted)]))
    return message("slip.kind", where=where, wanted=kind_in_words(found.wanted), came=kind_in_words(found.came))


def _of_order(exercise: Exercise, sound: list[Trial]) -> str | None:
    """Return what to say if one and the same permutation of the returned values is right for every input."""
    pairs = [(_loose(trial.outcome), _plain(trial.wanted.value)) for trial in sound]
    sizes = {len(side) if type(side) is list else 0 for pair in pairs for side in pair}
    if any(kind_of(trial.wanted.value) != "tuple" for trial in sound) or len(sizes) != 1:
        return None
    size = sizes.pop()
    if not 2 <= size <= MAX_ORDER:
        return None
    for order in list(permutations(range(size)))[1:]:  # the first one changes nothing
        if all(_agree([came[index] for index in order], wanted, exercise) for came, wanted in pairs):
            return message("slip.order")
    return None


def _agree(came: Any, wanted: Any, exercise: Exercise, rounded: float = 0.0) -> bool:
    return difference(came, wanted, rtol=max(exercise.rtol, rounded), atol=exercise.atol) is None


def _loose(outcome: Outcome) -> Any:
    return _plain(outcome.value if outcome.items is None else outcome.items)


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a result with every container as a list and every number as a float."""
    kind = kind_of(value)
    if depth > MAX_DEPTH:
        return None
    if kind in ("bool", "int", "float") or _is_fraction(value) or (kind == "numpy_scalar" and value.dtype.kind == "f"):
        number = safely(lambda: float(value))
        return value if number.error else number.value
    if kind in ("array", "zero_dim", "tensor"):
        value = value.tolist()
        return [_plain(item, depth + 1) for item in value] if type(value) is list else _plain(value, depth + 1)
    if kind in ("list", "tuple"):
        return [_plain(item, depth + 1) for item in value]
    return {key: _plain(item, depth + 1) for key, item in value.items()} if kind == "dict" else value
