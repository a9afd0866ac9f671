"""All parameters as one vector, and back: the view of a network that geometry needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def parameters_to_vector(parameters: Iterable[Any]) -> np.ndarray:
    """Copy all parameters, one after another, into one vector.

    Parameters
    ----------
    parameters : iterable of Tensor of any shape

    Returns
    -------
    ndarray, shape (n_parameters,)

    Raises
    ------
    ValueError
        If there is no parameter.

    Notes
    -----
    torch's function of this name, except that the result is an array and carries no gradient.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import parameters_to_vector
    >>> class Weight:
    ...     data, grad = np.array([[1.0, 2.0], [3.0, 4.0]]), None
    >>> parameters_to_vector([Weight()])
    array([1., 2., 3., 4.])
    """
    arrays = [p.data.ravel() for p in parameters]
    if not arrays:
        raise ValueError("parameters must hold at least one tensor, got none")
    return np.concatenate(arrays)


def vector_to_parameters(vec: np.ndarray, parameters: Iterable[Any]) -> None:
    """Write a vector back into the parameters, in place.

    Parameters
    ----------
    vec : ndarray, shape (n_parameters,)
    parameters : iterable of Tensor of any shape
        In the order in which the vector was made.

    Raises
    ------
    ValueError
        If the vector has not as many entries as the parameters together.

    Notes
    -----
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import vector_to_parameters
    >>> class Weight:
    ...     data, grad = np.zeros((2, 2)), None
    >>> weight = Weight()
    >>> vector_to_parameters(np.arange(4.0), [weight])
    >>> weight.data
    array([[0., 1.],
           [2., 3.]])
    """
    arrays = [p.data for p in parameters]
    n_parameters = sum(array.size for array in arrays)
    if np.shape(vec) != (n_parameters,):
        raise ValueError(f"vec must have shape ({n_parameters},), got {np.shape(vec)}")
    start = 0
    for array in arrays:
        array[...] = vec[start : start + array.size].reshape(array.shape)
        start += array.size


def gradient_function(loss: Callable[[], Any], parameters: Iterable[Any]) -> Callable[[np.ndarray], np.ndarray]:
    """Turn a loss over tensors into the function from a flat point to the flat gradient that the curvature tools take.

    Parameters
    ----------
    loss : callable
        Without arguments; returns a scalar Tensor, on which ``backward()`` is called.
    parameters : iterable of Tensor of any shape

    Returns
    -------
    callable
        From an ndarray of shape (n_parameters,) to the gradient there, of the same shape. The parameters and their
        ``grad`` are put back after each call; a parameter that `loss` does not use has a gradient of 0.

    Notes
    -----
    Costs one forward and one backward pass a call. What a forward pass changes besides, such as the running statistics
    of a batch norm, is not put back, and dropout draws anew: switch the model to ``eval()`` first.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import gradient_function
    >>> class Square:  # stands for a Tensor; its loss is the sum of the squares of its entries
    ...     data, grad = np.zeros(2), None
    ...     def backward(self):
    ...         self.grad = 2 * self.data
    >>> weight = Square()
    >>> gradient = gradient_function(lambda: weight, [weight])
    >>> gradient(np.array([1.0, -3.0]))
    array([ 2., -6.])
    >>> weight.data
    array([0., 0.])
    """
    listed = list(parameters)

    def gradient(point: np.ndarray) -> np.ndarray:
        before, grads = parameters_to_vector(listed), [p.grad for p in listed]
        try:
            vector_to_parameters(point, listed)
            for p in listed:
                p.grad = None
            loss().backward()
            flat = [np.zeros(p.data.size) if p.grad is None else p.grad.ravel() for p in listed]
            return np.concatenate(flat)
        finally:
            vector_to_parameters(before, listed)
            for p, grad in zip(listed, grads):
                p.grad = grad

    return gradient
