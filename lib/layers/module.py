"""The base of every layer and model: a function with parameters, two modes and a text that shows its structure."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import numpy as np

from lib.layers.registry import Registry
from lib.layers.state import State

Hook = Callable[[Any, tuple[Any, ...], Any], Any]


class HookHandle:
    """Take a hook away again: by ``remove()``, or at the end of a ``with`` block.

    Parameters
    ----------
    hooks : dict
        Where the hook stands.
    hook : callable

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import ReLU
    >>> layer, seen = ReLU(), []
    >>> with layer.register_forward_hook(lambda module, args, output: seen.append(output.data.tolist())):
    ...     _ = layer([-1.0, 2.0])
    >>> _ = layer([5.0])
    >>> seen
    [[0.0, 2.0]]
    """

    def __init__(self, hooks: dict[Any, Hook], hook: Hook) -> None:
        self._hooks = hooks
        hooks[self] = hook

    def remove(self) -> None:
        """Take the hook away; a second call does nothing."""
        self._hooks.pop(self, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Module(State):
    """Base class of layers and models: write ``__init__`` and ``forward``, get the rest.

    Attributes that are `Parameter` or `Module` are entered by assignment, so ``parameters()`` finds them at any depth
    and ``state_dict()`` names them. Calling a module calls its ``forward``.

    Notes
    -----
    torch's names and behaviour. Left out: devices, backward hooks, hooks on ``forward`` with keyword arguments,
    ``ModuleDict`` and compiled graphs.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear, Module, ReLU
    >>> class TwoLayers(Module):
    ...     def __init__(self, width):
    ...         super().__init__()
    ...         self.hidden = Linear(2, width, rng=0)
    ...         self.act = ReLU()
    ...         self.out = Linear(width, 1, rng=1)
    ...
    ...     def forward(self, x):
    ...         return self.out(self.act(self.hidden(x)))
    >>> model = TwoLayers(3)
    >>> model([[1.0, -1.0]]).shape
    (1, 1)
    >>> model
    TwoLayers(
      (hidden): Linear(in_features=2, out_features=3, bias=True)
      (act): ReLU()
      (out): Linear(in_features=3, out_features=1, bias=True)
    )
    """

    training: bool
    _hooks: dict[Any, Hook]

    def __init__(self) -> None:
        super().__init__()
        vars(self).update(training=True, _hooks={})

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output; every subclass that is called writes its own.

        Parameters
        ----------
        *args, **kwargs : object
            What the module was called with.

        Returns
        -------
        object
            Mostly a `Tensor` whose shape the subclass states.

        Raises
        ------
        NotImplementedError
            If the subclass has none.
        """
        raise NotImplementedError(f"{type(self).__name__} must define forward to be called, got none")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what ``forward`` returns, after the hooks have seen it."""
        output = self.forward(*args, **kwargs)
        if self._hooks:
            for hook in list(self._hooks.values()):
                changed = hook(self, args, output)
                output = output if changed is None else changed
        return output

    def register_forward_hook(self, hook: Hook) -> HookHandle:
        """Have a function called after every ``forward``, to look at the output or replace it.

        Parameters
        ----------
        hook : callable
            Called as ``hook(module, args, output)``; what it returns replaces the output unless it is None.

        Returns
        -------
        HookHandle
            Its ``remove()``, or the end of a ``with`` block over it, takes the hook away.
        """
        return HookHandle(self._hooks, hook)

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all inside it to training mode: dropout drops, batch norm uses the batch.

        Parameters
        ----------
        mode : bool, default True
            ``False`` switches to evaluation mode.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If ``mode`` is no bool.
        """
        if not isinstance(mode, bool):
            raise ValueError(f"mode must be a bool, got {mode!r}")
        vars(self)["training"] = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Self:
        """Switch this module and all inside it to evaluation mode: no randomness, running statistics.

        Returns
        -------
        self
        """
        return self.train(False)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters.

        Parameters
        ----------
        set_to_none : bool, default True
            ``False`` sets those that exist to zeros instead, so that optimizers still step.
        """
        for parameter in self.parameters():
            if parameter.grad is not None:
                parameter.grad = None if set_to_none else np.zeros_like(parameter.grad)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze or thaw all parameters.

        Parameters
        ----------
        requires_grad : bool, default True
            ``False`` freezes: backward computes no gradient for them.

        Returns
        -------
        self
        """
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def to(self, dtype: Any) -> Self:
        """Change the floating-point type of all parameters and floating-point buffers, in place.

        Parameters
        ----------
        dtype : dtype
            ``numpy.float32`` or ``numpy.float64``.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If ``dtype`` is no floating-point type.
        """
        dtype = np.dtype(dtype)
        if dtype.kind != "f":
            raise TypeError(f"dtype must be a floating-point type, got {dtype}")
        for tensor in (*self.parameters(), *self.buffers()):
            if tensor.data.dtype.kind == "f":
                tensor.data = tensor.data.astype(dtype)
                if tensor.grad is not None:
                    tensor.grad = tensor.grad.astype(dtype)
        return self

    def double(self) -> Self:
        """Change all parameters and floating-point buffers to float64, in place.

        Returns
        -------
        self
        """
        return self.to(np.float64)

    def float(self) -> Self:
        """Change all parameters and floating-point buffers to float32, in place.

        Returns
        -------
        self
        """
        return self.to(np.float32)

    def extra_repr(self) -> str:
        """Return what stands between the parentheses of this module's own line.

        Returns
        -------
        str
        """
        return ""

    def __repr__(self) -> str:
        entered = [name for name, kind in self._kinds.items() if kind is Registry]
        return framed(type(self).__name__, self.extra_repr(), [f"({name}): {vars(self)[name]!r}" for name in entered])


def framed(name: str, extra: str, parts: list[str]) -> str:
    """Return ``name(extra)`` with one indented line, or block of lines, for each part."""
    if not parts and "\n" not in extra:
        return f"{name}({extra})"
    lines = [line for part in ([extra] if extra else []) + parts for line in part.split("\n")]
    return "\n".join([f"{name}(", *(f"  {line}" for line in lines), ")"])
