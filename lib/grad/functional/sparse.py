"""Look rows up in a table, and turn class numbers into rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record, result

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _embedding_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Each row collects from every place where it was looked up."""
    ids, padding_idx = node.options
    out = np.zeros(node.inputs[0].shape, gradient.dtype)
    order = np.argsort(ids, axis=None, kind="stable")
    found = ids.ravel()[order]
    starts = np.flatnonzero(np.diff(found, prepend=-1))
    # Sums of stretches of equal indices: for many of them several times faster than ``np.add.at``.
    out[found[starts]] = np.add.reduceat(gradient.reshape(ids.size, out.shape[1])[order], starts)
    if padding_idx is not None:
        out[padding_idx] = 0
    return (out,)


def embedding(input: Any, weight: Tensor, padding_idx: int | None = None) -> Tensor:
    """Look up a row of the table for each index.

    Parameters
    ----------
    input : Tensor or array_like of int, any shape
        Indices from 0.
    weight : Tensor, shape (n_rows, width)
    padding_idx : int, optional
        Row that earns no gradient.

    Returns
    -------
    Tensor, shape (*input.shape, width)

    Raises
    ------
    TypeError
        If ``input`` holds no integers.
    IndexError
        If an index is out of range.

    Notes
    -----
    Equal to `one_hot` times ``weight``, without the product. ``max_norm``, ``scale_grad_by_freq`` and ``sparse`` are
    left out.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import embedding
    >>> embedding([1, 1, 0], Tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[3., 4.],
            [3., 4.],
            [1., 2.]])
    """
    ids, table = operand(input), operand(weight)
    if ids.dtype.kind not in "iu":
        raise TypeError(f"input must hold integers, got {ids.dtype}")
    if ids.size and (ids.min() < 0 or ids.max() >= len(table)):
        raise IndexError(f"input must lie in 0..{len(table) - 1}, got {ids.min()}..{ids.max()}")
    return record("embedding", table[ids], (weight,), _embedding_backward, options=(ids.copy(), padding_idx))


def one_hot(tensor: Any, num_classes: int = -1) -> Tensor:
    """Turn class numbers into rows with a single 1.

    Parameters
    ----------
    tensor : Tensor or array_like of int, any shape
        Class numbers from 0.
    num_classes : int, default -1
        Length of the rows; the largest number plus 1 if negative.

    Returns
    -------
    Tensor of int64, shape (*tensor.shape, num_classes)

    Raises
    ------
    TypeError
        If ``tensor`` holds no integers.
    RuntimeError
        If a class number is out of range, or there are none to count.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.grad.functional import one_hot
    >>> one_hot([0, 2])
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    labels = operand(tensor) if not isinstance(tensor, int) else np.asarray(tensor)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"tensor must hold integers, got {labels.dtype}")
    if num_classes < 0:
        if not labels.size:
            raise RuntimeError("num_classes must be given for a tensor without elements, got -1")
        num_classes = int(labels.max()) + 1
    if labels.size and (labels.min() < 0 or labels.max() >= num_classes):
        raise RuntimeError(f"class numbers must lie in 0..{num_classes - 1}, got {labels.min()}..{labels.max()}")
    return result((labels[..., None] == np.arange(num_classes)).astype(np.int64))
