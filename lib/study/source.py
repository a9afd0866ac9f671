"""The source text of the answers that an exercise file declares."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=64)
def _definitions(text: str) -> tuple[ast.FunctionDef | ast.ClassDef, ...]:
    return tuple(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.ClassDef))


def source_of(answer: Any, filename: str, line: int) -> str:
    """Return the source text of a function or class without its decorators.

    ``inspect.getsource`` alone cannot do it: several answers of one exercise share a name, and for classes it would
    find the first of that name. The line of the decorator is what tells them apart.

    Parameters
    ----------
    answer : function or class
        What the decorator received.
    filename : str
        File that declares it.
    line : int
        Any line from its first decorator to its end.

    Returns
    -------
    str
        The text, dedented, ending in a newline.

    Raises
    ------
    ValueError
        If the file has no definition of that name at that line, as for code typed at a prompt.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    if inspect.isfunction(answer):
        line = answer.__code__.co_firstlineno
    lines = linecache.getlines(filename)
    for node in _definitions("".join(lines)):
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        if node.name == answer.__name__ and first <= line <= (node.end_lineno or 0):
            text = textwrap.dedent("".join(lines[node.lineno - 1 : node.end_lineno]))
            return text if text.endswith("\n") else text + "\n"
    raise ValueError(f"no source text for {answer.__name__} at line {line} of {filename}; declare exercises in a file")


def body_as_value(source: str, name: str) -> str:
    r"""Turn a function without arguments into lines that assign its result to its name.

    For exercises whose answer is a number: the solution is declared as a function, the reader writes a value.

    Parameters
    ----------
    source : str
        Source text of a function that ends in its only ``return``.
    name : str
        Name that receives the value.

    Returns
    -------
    str
        The lines of the body with ``return`` turned into an assignment, without the docstring.

    Raises
    ------
    ValueError
        If the function does not end in its only ``return`` with a value.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> print(body_as_value("def f():\n    x = 2\n    return x + 1\n", "f"), end="")
    x = 2
    f = x + 1
    """
    function = ast.parse(source).body[0]
    if not isinstance(function, ast.FunctionDef):
        raise ValueError(f"source must be one function, got {type(function).__name__}")
    last = function.body[-1]
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    if not isinstance(last, ast.Return) or last.value is None or returns != [last]:
        raise ValueError(f"{name} must end in its only return with a value")
    lines = source.splitlines(keepends=True)
    start = function.body[0].lineno
    if ast.get_docstring(function) is not None:
        start = (function.body[0].end_lineno or start) + 1
    before = "".join(lines[start - 1 : last.lineno - 1])
    result = "".join(lines[last.lineno - 1 : last.end_lineno])
    return textwrap.dedent(before + result.replace("return ", f"{name} = ", 1))


def changed_function(
    source: str, changes: Sequence[tuple[str, str]], function: Callable[..., Any]
) -> tuple[str, Callable[..., Any]]:
    """Return a function or class with pieces of its text exchanged: the new text, and what it makes.

    Parameters
    ----------
    source : str
        Text of the function, as `source_of` returns it.
    changes : sequence of (str, str)
        What stands there, and what stands in its place; every occurrence is exchanged.
    function : function or class
        What the text makes: the new one sees the names of the same module.

    Returns
    -------
    str, callable

    Raises
    ------
    ValueError
        If there is no change, or one whose text does not occur.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> def area(a, b): return a * b
    >>> changed_function("def area(a, b): return a * b", [("*", "+")], area)[1](3, 4)
    7
    """
    if not changes:
        raise ValueError("changes must hold at least one pair of texts, got none")
    for old, new in changes:
        if old not in source:
            raise ValueError(f"changes must name text of {function.__name__}, got {old!r}")
        source = source.replace(old, new)
    names = dict(vars(sys.modules[function.__module__]))
    exec(compile(source, f"<{function.__name__}, changed>", "exec"), names)
    return source, names[function.__name__]


def same_code(left: Any, right: Any) -> bool:
    """Say whether two functions or classes were made from the same text, wherever it stood.

    Parameters
    ----------
    left, right : object
        Two answers.

    Returns
    -------
    bool
        True if both are functions with equal code, or classes with equal functions.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> same_code(lambda x: x + 1, lambda x: x + 1)
    True
    """
    if inspect.isfunction(left) and inspect.isfunction(right):
        return _shape(left.__code__) == _shape(right.__code__) and left.__defaults__ == right.__defaults__
    if inspect.isclass(left) and inspect.isclass(right):
        mine, other = _own(left), _own(right)
        return mine.keys() == other.keys() and all(
            same_code(mine[key], other[key]) if inspect.isfunction(mine[key]) else mine[key] is other[key]
            for key in mine
        )
    return False


def _own(cls: type) -> dict[str, Any]:
    ignored = {"__module__", "__dict__", "__weakref__", "__doc__", "__firstlineno__", "__static_attributes__"}
    return {name: value for name, value in vars(cls).items() if name not in ignored}


def _shape(code: Any) -> tuple[Any, ...]:
    # Constants are compared with their type: 1 == 1.0 == True, and -0.0 == 0.0.
    constants = tuple(
        _shape(constant) if inspect.iscode(constant) else (type(constant).__name__, repr(constant))
        for constant in code.co_consts
    )
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_argcount, code.co_kwonlyargcount
