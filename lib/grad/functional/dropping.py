"""Drop elements, or whole channels, at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lib.basics import as_rng, check_real
from lib.grad.functional.activations import _into, _slope_backward, tensor_of
from lib.grad.recording import operand, record

if TYPE_CHECKING:
    from lib.grad.tensor import Tensor


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False, *, rng: Any = None) -> Tensor:
    r"""Set each element to 0 with probability :math:`p`, and divide the others by :math:`1 - p`.

    Parameters
    ----------
    input : Tensor of any shape
    p : float, default 0.5
        Probability to *drop*.
    training : bool, default True
        False returns ``input`` as it is.
    inplace : bool, default False
        Overwrite ``input``.
    rng : None, int or numpy.random.Generator
        Draws what is dropped. (torch uses its global generator.)

    Returns
    -------
    Tensor of the shape of ``input``
        Its expectation is ``input``, so nothing has to be rescaled in evaluation.

    Raises
    ------
    ValueError
        If ``p`` is not between 0 and 1.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Srivastava et al. (2014), *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*, section 10 (the
    rescaling in training).

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import dropout
    >>> dropout(Tensor([1.0, 1.0, 1.0, 1.0]), p=0.5, rng=0)
    tensor([2., 0., 0., 0.])
    """
    check_real("p", p, low=0, high=1)
    if not training or p == 0:
        return tensor_of(input)
    x = operand(input)
    scale = 0.0 if p == 1 else 1 / (1 - p)
    mask = (as_rng(rng).random(x.shape) >= p) * x.dtype.type(scale)
    out = record("dropout", x * mask, (input,), _slope_backward, (mask,))
    return _into(input, out) if inplace else out


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False, *, rng: Any = None
) -> Tensor:
    r"""Set each channel of each sample to 0 with probability :math:`p`, and divide the others by :math:`1 - p`.

    Parameters
    ----------
    input : Tensor, shape (batch, channels, height, width) or (channels, height, width)
    p : float, default 0.5
        Probability to *drop*.
    training : bool, default True
        False returns ``input`` as it is.
    inplace : bool, default False
        Overwrite ``input``.
    rng : None, int or numpy.random.Generator
        Draws what is dropped. (torch uses its global generator.)

    Returns
    -------
    Tensor of the shape of ``input``

    Raises
    ------
    ValueError
        If ``p`` is not between 0 and 1.
    RuntimeError
        If ``input`` has other axes.

    Notes
    -----
    Neighbouring pixels of a channel say nearly the same, so dropping single ones would take little away.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Tompson, Goroshin, Jain, LeCun and Bregler (2015), *Efficient Object Localization Using Convolutional Networks*,
    section 3.2.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.grad.functional import dropout2d
    >>> dropout2d(Tensor([[[1.0, 1.0]], [[1.0, 1.0]], [[1.0, 1.0]]]), p=0.5, rng=0)
    tensor([[[2., 2.]],
            [[0., 0.]],
            [[0., 0.]]])
    """
    check_real("p", p, low=0, high=1)
    x = operand(input)
    if x.ndim not in (3, 4):
        raise RuntimeError(f"input must have shape (batch, channels, height, width), got {x.shape}")
    if not training or p == 0:
        return tensor_of(input)
    scale = 0.0 if p == 1 else 1 / (1 - p)
    mask = (as_rng(rng).random((*x.shape[:-2], 1, 1)) >= p) * x.dtype.type(scale)
    out = record("dropout2d", x * mask, (input,), _slope_backward, (mask,))
    return _into(input, out) if inplace else out
