"""Operations that move elements without changing them; the gradient moves back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, mark_view, record, unbroadcast
from lib.grad.reductions import axes_of

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _reshape_backward(node: Node, gradient: np.ndarray) -> Gradients:
    return (gradient.reshape(node.inputs[0].shape),)


def _permute_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Undo a permutation with its inverse."""
    return (gradient.transpose(np.argsort(node.options[0])),)


def _expand_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Collect for what was repeated from all its copies."""
    return (unbroadcast(gradient, node.inputs[0].shape),)


def sizes_of(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    """Return sizes given one by one, or as one sequence, as a tuple."""
    given = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], Sequence) else sizes
    return tuple([int(size) for size in given])


class Shapes(Recorded):
    """Add changes of shape to a tensor; where NumPy shares memory, so does the result (a view)."""

    def _view(self, name: str, data: np.ndarray) -> Tensor:
        return mark_view(record(name, data, (self,), _reshape_backward), self)

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same elements in another shape; one size may be -1 and is then worked out."""
        sizes = sizes_of(shape)
        known = math.prod(size for size in sizes if size != -1)
        if sizes.count(-1) > 1 or (self.data.size != known if -1 not in sizes else not known or self.data.size % known):
            raise RuntimeError(f"shape must hold {self.data.size} elements, got {sizes}")
        return self._view("reshape", self.data.reshape(sizes))

    def view(self, *shape: Any) -> Tensor:
        """Return the same elements in another shape without a copy, or raise RuntimeError where that cannot be."""
        out = self.reshape(*shape)
        if self.data.size and not np.may_share_memory(out.data, self.data):
            raise RuntimeError(
                f"view must keep the memory as it is, got shape {out.data.shape} for a tensor of strides "
                f"{self.data.strides}; use reshape, which may copy"
            )
        return out

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Tensor:
        """Return the axes from ``start_dim`` to ``end_dim``, both included, as one."""
        shape = self.data.shape
        if not shape:
            return self.reshape(1)
        (first,), (last,) = axes_of(start_dim, len(shape)), axes_of(end_dim, len(shape))
        if first > last:
            raise RuntimeError(f"start_dim must not come after end_dim, got {start_dim} and {end_dim}")
        return self.reshape(*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :])

    def squeeze(self, dim: int | Sequence[int] | None = None) -> Tensor:
        """Return the tensor without axes of length 1: all of them, or those among ``dim``."""
        shape = self.data.shape
        axes = axes_of(dim, len(shape))
        kept = [length for axis, length in enumerate(shape) if length != 1 or axis not in axes]
        return self._view("squeeze", self.data.reshape(kept))

    def unsqueeze(self, dim: int) -> Tensor:
        """Return the tensor with a new axis of length 1 at ``dim``."""
        n = self.data.ndim + 1
        if not -n <= dim < n:
            raise IndexError(f"dim must lie in {-n}..{n - 1}, got {dim}")
        return self._view("unsqueeze", np.expand_dims(self.data, dim))

    def permute(self, *dims: Any) -> Tensor:
        """Return the axes in the order ``dims``."""
        order = tuple([axes_of(axis, self.data.ndim)[0] for axis in sizes_of(dims)])
        if sorted(order) != list(range(self.data.ndim)):
            raise RuntimeError(f"dims must name each of {self.data.ndim} axes once, got {sizes_of(dims)}")
        out = record("permute", self.data.transpose(order), (self,), _permute_backward, options=(order,))
        return mark_view(out, self)

    def transpose(self, dim0: int, dim1: int) -> Tensor:
        """Return the tensor with two axes exchanged."""
        ndim = self.data.ndim
        first, second = axes_of(dim0, ndim), axes_of(dim1, ndim)
        order = list(range(ndim))
        if ndim:
            order[first[0]], order[second[0]] = second[0], first[0]
        out = record("transpose", self.data.transpose(order), (self,), _permute_backward, options=(tuple(order),))
        return mark_view(out, self)

    def t(self) -> Tensor:
        """Return the transpose of a matrix; a vector stays as it is."""
        if self.data.ndim > 2:
            raise RuntimeError(f"t needs at most 2 axes, got shape {self.data.shape}")
        return self.transpose(0, -1)

    @property
    def T(self) -> Tensor:
        """Return the tensor with its axes in reverse order."""
        return self.permute(*range(self.data.ndim - 1, -1, -1))

    @property
    def mT(self) -> Tensor:
        """Return a stack of matrices with each of them transposed."""
        return self.transpose(-2, -1)

    def expand(self, *sizes: Any) -> Tensor:
        """Return a view in which axes of length 1 are repeated; -1 leaves an axis as it is."""
        wanted = sizes_of(sizes)
        shape = self.data.shape
        n_new = len(wanted) - len(shape)
        old = (*[1] * n_new, *shape)
        full = tuple([have if size == -1 else size for size, have in zip(wanted, old)])
        if n_new < 0 or -1 in wanted[:n_new] or any(have not in (1, size) for size, have in zip(full, old)):
            raise RuntimeError(f"sizes must repeat axes of length 1 of shape {shape}, got {wanted}")
        return mark_view(record("expand", np.broadcast_to(self.data, full), (self,), _expand_backward), self)

    def expand_as(self, other: Recorded) -> Tensor:
        """Return the tensor repeated to the shape of another."""
        return self.expand(*other.data.shape)

    def contiguous(self) -> Tensor:
        """Return the tensor with its elements in row-major order, copied if they are not."""
        if self.data.flags.c_contiguous:
            return self  # type: ignore[return-value]
        return record("contiguous", np.ascontiguousarray(self.data), (self,), _reshape_backward)

    def clone(self) -> Tensor:
        """Return a copy with memory of its own, through which gradients flow."""
        return record("clone", self.data.copy(), (self,), _reshape_backward)
