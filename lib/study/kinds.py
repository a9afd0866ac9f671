"""Tells what kind of value a result is, by ``type(x) is`` alone.

No operator or attribute of a reader's object is asked, so an object that claims to be equal to everything, or to be of
another class, is told by what it is. NumPy and torch are met only if they are loaded already.
"""

from __future__ import annotations

import sys
from typing import Any

from lib.study.messages import message

MAX_DEPTH = 40  # of nesting that is copied and compared


def _numpy_type(value: Any, name: str) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(type(value), type) and issubclass(type(value), getattr(numpy, name))


def is_array(value: Any) -> bool:
    """Say whether a value is exactly a NumPy array, no subclass of it."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and type(value) is numpy.ndarray


def is_tensor(value: Any) -> bool:
    """Say whether a value is exactly a torch tensor or parameter."""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def kind_of(value: Any) -> str:
    """Return the kind of a value: a word the comparison goes by.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    str
        One of bool, int, float, complex, str, bytes, none, list, tuple, dict, set, array, zero_dim, tensor, function,
        class, numpy_scalar, other. NumPy's float64, integers and bool count as their Python kinds; float32 does not,
        for it has lost half of its digits.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> kind_of(3), kind_of(3.0), kind_of(True), kind_of([3])
    ('int', 'float', 'bool', 'list')
    """
    plain = {
        bool: "bool", int: "int", float: "float", complex: "complex", str: "str", bytes: "bytes", type(None): "none",
        list: "list", tuple: "tuple", dict: "dict", set: "set", frozenset: "set",
    }  # fmt: skip
    cls = type(value)
    if cls in plain:
        return plain[cls]
    if is_array(value):
        return "array" if value.ndim else "zero_dim"
    if is_tensor(value):
        return "tensor"
    if cls.__module__ == "numpy" and _numpy_type(value, "generic"):
        names = {"float64": "float", "bool": "bool", "bool_": "bool", "complex128": "complex", "str_": "str"}
        if _numpy_type(value, "integer"):
            return "int"
        return names.get(cls.__name__, "numpy_scalar")
    if cls.__name__ in ("function", "builtin_function_or_method", "method"):
        return "function"
    return "class" if issubclass(cls, type) else "other"


def kind_in_words(value: Any) -> str:
    """Return what a value is, in words for the reader."""
    kind = kind_of(value)
    dtype = str(value.dtype) if kind == "numpy_scalar" else ""
    return message(f"kind.{kind}", type=type(value).__name__, dtype=dtype)


def is_plain(value: Any, depth: int = 0) -> bool:
    """Say whether a value is data through and through: two copies of it can be compared."""
    kind = kind_of(value)
    if depth > MAX_DEPTH or kind in ("other", "numpy_scalar"):
        return False
    if kind in ("array", "zero_dim"):
        return bool(value.dtype.kind in "biufcUS")
    if kind in ("list", "tuple", "set"):
        return all(is_plain(item, depth + 1) for item in value)
    return kind != "dict" or all(is_plain(key, depth + 1) and is_plain(value[key], depth + 1) for key in value)


def unboxed(value: Any) -> tuple[Any, float]:
    """Return a single number without its box, and the relative precision that the box left it.

    Parameters
    ----------
    value : object
        An array of shape (), a NumPy float of at least 32 bits, or anything else.

    Returns
    -------
    (object, float)
        The Python number and 0.0, or for 32 bits a few times their rounding error; anything else as it is, with 0.0.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> unboxed("0.6")
    ('0.6', 0.0)
    """
    if kind_of(value) == "zero_dim" and value.dtype.kind in "biuf":
        value = value[()]
    if kind_of(value) == "numpy_scalar" and value.dtype.kind == "f" and value.dtype.itemsize >= 4:
        return float(value), 5e-7 if value.dtype.itemsize == 4 else 0.0  # four times the spacing of 32-bit floats
    return value, 0.0


def entry_count(value: Any, depth: int = 0) -> int:
    """Return how many single values an input holds."""
    kind = kind_of(value)
    if depth > MAX_DEPTH:
        return 1
    if kind == "array":
        return int(value.size)
    if kind == "tensor":
        return int(value.numel())
    if kind in ("list", "tuple", "set"):
        return sum(entry_count(item, depth + 1) for item in value)
    return sum(entry_count(item, depth + 1) for item in value.values()) if kind == "dict" else 1


def frozen(value: Any, depth: int = 0) -> Any:
    """Return a copy of a result that later calls cannot change; what is not plain data is returned as it is."""
    kind = kind_of(value)
    if depth > MAX_DEPTH:
        return None
    if kind in ("array", "zero_dim"):
        return value.copy()
    if kind == "tensor":
        return value.detach().clone()
    if kind in ("list", "tuple"):
        return type(value)(frozen(item, depth + 1) for item in value)
    if kind == "dict":
        return {key: frozen(item, depth + 1) for key, item in value.items()}
    return value
