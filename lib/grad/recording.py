"""The core of every tensor: an array, its gradient, and the recording of operations on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from lib.grad.grad_mode import mode
from lib.grad.node import Node, Rule

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

_new = object.__new__

# torch gives inf and nan without a word; so do the operations that can leave the range of numbers.
quiet = np.errstate(divide="ignore", over="ignore", invalid="ignore", under="ignore")


class Recorded:
    """Hold what operations read and write; `Tensor` adds the operations themselves."""

    # Operations on a parameter, which is a special tensor, give plain tensors; set where `Tensor` is defined.
    _plain: ClassVar[type[Tensor]]

    data: np.ndarray
    grad: np.ndarray | None = None
    grad_fn: Node | None = None
    _requires_grad: bool = False
    # A view shares its base's memory and so its version counter, a list of one number.
    _version: list[int]
    _base: Recorded | None = None
    _base_grad_fn: Node | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the length of each axis."""
        return self.data.shape


def as_recorded(value: Any) -> Recorded:
    """Return a tensor as it is, anything else as a constant tensor."""
    return value if isinstance(value, Recorded) else Recorded._plain(value)


def operand(value: Any) -> Any:
    """Return what NumPy shall compute with: a tensor's array, or a plain number.

    Subtle: a NumPy scalar such as ``np.float64(0.5)`` would turn float32 arrays into float64; a Python number does not.
    """
    if isinstance(value, Recorded):
        return value.data
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, int | float) else np.asarray(value)


def result(data: Any) -> Tensor:
    """Return a tensor that holds ``data`` and needs no gradient."""
    out = _new(Recorded._plain)
    out.data = data if type(data) is np.ndarray else np.asarray(data)
    out._version = [0]
    return out


def record(
    name: str,
    data: Any,
    inputs: tuple[Any, ...],
    rule: Rule,
    saved: tuple[Any, ...] = (),
    watch: tuple[Any, ...] = (),
    options: tuple[Any, ...] = (),
    keep: bool = False,
) -> Tensor:
    """Return the result of an operation as a tensor that remembers how it was made, if a gradient may be asked for.

    Parameters
    ----------
    name : str
        The operation's name in the graph.
    data : ndarray of any shape
        The result.
    inputs : tuple
        Arguments through which a gradient can flow: tensors, arrays or numbers.
    rule : callable
        ``rule(node, gradient)`` returns one gradient (or None) for each of ``inputs``.
    saved : tuple of ndarray of any shape
        What the rule will need.
    watch : tuple
        The tensors among ``inputs`` whose arrays are saved: changing one in place before backward is an error.
    options : tuple
        Settings that the rule will need.
    keep : bool, default False
        Save the result as well, as the last of ``saved``.

    Returns
    -------
    Tensor of the shape of ``data``
    """
    out = _new(Recorded._plain)
    out.data = data if type(data) is np.ndarray else np.asarray(data)
    out._version = [0]
    if mode.enabled:
        # One loop, plain statements: this runs for every operation of every step.
        wanted = False
        needs, origins, versions = [], [], []
        for source in inputs:
            if not isinstance(source, Recorded):
                source = Recorded._plain(source)
            elif source._base is not None:
                check_view(source)
            need = source._requires_grad
            wanted = wanted or need
            needs.append(need)
            origins.append(source.grad_fn or source)
        if wanted:
            for tensor in watch:
                if isinstance(tensor, Recorded):
                    versions.append((tensor._version, tensor._version[0]))
            if keep:
                saved = (*saved, out.data)
                versions.append((out._version, 0))
            out._requires_grad = True
            out.grad_fn = Node(name, tuple(origins), tuple(needs), rule, out.data.shape, saved, options, versions)
    return out


def mark_view(out: Tensor, source: Recorded) -> Tensor:
    """Tie a result to the tensor whose memory it shares, if it does."""
    if np.may_share_memory(out.data, source.data):
        out._version = source._version
        base = source if source._base is None else source._base
        out._base = base
        out._base_grad_fn = base.grad_fn
    return out


def check_view(view: Recorded) -> None:
    """Refuse a view whose base was changed in place by a recorded operation: its history is no longer true."""
    if view._base is not None and view._base.grad_fn is not view._base_grad_fn:
        raise RuntimeError(
            "a view must be taken after its base's last in-place change, got one taken before: the view shows the new "
            "values but remembers the old operations; index or reshape the base again"
        )


def unbroadcast(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum a gradient over the axes along which an argument of ``shape`` was repeated.

    Broadcasting uses one number in several places; what it earns in each of them adds up.

    Parameters
    ----------
    gradient : ndarray, shape that ``shape`` was broadcast to
    shape : tuple of int

    Returns
    -------
    ndarray, shape ``shape``
    """
    if gradient.shape == shape:
        return gradient
    n_new = gradient.ndim - len(shape)
    axes = tuple(range(n_new)) + tuple(
        n_new + axis for axis, length in enumerate(shape) if length == 1 and gradient.shape[n_new + axis] != 1
    )
    summed: np.ndarray = np.add.reduce(gradient, axis=axes, keepdims=True)
    return summed.reshape(shape)
