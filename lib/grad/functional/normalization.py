"""Normalise activations over a batch or over one sample's features."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.grad.functional.activations import tensor_of
from lib.grad.functional.affine import ones
from lib.grad.node import Gradients, Node
from lib.grad.recording import Recorded, operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def _normalize_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate :math:`\hat x = (x - \bar x)/s`: :math:`(g - \bar g - \hat x\,\overline{g\hat x})/s`.

    The last two terms are what the mean and the spread, which depend on every element, give back.
    """
    x_hat, inverse = node.saved
    (axes,) = node.options
    mean = gradient.mean(axis=axes, keepdims=True)
    projected = (gradient * x_hat).mean(axis=axes, keepdims=True)
    return ((gradient - mean - x_hat * projected) * inverse,)


def _normalize(input: Any, axes: tuple[int, ...], eps: float) -> tuple[Tensor, np.ndarray, np.ndarray]:
    """Return the input with mean 0 and variance 1 over ``axes``, the means and the variances (over n)."""
    x = operand(input)
    mean = x.mean(axis=axes, keepdims=True)
    centred = x - mean
    variance = (centred * centred).mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(variance + eps)
    x_hat = centred * inverse
    return record("normalize", x_hat, (input,), _normalize_backward, (x_hat, inverse), options=(axes,)), mean, variance


def _layer_norm_backward(node: Node, gradient: np.ndarray) -> Gradients:
    r"""Differentiate :math:`y = \gamma \odot \hat x + \beta` for rows :math:`\hat x = (x - \bar x)/s`.

    With :math:`g = \bar y \odot \gamma` a row of :math:`x` earns :math:`(g - \bar g - \hat x\,\overline{g\hat x})/s`;
    :math:`\gamma` and :math:`\beta` collect :math:`\bar y \odot \hat x` and :math:`\bar y` from all rows.
    """
    x_hat, inverse, weight = node.saved
    shapes = [source.shape for source in node.inputs]
    n_rows, size = x_hat.shape
    g = gradient.reshape(n_rows, size)
    product = g * x_hat
    each_row = ones(n_rows, g.dtype)
    grads = [np.dot(each_row, product).reshape(shapes[1])] if weight is not None else []
    if len(shapes) > 1 + len(grads):
        grads.append(np.dot(each_row, g).reshape(shapes[-1]))
    share = ones(size, g.dtype) / size if weight is None else weight / size
    mean, projected = np.dot(g, share), np.dot(product, share)
    grad_x = g.copy() if weight is None else g * weight
    grad_x -= np.multiply(x_hat, projected[:, None], out=product)
    grad_x -= mean[:, None]
    grad_x *= inverse[:, None]
    return grad_x.reshape(shapes[0]), *grads


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    r"""Compute :math:`\gamma (x - \bar x)/\sqrt{\mathrm{var} + \epsilon} + \beta` over the last axes of each sample.

    Parameters
    ----------
    input : Tensor, shape (..., *normalized_shape)
    normalized_shape : sequence of int
        Lengths of the axes to normalise over.
    weight, bias : Tensor, shape ``normalized_shape``, optional
        :math:`\gamma` and :math:`\beta`.
    eps : float, default 1e-5

    Returns
    -------
    Tensor of the shape of ``input``

    Raises
    ------
    RuntimeError
        If ``input`` does not end in ``normalized_shape``.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Ba, Kiros and Hinton (2016), *Layer Normalization*, equation 4.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import layer_norm
    >>> layer_norm(Tensor([[1.0, 3.0]]), (2,), eps=0.0)
    tensor([[-1.,  1.]])
    """
    x = operand(input)
    sizes = tuple(normalized_shape)
    if not sizes or x.shape[-len(sizes) :] != sizes:
        raise RuntimeError(f"input must have shape (..., {', '.join(map(str, sizes))}), got {x.shape}")
    size = math.prod(sizes)
    rows = x.reshape(math.prod(x.shape[: x.ndim - len(sizes)]), size)
    # Products with a vector of ones: several times faster than means along the rows.
    centred = rows - (np.dot(rows, ones(size, rows.dtype)) / size)[:, None]
    variance = np.einsum("ij,ij->i", centred, centred) / size
    inverse = 1 / np.sqrt(variance + eps)
    x_hat = np.multiply(centred, inverse[:, None], out=centred)  # (n_rows, size)
    inputs: tuple[Any, ...] = (input,)
    scale = None
    if weight is None:
        out = x_hat.copy()  # not the array that is saved: the result may be changed in place
    else:
        scale, inputs = operand(weight).reshape(size), (*inputs, weight)
        out = x_hat * scale
    if bias is not None:
        inputs = (*inputs, bias)
        shift = operand(bias).reshape(size)
        out = np.add(out, shift, out=out if out.dtype == shift.dtype else None)
    saved, watch = (x_hat, inverse, scale), inputs[1:2] if weight is not None else ()
    return record("layer_norm", out.reshape(x.shape), inputs, _layer_norm_backward, saved, watch)


def batch_norm(
    input: Tensor,
    running_mean: Any,
    running_var: Any,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    r"""Compute :math:`\gamma (x - \mu)/\sqrt{\sigma^2 + \epsilon} + \beta` for each feature (channel).

    Parameters
    ----------
    input : Tensor, shape (n, n_features) or (n, n_features, ...)
    running_mean, running_var : ndarray or Tensor, shape (n_features,), or None
        Running estimates. In training, changed in place: ``(1 - momentum)`` old plus ``momentum`` new, the variance
        with the divisor n - 1. Else, used in place of the batch's.
    weight, bias : Tensor, shape (n_features,), optional
        :math:`\gamma` and :math:`\beta`.
    training : bool, default False
        Use the batch's mean and variance (divisor n).
    momentum : float, default 0.1
    eps : float, default 1e-5

    Returns
    -------
    Tensor of the shape of ``input``

    Raises
    ------
    ValueError
        If a feature has a single value in training, ``input`` has no axis of features, or running estimates are missing
        outside training.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Ioffe and Szegedy (2015), *Batch Normalization*, algorithms 1 and 2.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import batch_norm
    >>> batch_norm(Tensor([[1.0], [3.0]]), None, None, training=True, eps=0.0)
    tensor([[-1.],
            [ 1.]])
    """
    x = operand(input)
    if x.ndim < 2:
        raise ValueError(f"input must have shape (n, n_features, ...), got {x.shape}")
    shape = [-1 if axis == 1 else 1 for axis in range(x.ndim)]
    if training:
        axes = tuple(axis for axis in range(x.ndim) if axis != 1)
        n = math.prod(x.shape[axis] for axis in axes)
        if n < 2:
            raise ValueError(f"Expected more than 1 value per channel when training, got input size {x.shape}")
        out, mean, variance = _normalize(input, axes, eps)
        _blend(running_mean, mean, momentum)
        _blend(running_var, variance * (n / (n - 1)), momentum)
    else:
        if running_mean is None or running_var is None:
            raise ValueError("running_mean and running_var must be given when training=False, got None")
        spread = np.sqrt(operand(running_var) + eps).reshape(shape)
        out = (tensor_of(input) - operand(running_mean).reshape(shape)) / spread
    if weight is not None:
        out = out * tensor_of(weight).reshape(shape)
    return out if bias is None else out + tensor_of(bias).reshape(shape)


def _blend(running: Any, batch: np.ndarray, momentum: float) -> None:
    """Move a running estimate towards the batch's, in place."""
    if running is not None:
        array = running.data if isinstance(running, Recorded) else running
        array *= 1 - momentum
        array += momentum * batch.reshape(array.shape)
