"""Modules that hold other modules in order: one that calls them in turn, one that only lists them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self

from lib.basics import check_integer
from lib.layers.module import Module, framed
from lib.layers.registry import Registry


class _Numbered(Module):
    """Hold modules under the names "0", "1", ... and behave like a list of them."""

    _keeps_names: ClassVar[bool] = False

    def __init__(self, modules: Iterable[Any] = ()) -> None:
        super().__init__()
        self.extend(modules)

    def _names(self) -> list[str]:
        return [name for name, kind in self._kinds.items() if kind is Registry]

    def _name(self, index: int) -> str:
        """Return the name of the module at an index, which may count from the end."""
        names, index = self._names(), check_integer("index", index)
        if not -len(names) <= index < len(names):
            raise IndexError(f"index must lie in {-len(names)}..{len(names) - 1}, got {index}")
        return names[index]

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Any]:
        values = vars(self)
        return iter([values[name] for name in self._names()])

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            part = {name: vars(self)[name] for name in self._names()[index]}
            return type(self)(part if self._keeps_names else part.values())
        return vars(self)[self._name(index)]

    def __setitem__(self, index: int, module: Any) -> None:
        self._enter_module(self._name(index), module)

    def __delitem__(self, index: int | slice) -> None:
        doomed = set(self._names()[index] if isinstance(index, slice) else [self._name(index)])
        self._renew([vars(self)[name] for name in self._names() if name not in doomed])

    def _renew(self, modules: list[Any]) -> None:
        """Hold these modules instead, under the names "0", "1", ..."""
        for name in self._names():
            delattr(self, name)
        self.extend(modules)

    def _enter_module(self, name: str, module: Any) -> None:
        if module is None:
            raise TypeError(f"{type(self).__name__} must hold modules, got None")
        self.add_module(name, module)

    def append(self, module: Any) -> Self:
        """Add a module at the end.

        Parameters
        ----------
        module : Module

        Returns
        -------
        self
        """
        self._enter_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Any]) -> Self:
        """Add several modules at the end.

        Parameters
        ----------
        modules : iterable of Module

        Returns
        -------
        self
        """
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Any) -> None:
        """Put a module before the one at an index; those behind it move on by one name.

        Parameters
        ----------
        index : int
            As in ``list.insert``.
        module : Module
        """
        modules = list(self)
        modules.insert(check_integer("index", index), module)
        self._renew(modules)


class Sequential(_Numbered):
    """Call modules one after the other, each on the output of the one before.

    Parameters
    ----------
    *args : Module
        In the order of their calls; or one mapping of names to modules.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, Sequential, Tanh
    >>> model = Sequential(Linear(4, 8, rng=0), Tanh(), Linear(8, 3, rng=1))
    >>> model([[0.0, 1.0, 2.0, 3.0]]).shape
    (1, 3)
    >>> model[0]
    Linear(in_features=4, out_features=8, bias=True)
    >>> len(model[:2])
    2
    """

    _keeps_names: ClassVar[bool] = True  # a slice is made from a mapping

    def __init__(self, *args: Any) -> None:
        if len(args) == 1 and isinstance(args[0], Mapping):
            super().__init__()
            for name, module in args[0].items():
                self._enter_module(name, module)
        else:
            super().__init__(args)

    def forward(self, input: Any) -> Any:
        """Return the output of the last module; without modules, the input."""
        values = vars(self)
        for name, kind in self._kinds.items():
            if kind is Registry:
                input = values[name](input)
        return input


class ModuleList(_Numbered):
    """List modules so that their parameters are found; a plain Python list would hide them.

    Parameters
    ----------
    modules : iterable of Module, optional

    Notes
    -----
    It has no ``forward``: the module that owns it says what happens with the entries.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, ModuleList
    >>> layers = ModuleList(Linear(5, 5) for _ in range(3))
    >>> layers
    ModuleList(
      (0-2): 3 x Linear(in_features=5, out_features=5, bias=True)
    )
    >>> len(list(layers.parameters()))
    6
    """

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__(() if modules is None else modules)

    def __repr__(self) -> str:
        parts = []
        for text, run in itertools.groupby(enumerate(map(repr, self)), key=lambda pair: pair[1]):
            numbers = [number for number, _ in run]
            first, last = numbers[0], numbers[-1]
            parts.append(f"({first}): {text}" if first == last else f"({first}-{last}): {len(numbers)} x {text}")
        return framed(type(self).__name__, "", parts)
