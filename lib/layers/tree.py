"""Walks through a tree of modules: every module, parameter and buffer, by its dotted name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

from lib.grad import Tensor
from lib.layers.parameter import Parameter
from lib.layers.registry import Registry


class ModuleTree(Registry):
    """Walk through a module and all modules inside it, parents first.

    Notes
    -----
    A module, parameter or buffer that hangs in the tree twice (tied weights) comes once, under its first name.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, ReLU, Sequential
    >>> model = Sequential(Linear(2, 3), ReLU(), Linear(3, 1))
    >>> [name for name, _ in model.named_parameters()]
    ['0.weight', '0.bias', '2.weight', '2.bias']
    """

    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Yield this module and every module inside it.

        Parameters
        ----------
        memo : set of Module, optional
            Modules to leave out; those yielded are added.
        prefix : str, default ""
            Name of this module; ``""`` for the root.
        remove_duplicate : bool, default True
            Whether a module that hangs in the tree twice comes once.

        Yields
        ------
        (str, Module)
            Dotted name and module, parents first.
        """
        seen = set() if memo is None else memo
        waiting = [(prefix, self)]
        while waiting:
            name, module = waiting.pop()
            if module in seen:
                continue
            if remove_duplicate:
                seen.add(module)
            yield name, module
            inside = [(f"{name}.{key}" if name else key, child) for key, child in module._own(Registry)]
            waiting.extend(reversed(inside))

    def modules(self, remove_duplicate: bool = True) -> Iterator[Any]:
        """Yield this module and every module inside it.

        Parameters
        ----------
        remove_duplicate : bool, default True
            Whether a module that hangs in the tree twice comes once.

        Yields
        ------
        Module
        """
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self) -> Iterator[tuple[str, Any]]:
        """Yield the modules directly inside this one.

        Yields
        ------
        (str, Module)
            Name of the attribute and module.
        """
        seen = set()
        for name, child in self._own(Registry):
            if child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator[Any]:
        """Yield the modules directly inside this one.

        Yields
        ------
        Module
        """
        for _, child in self.named_children():
            yield child

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Yield the parameters with their names.

        Parameters
        ----------
        prefix : str, default ""
            Put before each name, with a dot.
        recurse : bool, default True
            Whether the parameters of the modules inside come too.
        remove_duplicate : bool, default True
            Whether a parameter that hangs in the tree twice comes once.

        Yields
        ------
        (str, Parameter)
            Dotted name and parameter.
        """
        yield from self._named(Parameter, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Yield the parameters, each once: what an optimizer takes.

        Parameters
        ----------
        recurse : bool, default True
            Whether the parameters of the modules inside come too.

        Yields
        ------
        Parameter
        """
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Yield the buffers (state that is not trained) with their names.

        Parameters
        ----------
        prefix : str, default ""
            Put before each name, with a dot.
        recurse : bool, default True
            Whether the buffers of the modules inside come too.
        remove_duplicate : bool, default True
            Whether a buffer that hangs in the tree twice comes once.

        Yields
        ------
        (str, Tensor)
            Dotted name and buffer.
        """
        yield from self._named(Tensor, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Yield the buffers, each once.

        Parameters
        ----------
        recurse : bool, default True
            Whether the buffers of the modules inside come too.

        Yields
        ------
        Tensor
        """
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def apply(self, fn: Callable[[Any], Any]) -> Self:
        """Call a function on every module, children first, such as one that draws weights anew.

        Parameters
        ----------
        fn : callable
            Takes a module; its result is not used.

        Returns
        -------
        self
        """
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def _named(self, kind: type, prefix: str, recurse: bool, remove_duplicate: bool) -> Iterator[tuple[str, Any]]:
        """Yield (dotted name, value) of the parameters or buffers of this module and, if wanted, of those inside."""
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        seen: set[int] = set()  # of identities: a tensor's == compares elements
        for path, module in modules:
            for name, value in module._own(kind):
                if id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield f"{path}.{name}" if path else name, value
