"""Operations that turn many elements into fewer: sums, means, extremes, spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

Dim = int | Sequence[int] | None


class Extreme(NamedTuple):
    """Hold what ``max`` and ``min`` along an axis return.

    Attributes
    ----------
    values : Tensor, shape of the argument without the axis
    indices : ndarray of int, shape of the argument without the axis
        Where along the axis each value stood; the first place if there are several.
    """

    values: Tensor
    indices: np.ndarray


def axes_of(dim: Dim, ndim: int) -> tuple[int, ...]:
    """Return ``dim`` as non-negative axes; None, or an empty sequence, means all of them, as in torch."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return tuple(range(ndim))
    axes = []
    for axis in (dim,) if isinstance(dim, int | np.integer) else dim:
        if not -max(ndim, 1) <= axis < max(ndim, 1):
            raise IndexError(f"dim must lie in {-max(ndim, 1)}..{max(ndim, 1) - 1}, got {axis}")
        if ndim:
            axes.append(int(axis) % ndim)
    if len(set(axes)) != len(axes):
        raise RuntimeError(f"dim must name each axis once, got {tuple(dim)}")  # type: ignore[arg-type]
    return tuple(axes)


def repeated(reduced: np.ndarray, shape: tuple[int, ...], axes: tuple[int, ...]) -> np.ndarray:
    """Repeat a reduced array along the axes it lost, as a read-only view of the full shape."""
    kept = [1 if axis in axes else length for axis, length in enumerate(shape)]
    return np.broadcast_to(reduced.reshape(kept), shape)


def _sum_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Each term of a sum earns the sum's gradient."""
    (axes,) = node.options
    return (repeated(gradient, node.inputs[0].shape, axes),)


def _mean_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Each term of a mean earns its share, one n-th."""
    axes, n = node.options
    return (repeated(gradient / n, node.inputs[0].shape, axes),)


def _extreme_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Over all elements, those that tie for the extreme share the gradient equally, as in torch."""
    x, best = node.saved
    ties = (x == best) | (np.isnan(x) & np.isnan(best))
    return (ties * (gradient.reshape(()) / ties.sum()),)


def _taken_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Along an axis, the one element that was taken earns the gradient."""
    (indices,) = node.saved
    axis, keepdim = node.options
    shape = node.inputs[0].shape
    out = np.zeros(shape, gradient.dtype)
    if shape:
        np.put_along_axis(out, indices, gradient if keepdim else np.expand_dims(gradient, axis), axis)
        return (out,)
    return (gradient,)


def _var_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate the variance: :math:`2 (x_i - \bar x) / (n - c)`; the mean's own change cancels."""
    (centred,) = node.saved
    axes, divisor = node.options
    return (repeated(gradient, centred.shape, axes) * (2 * centred / divisor),)


class Reductions(Recorded):
    """Add reductions to a tensor.

    In each, ``dim`` is an axis, several axes, or None for all of them; ``keepdim=True`` keeps a reduced axis with
    length 1, so that the result broadcasts against the argument.
    """

    def sum(self, dim: Dim = None, keepdim: bool = False) -> Tensor:
        """Return the sum over ``dim``."""
        axes = axes_of(dim, self.data.ndim)
        return record("sum", self.data.sum(axis=axes, keepdims=keepdim), (self,), _sum_backward, options=(axes,))

    def mean(self, dim: Dim = None, keepdim: bool = False) -> Tensor:
        """Return the mean over ``dim``; nan if there is nothing to average."""
        x = self.data
        if x.dtype.kind != "f":
            raise RuntimeError(f"mean needs floating-point numbers, got {x.dtype}")
        axes = axes_of(dim, x.ndim)
        n = math.prod(x.shape[axis] for axis in axes)
        with np.errstate(invalid="ignore"):
            data = x.sum(axis=axes, keepdims=keepdim) / (n if n else np.zeros((), x.dtype))
        return record("mean", data, (self,), _mean_backward, options=(axes, n or math.nan))

    def _extreme(self, name: str, dim: int | None, keepdim: bool) -> Tensor | Extreme:
        """Return the largest or smallest element, over everything or along one axis."""
        x = self.data
        if dim is None:
            if not x.size:
                raise RuntimeError(f"{name} without dim needs at least one element, got shape {x.shape}")
            best = np.asarray(getattr(x, name)())
            return record(name, best, (self,), _extreme_backward, (x, best), (self,))
        (axis,) = axes_of(dim, x.ndim) or (0,)
        if not x.ndim:
            return Extreme(record(name, x.copy(), (self,), _taken_backward, (x,), (), (0, True)), np.zeros((), int))
        if not x.shape[axis]:
            raise IndexError(f"{name} needs at least one element along dim {dim}, got shape {x.shape}")
        indices = getattr(x, f"arg{name}")(axis=axis, keepdims=True)
        best = np.take_along_axis(x, indices, axis)
        if not keepdim:
            best = best.squeeze(axis)
        values = record(name, best, (self,), _taken_backward, (indices,), (), (axis, keepdim))
        return Extreme(values, indices if keepdim else indices.squeeze(axis))

    def max(self, dim: int | None = None, keepdim: bool = False) -> Tensor | Extreme:
        """Return the largest element, or with ``dim`` a pair ``(values, indices)`` along that axis.

        Over all elements ties share the gradient; along an axis the first of them takes it.
        """
        return self._extreme("max", dim, keepdim)

    def min(self, dim: int | None = None, keepdim: bool = False) -> Tensor | Extreme:
        """Return the smallest element, or with ``dim`` a pair ``(values, indices)`` along that axis."""
        return self._extreme("min", dim, keepdim)

    def amax(self, dim: Dim = (), keepdim: bool = False) -> Tensor:
        """Return the largest element over one axis or several; ties share the gradient."""
        return self._shared_extreme("amax", np.maximum, dim, keepdim)

    def amin(self, dim: Dim = (), keepdim: bool = False) -> Tensor:
        """Return the smallest element over one axis or several; ties share the gradient."""
        return self._shared_extreme("amin", np.minimum, dim, keepdim)

    def _shared_extreme(self, name: str, ufunc: np.ufunc, dim: Dim, keepdim: bool) -> Tensor:
        x = self.data
        axes = axes_of(dim, x.ndim)
        if 0 in [x.shape[axis] for axis in axes]:
            raise IndexError(f"{name} needs at least one element along dim {dim}, got shape {x.shape}")
        best = ufunc.reduce(x, axis=axes, keepdims=True)
        data = best if keepdim else np.squeeze(best, axis=axes)
        return record(name, data, (self,), _shared_backward, (x, best), (self,), (axes,))

    def argmax(self, dim: int | None = None, keepdim: bool = False) -> np.ndarray:
        """Return the place of the largest element, as a plain array of integers; without ``dim`` in the flat tensor."""
        return np.asarray(np.argmax(self.data, axis=dim, keepdims=keepdim))

    def argmin(self, dim: int | None = None, keepdim: bool = False) -> np.ndarray:
        """Return the place of the smallest element, as a plain array of integers."""
        return np.asarray(np.argmin(self.data, axis=dim, keepdims=keepdim))

    def var(
        self, dim: Dim = None, correction: float = 1, keepdim: bool = False, unbiased: bool | None = None
    ) -> Tensor:
        r"""Return the variance :math:`\sum_i (x_i - \bar x)^2 / (n - c)`.

        Parameters
        ----------
        dim : int or sequence of int, optional
        correction : float, default 1
            :math:`c`: 1 for the unbiased estimate, 0 for the plain mean of squares.
        keepdim : bool, default False
        unbiased : bool, optional
            torch's older name: True for a correction of 1, False for 0.

        Returns
        -------
        Tensor, shape without the axes ``dim``
        """
        x = self.data
        axes = axes_of(dim, x.ndim)
        n = math.prod(x.shape[axis] for axis in axes)
        divisor = np.asarray(max(n - (correction if unbiased is None else float(unbiased)), 0), x.dtype)
        with np.errstate(divide="ignore", invalid="ignore"):
            centred = x - x.sum(axis=axes, keepdims=True) / np.asarray(n, x.dtype)
            data = np.asarray((centred * centred).sum(axis=axes, keepdims=keepdim)) / divisor
        return record("var", data, (self,), _var_backward, (centred,), (), (axes, divisor))

    def std(
        self, dim: Dim = None, correction: float = 1, keepdim: bool = False, unbiased: bool | None = None
    ) -> Tensor:
        """Return the standard deviation, the square root of `var`."""
        return self.var(dim, correction, keepdim, unbiased).sqrt()


def _shared_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Those that tie along the axes share the gradient equally."""
    x, best = node.saved
    (axes,) = node.options
    ties = x == best
    share = gradient.reshape(best.shape) / ties.sum(axis=axes, keepdims=True)
    return (ties * share.astype(gradient.dtype, copy=False),)
