"""Take elements out of a tensor, and put elements into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, mark_view, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor

_PLAIN = (int, slice, type(None), type(Ellipsis), np.integer)


def array_index(key: Any) -> tuple[Any, bool]:
    """Return an index as NumPy wants it, and whether it can name an element twice."""
    parts = key if isinstance(key, tuple) else (key,)
    plain = True
    found = []
    for part in parts:
        if isinstance(part, Recorded):
            part = part.data
        elif isinstance(part, list):
            part = np.asarray(part, dtype=int if not part else None)
        if not isinstance(part, _PLAIN) or isinstance(part, bool):
            plain = plain and getattr(part, "dtype", None) == np.bool_
        found.append(part)
    return tuple(found), not plain


def _index_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Put the gradient where the elements came from; an element taken twice collects twice."""
    key, repeats = node.options
    out = np.zeros(node.inputs[0].shape, gradient.dtype)
    if repeats:
        np.add.at(out, key, gradient)  # `out[key] += gradient` would count a repeated index once
    else:
        out[key] = gradient
    return (out,)


def _gather_backward(node: Node, gradient: np.ndarray) -> Gradients:
    out = np.zeros(node.inputs[0].shape, gradient.dtype)
    np.add.at(out, node.options[0], gradient)
    return (out,)


def along(index: np.ndarray, dim: int) -> tuple[np.ndarray, ...]:
    """Return the full index that walks along ``dim`` as ``index`` says and straight along the other axes."""
    places = list(np.ogrid[tuple(slice(length) for length in index.shape)])
    places[dim] = index
    return tuple(places)


class Indexing(Recorded):
    """Add indexing to a tensor: numbers, slices, ``None``, ``...``, arrays of integers or booleans."""

    def __getitem__(self, key: Any) -> Tensor:
        index, repeats = array_index(key)
        out = record("index", self.data[index], (self,), _index_backward, options=(index, repeats))
        return mark_view(out, self)

    def gather(self, dim: int, index: Any) -> Tensor:
        """Return ``out[i][j] = self[i][index[i][j]]`` (for ``dim=1``): elements picked along one axis.

        Parameters
        ----------
        dim : int
        index : array_like of int, shape not larger than ``self`` along the other axes
            Places along ``dim``, from 0; the same number of axes as ``self``.

        Returns
        -------
        Tensor of the shape of ``index``

        Raises
        ------
        RuntimeError
            If ``index`` has another number of axes or a place out of range.
        """
        places = np.asarray(index.data if isinstance(index, Recorded) else index)
        ndim = self.data.ndim
        if places.ndim != ndim:
            raise RuntimeError(f"index must have {ndim} axes, as the tensor, got shape {places.shape}")
        length = self.data.shape[dim]
        if places.size and (places.min() < 0 or places.max() >= length):
            raise RuntimeError(f"index must lie in 0..{length - 1}, got {places.min()}..{places.max()}")
        key = along(places, dim)
        return record("gather", self.data[key], (self,), _gather_backward, options=(key,))
