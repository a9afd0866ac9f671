"""Compares two values exactly in kind and shape, then within a tolerance."""

from __future__ import annotations

import cmath
import sys
from typing import Any

from lib.study.kinds import MAX_DEPTH, is_tensor, kind_in_words, kind_of
from lib.study.messages import message
from lib.study.shorten import shape_text, short


def difference(
    came: Any, wanted: Any, *, rtol: float = 1e-9, atol: float = 1e-12, place: str = "", depth: int = 0
) -> str | None:
    """Return one sentence on how a value differs from the wanted one, or None.

    Numbers agree if ``|came - wanted| <= atol + rtol * |wanted|``; NaN agrees only with NaN.

    Parameters
    ----------
    came : object
        The reader's value.
    wanted : object
        The expected value: numbers, strings, None, arrays, tensors, and lists, tuples, sets and dictionaries of them.
    rtol, atol : float, default=1e-9, 1e-12
        Relative and absolute tolerance.
    place : str, default=""
        Where in the result, such as ``[1]['mean']``.
    depth : int, default=0
        Depth of nesting so far.

    Returns
    -------
    str or None
        What differs first, in the order kind, shape, dtype, finiteness, value.

    Notes
    -----
    An int is accepted where a float is wanted, never the other way round, and never a bool for either.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> difference(0.3, 0.1 + 0.2) is None
    True
    >>> difference((1.0, 2.5), (1.0, 2.0))
    'result[1] must be 2, got 2.5.'
    """
    where = message("where.part", place=place) if place else message("where.result")
    if depth > MAX_DEPTH:
        return message("differ.deep", where=where)
    kind, wanted_kind = kind_of(came), kind_of(wanted)
    if kind != wanted_kind and (kind, wanted_kind) not in (("int", "float"), ("int", "complex"), ("float", "complex")):
        return message("differ.kind", where=where, wanted=kind_in_words(wanted), came=kind_in_words(came))
    if wanted_kind in ("float", "complex"):
        return _number_difference(came, wanted, rtol, atol, where)
    if wanted_kind in ("array", "zero_dim", "tensor"):
        return _array_difference(came, wanted, rtol, atol, where)
    if wanted_kind in ("list", "tuple"):
        if len(came) != len(wanted):
            return message("differ.length", where=where, wanted=len(wanted), came=len(came))
        pairs = [(f"{place}[{index}]", one, two) for index, (one, two) in enumerate(zip(came, wanted))]
        return _first(pairs, rtol, atol, depth)
    if wanted_kind == "dict":
        if not all(kind_of(key) in ("str", "int", "float", "bool", "tuple", "none") for key in came) or set(
            came
        ) != set(wanted):
            return message("differ.keys", where=where, wanted=short(list(wanted)), came=short(list(came)))
        pairs = [(f"{place}[{short(key)}]", came[key], wanted[key]) for key in wanted]
        return _first(pairs, rtol, atol, depth)
    if wanted_kind == "set":
        same = (
            all(kind_of(item) in ("str", "int", "float", "bool", "tuple", "none") for item in came) and came == wanted
        )
    elif wanted_kind in ("other", "function", "class", "numpy_scalar"):
        same = came is wanted
    else:
        same = bool(came == wanted)
    return None if same else message("differ.value", where=where, wanted=short(wanted), came=short(came))


def _first(pairs: list[tuple[str, Any, Any]], rtol: float, atol: float, depth: int) -> str | None:
    for place, came, wanted in pairs:
        found = difference(came, wanted, rtol=rtol, atol=atol, place=place, depth=depth + 1)
        if found:
            return found
    return None


def _number_difference(came: Any, wanted: Any, rtol: float, atol: float, where: str) -> str | None:
    try:
        got, want = complex(came), complex(wanted)
    except OverflowError:  # an int beyond the range of floats
        return message("differ.infinite", where=where)
    if cmath.isnan(got) or cmath.isnan(want):
        if cmath.isnan(got) and cmath.isnan(want):
            return None
        return message(
            "differ.nan" if cmath.isnan(got) else "differ.value", where=where, wanted=short(wanted), came=short(came)
        )
    if cmath.isinf(got) or cmath.isinf(want):
        if got == want:
            return None
        return message(
            "differ.infinite" if cmath.isinf(got) else "differ.value",
            where=where,
            wanted=short(wanted),
            came=short(came),
        )
    if abs(got - want) <= atol + rtol * abs(want):
        return None
    return message("differ.value", where=where, wanted=short(wanted), came=short(came))


def _array_difference(came: Any, wanted: Any, rtol: float, atol: float, where: str) -> str | None:
    if tuple(came.shape) != tuple(wanted.shape):
        return message("differ.shape", where=where, wanted=shape_text(wanted), came=shape_text(came))
    if is_tensor(wanted):
        if came.dtype != wanted.dtype:
            return message("differ.dtype", where=where, wanted=wanted.dtype, came=came.dtype)
        came, wanted = (value.detach().cpu() for value in (came, wanted))
        # NumPy has no bfloat16: every floating tensor is compared as float64, which holds it exactly.
        came, wanted = (
            value.double().numpy() if value.is_floating_point() else value.numpy() for value in (came, wanted)
        )
    integers = came.dtype.kind in "iu" and wanted.dtype.kind in "iu"  # the default int of a platform may differ
    if came.dtype != wanted.dtype and not integers:
        return message("differ.dtype", where=where, wanted=wanted.dtype, came=came.dtype)
    np = sys.modules["numpy"]
    if wanted.dtype.kind in "fc":
        for name, test in (("nan", np.isnan), ("infinite", np.isinf)):
            if bool((test(came) & ~test(wanted)).any()):
                index = tuple(int(i) for i in np.argwhere(test(came) & ~test(wanted))[0])
                return message(f"differ.{name}", where=f"{where}[{_index(index)}]")
        with np.errstate(all="ignore"):
            near = np.abs(came - wanted) <= atol + rtol * np.abs(wanted)
        near |= (came == wanted) | (np.isnan(came) & np.isnan(wanted))  # equal infinities, NaN that is wanted
    else:
        near = came == wanted
    if bool(near.all()):
        return None
    index = tuple(int(i) for i in np.argwhere(~near)[0])
    return message(
        "differ.entries", where=where, count=int((~near).sum()), size=int(near.size), index=_index(index),
        came=short(came[index]), wanted=short(wanted[index]),
    )  # fmt: skip


def _index(index: tuple[int, ...]) -> str:
    return ", ".join(str(i) for i in index)
