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
