"""Dropout: switch off random units in training, so that none relies on the presence of another."""

from __future__ import annotations

from typing import Any

from lib.basics import as_rng, check_real
from lib.grad import Tensor, functional
from lib.layers.module import Module


class Dropout(Module):
    r"""Set each number to 0 with probability p in training, and scale the others up by :math:`1/(1-p)`.

    .. math:: y_i = \frac{m_i x_i}{1 - p}, \quad m_i \sim \mathrm{Bernoulli}(1 - p)

    Parameters
    ----------
    p : float, default 0.5
        Probability of **dropping**, from 0 to 1 (in the paper p is the probability of keeping).
    inplace : bool, default False
        Overwrite the input instead of making a new array.
    rng : None, int or numpy.random.Generator, default None
        Draws the masks; the stream moves on with each call.

    Raises
    ------
    TypeError, ValueError
        If ``p`` is no number from 0 to 1, or ``rng`` is no source of randomness.

    Notes
    -----
    The scaling ("inverted" dropout) keeps the mean of each number, so that nothing has to be scaled in evaluation mode,
    where the layer returns its input. The paper instead scales the weights down by :math:`1 - p` at test time.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), *Dropout: A Simple Way to Prevent Neural
    Networks from Overfitting*, section 4; the scaling is in section 10.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.layers import Dropout
    >>> layer, x = Dropout(0.75, rng=0), Tensor(np.ones(1000))
    >>> sorted(set(layer(x).tolist()))
    [0.0, 4.0]
    >>> set(layer.eval()(x).tolist())
    {1.0}
    """

    def __init__(self, p: float = 0.5, inplace: bool = False, *, rng: Any = None) -> None:
        super().__init__()
        check_real("p", p, low=0, high=1)
        self.p = p
        self.inplace = inplace
        self.rng = as_rng(rng)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        return functional.dropout(input, self.p, self.training, self.inplace, rng=self.rng)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout2d(Module):
    r"""Set each channel of each sample to 0 with probability p in training, and scale the others up by :math:`1/(1-p)`.

    Parameters
    ----------
    p : float, default 0.5
        Probability of **dropping**, from 0 to 1.
    inplace : bool, default False
        Overwrite the input instead of making a new array.
    rng : None, int or numpy.random.Generator, default None
        Draws the masks; the stream moves on with each call.

    Raises
    ------
    TypeError, ValueError
        If ``p`` is no number from 0 to 1, or ``rng`` is no source of randomness.

    Notes
    -----
    Neighbouring pixels say nearly the same: a single pixel that is dropped can be read off its neighbours, a channel
    cannot.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Tompson, Goroshin, Jain, LeCun and Bregler (2015), *Efficient Object Localization Using Convolutional Networks*,
    section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import Dropout2d
    >>> Dropout2d(0.5, rng=0)(np.ones((1, 4, 2, 2))).data[0, :, 0].tolist()
    [[2.0, 2.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
    """

    def __init__(self, p: float = 0.5, inplace: bool = False, *, rng: Any = None) -> None:
        super().__init__()
        check_real("p", p, low=0, high=1)
        self.p, self.inplace, self.rng = p, inplace, as_rng(rng)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``, (N, C, H, W) or (C, H, W)."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        return functional.dropout2d(x, self.p, self.training, self.inplace, rng=self.rng)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"p={self.p}, inplace={self.inplace}"
