"""Changes in place: what torch allows is done and recorded, what would spoil a gradient is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from lib.grad.grad_mode import mode
from lib.grad.indexing import array_index
from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, as_recorded, operand, result, unbroadcast

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _overwritten_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Overwritten elements earn nothing; what was written in earns their gradient."""
    (key,) = node.options
    kept = None
    if node.needs[0]:
        kept = gradient.copy()
        kept[key] = 0
    return kept, unbroadcast(gradient[key], node.inputs[1].shape) if node.needs[1] else None


class InPlace(Recorded):
    """Add changes in place to a tensor.

    A leaf that requires grad may only be changed inside ``no_grad``. Any other tensor may be changed, and the change is
    recorded; an operation that had saved the old values refuses its backward pass.
    """

    def _writable(self, *values: Any) -> bool:
        """Refuse a change that could not be recorded; tell whether this one must be."""
        if not mode.enabled:
            return False
        recorded = self._requires_grad or any(isinstance(v, Recorded) and v._requires_grad for v in values)
        if self._requires_grad and self.grad_fn is None:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation; change it inside no_grad()"
            )
        if recorded and self._base is not None:
            raise RuntimeError(
                "an in-place change of a view must not need a gradient here, got one that does; change the base by "
                "index, or a clone()"
            )
        return recorded

    def _write(self, data: np.ndarray) -> None:
        """Put new values into the same memory and count the change."""
        np.copyto(self.data, data, casting="same_kind")
        self._version[0] += 1

    def _replaced_by(self, out: Tensor) -> Self:
        """Take over the values and the history of a result computed from the old ones."""
        if out.data.shape != self.data.shape:
            raise RuntimeError(f"an in-place change must keep the shape {self.data.shape}, got {out.data.shape}")
        if not np.can_cast(out.data.dtype, self.data.dtype, "same_kind"):
            raise RuntimeError(f"an in-place change must keep the kind of {self.data.dtype}, got {out.data.dtype}")
        if mode.enabled and out.grad_fn is not None:
            self._adopt(out.grad_fn)
        self._write(out.data)
        return self

    def _adopt(self, node: Node) -> None:
        """Take over a node that was computed from this tensor's old values, which are about to be overwritten."""
        if node.saved is not None and any(array is self.data for array in node.saved):
            node.saved = tuple([array.copy() if array is self.data else array for array in node.saved])
            node.versions = [entry for entry in node.versions if entry[0] is not self._version]
        # Subtle: a node that pointed at its own output would be a circle, which only the garbage collector could free.
        node.inputs = tuple([result(self.data) if source is self else source for source in node.inputs])
        self.grad_fn, self._requires_grad = node, True

    def __iadd__(self, other: Any) -> Self:
        self._writable(other)
        return self._replaced_by(self + other)

    def __isub__(self, other: Any) -> Self:
        self._writable(other)
        return self._replaced_by(self - other)

    def __imul__(self, other: Any) -> Self:
        self._writable(other)
        return self._replaced_by(self * other)

    def __itruediv__(self, other: Any) -> Self:
        self._writable(other)
        return self._replaced_by(self / other)

    def add_(self, other: Any, *, alpha: float = 1) -> Self:
        """Add ``alpha * other`` in place."""
        self += other if alpha == 1 else alpha * other
        return self

    def sub_(self, other: Any, *, alpha: float = 1) -> Self:
        """Subtract ``alpha * other`` in place."""
        self -= other if alpha == 1 else alpha * other
        return self

    def mul_(self, other: Any) -> Self:
        """Multiply by ``other`` in place."""
        self *= other
        return self

    def div_(self, other: Any) -> Self:
        """Divide by ``other`` in place."""
        self /= other
        return self

    def zero_(self) -> Self:
        """Set every element to 0 in place."""
        return self.fill_(0)

    def fill_(self, value: Any) -> Self:
        """Set every element to one number in place."""
        return self.copy_(value)

    def copy_(self, src: Any) -> Self:
        """Set the elements to those of ``src``, broadcast to this shape, in place."""
        self[...] = src
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        index, _ = array_index(key)
        recorded = self._writable(value)
        self.data[index] = operand(value)
        self._version[0] += 1
        if recorded:
            source = as_recorded(value)
            needs = (self._requires_grad, source._requires_grad)
            inputs = (self.grad_fn or result(self.data), source.grad_fn or source)
            self.grad_fn = Node("overwrite", inputs, needs, _overwritten_backward, self.data.shape, (), (index,))
            self._requires_grad = True
