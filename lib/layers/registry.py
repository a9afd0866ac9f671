"""How a module knows its parts: an attribute that is a parameter, a buffer or a module is entered under its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lib.grad import Tensor
from lib.layers.parameter import Parameter


class Registry:
    """Enter each parameter, buffer and child module that is assigned to an attribute.

    ``self.weight = Parameter(...)`` is all that a layer writes: the value stays an ordinary attribute, and its name is
    noted with its kind. A name that was entered once keeps its kind, so that ``layer.weight = layer.weight - 0.1 * g``,
    which would silently take the parameter away from the optimizer, is an error.

    Notes
    -----
    torch keeps the values in three dictionaries and finds them through ``__getattr__``; here they are plain attributes,
    which are read several times faster.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Module, Parameter
    >>> class Scale(Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = Parameter([2.0])
    >>> layer = Scale()
    >>> [name for name, _ in layer.named_parameters()]
    ['factor']
    """

    _kinds: dict[str, type]  # name: Parameter, Tensor (a buffer) or Registry (a module)
    _not_saved: set[str]  # buffers that state_dict leaves out

    def __init__(self) -> None:
        vars(self).update(_kinds={}, _not_saved=set())

    def __setattr__(self, name: str, value: Any) -> None:
        kinds = vars(self).get("_kinds")
        kind = None if kinds is None else kinds.get(name)
        if isinstance(value, Parameter | Registry):
            if kinds is None:
                raise AttributeError(
                    f"{name} must be assigned after super().__init__() was called, got a {type(value).__name__} before"
                )
            kinds[name] = Parameter if isinstance(value, Parameter) else Registry
        elif kind is not None and value is not None and not isinstance(value, kind):
            wanted = "Module" if kind is Registry else kind.__name__
            raise TypeError(f"{name} must be a {wanted} or None, as when it was registered, got {type(value).__name__}")
        vars(self)[name] = value

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._kinds.pop(name, None)
        self._not_saved.discard(name)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Enter a parameter under a name; None keeps the name for a parameter that is switched off.

        Parameters
        ----------
        name : str
            Name of the attribute and of the key in ``state_dict``.
        param : Parameter of any shape, or None

        Raises
        ------
        KeyError
            If the name is empty, holds a dot, or belongs to another attribute.
        TypeError
            If ``param`` is neither a `Parameter` nor None.
        """
        self._enter(name, param, Parameter)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Enter a tensor that belongs to the module's state but is not trained, such as a running mean.

        Parameters
        ----------
        name : str
            Name of the attribute and of the key in ``state_dict``.
        tensor : Tensor of any shape, or None
        persistent : bool, default True
            Whether ``state_dict`` contains it.

        Raises
        ------
        KeyError
            If the name is empty, holds a dot, or belongs to another attribute.
        TypeError
            If ``tensor`` is neither a `Tensor` nor None.
        """
        self._enter(name, tensor, Tensor)
        if not persistent:
            self._not_saved.add(name)

    def add_module(self, name: str, module: Registry | None) -> None:
        """Enter a child module under a name that need not be an identifier, such as ``"0"``.

        Parameters
        ----------
        name : str
            Name of the attribute and of the prefix in ``state_dict``.
        module : Module or None

        Raises
        ------
        KeyError
            If the name is empty, holds a dot, or belongs to another attribute.
        TypeError
            If ``module`` is neither a `Module` nor None.
        """
        self._enter(name, module, Registry)

    def _enter(self, name: str, value: Any, kind: type) -> None:
        if not isinstance(name, str):
            raise TypeError(f"name must be a string, got {type(name).__name__}")
        if not name or "." in name:
            raise KeyError(f"name must be without a dot and not empty, got {name!r}")
        if name not in self._kinds and (name in vars(self) or hasattr(type(self), name)):
            raise KeyError(f"name must be free, got {name!r}, which is an attribute of {type(self).__name__}")
        if value is not None and not isinstance(value, kind):
            wanted = "Module" if kind is Registry else kind.__name__
            raise TypeError(f"{name} must be a {wanted} or None, got {type(value).__name__}")
        self._kinds[name] = kind
        vars(self)[name] = value

    def _own(self, kind: type) -> Iterator[tuple[str, Any]]:
        """Yield (name, value) of this module's own parameters, buffers or children, in the order of their entry."""
        values = vars(self)
        for name, its_kind in self._kinds.items():
            if its_kind is kind and values[name] is not None:
                yield name, values[name]
