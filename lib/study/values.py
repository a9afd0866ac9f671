"""Compares two values exactly in kind and shape, then within a tolerance."""

from __future__ import annotations

import cmath
import sys
from dataclasses import dataclass
from typing import Any

from lib.study.kinds import MAX_DEPTH, is_tensor, kind_in_words, kind_of
from lib.study.messages import message
from lib.study.shorten import shape_text, short, short_pair

KEY_KINDS = ("str", "int", "float", "bool", "tuple", "none")


@dataclass(frozen=True, eq=False)
class Difference:
    """The first place at which a value differs from the wanted one."""

    sort: str  # kind, length, keys, shape, dtype, nan, infinite, value, entries or deep
    text: str  # one sentence
    place: str  # such as "[1]['mean']" or "[7]"; empty for the whole value
    came: Any  # what stands at that place
    wanted: Any


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
    found = find_difference(came, wanted, rtol=rtol, atol=atol, place=place, depth=depth)
    return None if found is None else found.text


def find_difference(
    came: Any, wanted: Any, *, rtol: float = 1e-9, atol: float = 1e-12, place: str = "", depth: int = 0
) -> Difference | None:
    """Return the first place at which a value differs from the wanted one, or None: `difference` with its parts.

    Parameters
    ----------
    came, wanted : object
        The reader's value and the expected one.
    rtol, atol : float, default=1e-9, 1e-12
        Relative and absolute tolerance.
    place : str, default=""
        Where in the result, such as ``[1]['mean']``.
    depth : int, default=0
        Depth of nesting so far.

    Returns
    -------
    Difference or None
        Its sort, sentence, place, and what stands there.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> found = find_difference([1.0, 2.5], [1.0, 2.0])
    >>> found.sort, found.place, found.came, found.wanted
    ('value', '[1]', 2.5, 2.0)
    """

    def differs(sort: str, **values: Any) -> Difference:
        return _at(sort, place, came, wanted, **values)

    if depth > MAX_DEPTH:
        return differs("deep")
    kind, wanted_kind = kind_of(came), kind_of(wanted)
    if kind != wanted_kind and (kind, wanted_kind) not in (("int", "float"), ("int", "complex"), ("float", "complex")):
        return differs("kind", wanted=kind_in_words(wanted), came=kind_in_words(came))
    if wanted_kind in ("float", "complex"):
        return _number_difference(came, wanted, rtol, atol, place)
    if wanted_kind in ("array", "zero_dim", "tensor"):
        return _array_difference(came, wanted, rtol, atol, place)
    if wanted_kind in ("list", "tuple"):
        if len(came) != len(wanted):
            return differs("length", wanted=len(wanted), came=len(came))
        pairs = [(f"{place}[{index}]", one, two) for index, (one, two) in enumerate(zip(came, wanted))]
        return _first(pairs, rtol, atol, depth)
    if wanted_kind == "dict":
        if not all(kind_of(key) in KEY_KINDS for key in came) or set(came) != set(wanted):
            return differs("keys", wanted=short(list(wanted)), came=short(list(came)))
        pairs = [(f"{place}[{short(key)}]", came[key], wanted[key]) for key in wanted]
        return _first(pairs, rtol, atol, depth)
    if wanted_kind == "set":
        same = all(kind_of(item) in KEY_KINDS for item in came) and came == wanted
    elif wanted_kind in ("other", "function", "class", "numpy_scalar"):
        same = came is wanted
    else:
        same = bool(came == wanted)
    return None if same else differs("value")


def _at(sort: str, place: str, came: Any, wanted: Any, /, **values: Any) -> Difference:
    """Return a difference; without `values` its sentence shows both values in full."""
    if not values:
        values["came"], values["wanted"] = short_pair(came, wanted)
    where = message("where.part", place=place) if place else message("where.result")
    return Difference(sort, message(f"differ.{sort}", where=where, **values), place, came, wanted)


def _first(pairs: list[tuple[str, Any, Any]], rtol: float, atol: float, depth: int) -> Difference | None:
    for place, came, wanted in pairs:
        found = find_difference(came, wanted, rtol=rtol, atol=atol, place=place, depth=depth + 1)
        if found:
            return found
    return None


def _number_difference(came: Any, wanted: Any, rtol: float, atol: float, place: str) -> Difference | None:
    try:
        got, want = complex(came), complex(wanted)
    except OverflowError:  # an int beyond the range of floats
        return _at("infinite", place, came, wanted)
    for name, test in (("nan", cmath.isnan), ("infinite", cmath.isinf)):
        if test(got) or test(want):
            same = got == want or (cmath.isnan(got) and cmath.isnan(want))
            return None if same else _at(name if test(got) else "value", place, came, wanted)
    if abs(got - want) <= atol + rtol * abs(want):
        return None
    return _at("value", place, came, wanted)


def _array_difference(came: Any, wanted: Any, rtol: float, atol: float, place: str) -> Difference | None:
    if tuple(came.shape) != tuple(wanted.shape):
        return _at("shape", place, came, wanted, wanted=shape_text(wanted), came=shape_text(came))
    if is_tensor(wanted):
        if came.dtype != wanted.dtype:
            return _at("dtype", place, came, wanted, wanted=wanted.dtype, came=came.dtype)
        came, wanted = (value.detach().cpu() for value in (came, wanted))
        # NumPy has no bfloat16: every floating tensor is compared as float64, which holds it exactly.
        came, wanted = (
            value.double().numpy() if value.is_floating_point() else value.numpy() for value in (came, wanted)
        )
    integers = came.dtype.kind in "iu" and wanted.dtype.kind in "iu"  # the default int of a platform may differ
    if came.dtype != wanted.dtype and not integers:
        return _at("dtype", place, came, wanted, wanted=wanted.dtype, came=came.dtype)
    np = sys.modules["numpy"]
    if wanted.dtype.kind in "fc":
        for name, test in (("nan", np.isnan), ("infinite", np.isinf)):
            if bool((test(came) & ~test(wanted)).any()):
                index = tuple(int(i) for i in np.argwhere(test(came) & ~test(wanted))[0])
                spot = f"{place}[{_index(index)}]" if index else place
                return _at(name, spot, came[index], wanted[index])
        with np.errstate(all="ignore"):
            near = np.abs(came - wanted) <= atol + rtol * np.abs(wanted)
        near |= (came == wanted) | (np.isnan(came) & np.isnan(wanted))  # equal infinities, NaN that is wanted
    else:
        near = came == wanted
    if bool(near.all()):
        return None
    if wanted.ndim == 0:
        return _at("value", place, came, wanted)
    index = tuple(int(i) for i in np.argwhere(~near)[0])
    came_text, wanted_text = short_pair(came[index], wanted[index])
    where = message("where.part", place=place) if place else message("where.result")
    text = message(
        "differ.entries", where=where, count=int((~near).sum()), size=int(near.size), index=_index(index),
        came=came_text, wanted=wanted_text,
    )  # fmt: skip
    return Difference("entries", text, f"{place}[{_index(index)}]", came[index], wanted[index])


def _index(index: tuple[int, ...]) -> str:
    return ", ".join(str(i) for i in index)
