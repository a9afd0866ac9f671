"""Operations on several tensors at once: join them, or choose between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.node import Gradients, Node
from lib.grad.recording import operand, record, unbroadcast
from lib.grad.reductions import axes_of

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _cat_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Cut the gradient where the pieces met."""
    (axis,) = node.options
    ends = np.cumsum([source.shape[axis] for source in node.inputs])
    return tuple(np.split(gradient, ends[:-1], axis))


def _stack_backward(node: Node, gradient: np.ndarray) -> Gradients:
    (axis,) = node.options
    return tuple(np.moveaxis(gradient, axis, 0))


def _where_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Each element's gradient goes to the side it was taken from."""
    (condition,) = node.saved
    a, b = node.inputs
    return (
        unbroadcast(np.where(condition, gradient, 0), a.shape),
        unbroadcast(np.where(condition, 0, gradient), b.shape),
    )


def _choice_backward(node: Node, gradient: np.ndarray) -> Gradients:
    """Give the gradient to the larger (smaller) of two; where they tie, half to each, as in torch."""
    a_wins, tie = node.saved
    a, b = node.inputs
    half = np.where(tie, gradient / 2, 0)
    return (
        unbroadcast(np.where(a_wins, gradient, half), a.shape),
        unbroadcast(np.where(a_wins | tie, half, gradient), b.shape),
    )


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Join tensors along an axis they have.

    Parameters
    ----------
    tensors : sequence of Tensor, shapes equal but for the length of ``dim``
    dim : int, default 0

    Returns
    -------
    Tensor, shape of the first with the lengths of ``dim`` added up

    Raises
    ------
    ValueError
        If there is no tensor.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, cat
    >>> cat([Tensor([1.0]), Tensor([2.0, 3.0])])
    tensor([1., 2., 3.])
    """
    if not len(tensors):
        raise ValueError("tensors must hold at least one tensor, got none")
    arrays = [operand(tensor) for tensor in tensors]
    (axis,) = axes_of(dim, arrays[0].ndim)
    return record("cat", np.concatenate(arrays, axis), tuple(tensors), _cat_backward, options=(axis,))


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Join tensors of one shape along a new axis.

    Parameters
    ----------
    tensors : sequence of Tensor, all of one shape
    dim : int, default 0
        Place of the new axis.

    Returns
    -------
    Tensor, shape of the first with a new axis of length ``len(tensors)``

    Raises
    ------
    ValueError
        If there is no tensor, or the shapes differ.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, stack
    >>> stack([Tensor([1.0, 2.0]), Tensor([3.0, 4.0])], dim=1)
    tensor([[1., 3.],
            [2., 4.]])
    """
    arrays = [operand(tensor) for tensor in tensors]
    if len({array.shape for array in arrays}) != 1:
        raise ValueError(f"tensors must all have one shape, got {[array.shape for array in arrays]}")
    (axis,) = axes_of(dim, arrays[0].ndim + 1)
    return record("stack", np.stack(arrays, axis), tuple(tensors), _stack_backward, options=(axis,))


def where(condition: Any, input: Any, other: Any) -> Tensor:
    """Choose from ``input`` where the condition holds, else from ``other``.

    Parameters
    ----------
    condition : array_like of bool, any shape that broadcasts
    input, other : Tensor or number, any shapes that broadcast

    Returns
    -------
    Tensor, shape of the three broadcast together

    Notes
    -----
    A gradient of nan in the side that was not chosen is not stopped by `where`: choose the *argument* of the function
    that gives it.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, where
    >>> x = Tensor([-1.0, 2.0])
    >>> where(x > 0, x, 0.0)
    tensor([0., 2.])
    """
    chosen = np.asarray(operand(condition), bool)
    return record("where", np.where(chosen, operand(input), operand(other)), (input, other), _where_backward, (chosen,))


def maximum(input: Any, other: Any) -> Tensor:
    """Return the larger of two, element by element.

    Parameters
    ----------
    input, other : Tensor or number, any shapes that broadcast

    Returns
    -------
    Tensor, shape of the two broadcast together

    Notes
    -----
    Where both are equal, each earns half of the gradient.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, maximum
    >>> maximum(Tensor([1.0, 5.0]), Tensor([3.0, 2.0]))
    tensor([3., 5.])
    """
    a, b = operand(input), operand(other)
    return record("maximum", np.maximum(a, b), (input, other), _choice_backward, (np.greater(a, b), np.equal(a, b)))


def minimum(input: Any, other: Any) -> Tensor:
    """Return the smaller of two, element by element.

    Parameters
    ----------
    input, other : Tensor or number, any shapes that broadcast

    Returns
    -------
    Tensor, shape of the two broadcast together

    Notes
    -----
    Where both are equal, each earns half of the gradient.
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, minimum
    >>> minimum(Tensor([1.0, 5.0]), Tensor([3.0, 2.0]))
    tensor([1., 2.])
    """
    a, b = operand(input), operand(other)
    return record("minimum", np.minimum(a, b), (input, other), _choice_backward, (np.less(a, b), np.equal(a, b)))
