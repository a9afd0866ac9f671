"""What a tensor says of itself, and the ways out of the graph: numbers, lists, arrays, copies without history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.recording import Recorded, record, result

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _cast_backward(node: Any, gradient: np.ndarray) -> tuple[np.ndarray]:
    return (gradient.astype(node.options[0]),)


class Attributes(Recorded):
    """Add shape, type and conversions to a tensor."""

    @property
    def ndim(self) -> int:
        """Return the number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """Return the type of the elements."""
        return self.data.dtype

    def dim(self) -> int:
        """Return the number of axes."""
        return self.data.ndim

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the length of one axis."""
        return self.data.shape if dim is None else self.data.shape[dim]

    def numel(self) -> int:
        """Return the number of elements."""
        return self.data.size

    def __len__(self) -> int:
        if not self.data.ndim:
            raise TypeError("len() of a 0-d tensor")
        return len(self.data)

    def __iter__(self) -> Any:
        return (self[index] for index in range(len(self)))  # type: ignore[index]

    def __bool__(self) -> bool:
        if self.data.size != 1:
            raise RuntimeError(f"truth needs a tensor of one element, got shape {self.data.shape}")
        return bool(self.data.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __repr__(self) -> str:
        body = np.array2string(self.data, separator=", ", precision=4, prefix="tensor(")
        kind = "" if self.data.dtype in (np.float64, np.int64, bool) else f", dtype={self.data.dtype}"
        history = f", grad_fn={self.grad_fn}" if self.grad_fn else ", requires_grad=True" if self._requires_grad else ""
        return f"tensor({body}{kind}{history})"

    def item(self) -> Any:
        """Return the only element as a Python number."""
        if self.data.size != 1:
            raise RuntimeError(f"item needs a tensor of one element, got shape {self.data.shape}")
        return self.data.item()

    def tolist(self) -> Any:
        """Return the values as nested lists of Python numbers."""
        return self.data.tolist()

    def numpy(self) -> np.ndarray:
        """Return the array itself; RuntimeError if the tensor requires grad, whose history would be lost unseen."""
        if self._requires_grad:
            raise RuntimeError(
                "numpy() needs a tensor that does not require grad, got one that does; detach() it first"
            )
        return self.data

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def detach(self) -> Tensor:
        """Return a tensor with the same memory and without history; in-place changes of either are counted for both."""
        out = result(self.data)
        out._version = self._version
        return out

    def to(self, dtype: Any) -> Tensor:
        """Return the tensor with elements of another type; the gradient comes back in this one's."""
        if self.data.dtype == dtype:
            return self  # type: ignore[return-value]
        data = self.data.astype(dtype)
        return record("to", data, (self,) if data.dtype.kind == "f" else (), _cast_backward, options=(self.data.dtype,))

    def float(self) -> Tensor:
        """Return the tensor in single precision."""
        return self.to(np.float32)

    def double(self) -> Tensor:
        """Return the tensor in double precision."""
        return self.to(np.float64)
