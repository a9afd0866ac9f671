"""DropConnect: switch off random weights in training, instead of whole units."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics import as_rng, check_real
from lib.grad import Tensor, functional
from lib.layers.linear import Linear


class DropConnect(Linear):
    r"""Apply an affine map whose weights and bias are each dropped with probability p in training.

    .. math:: y = \frac{(M \odot W)\,x + m \odot b}{1 - p}, \quad M_{ij}, m_i \sim \mathrm{Bernoulli}(1 - p)

    Parameters
    ----------
    in_features, out_features : int
        Lengths of the last axis of input and output.
    bias : bool, default True
        Whether :math:`b` is added.
    p : float, default 0.5
        Probability of dropping a weight, from 0 to 1 (in the paper p is the probability of keeping it).
    shared_mask : bool, default False
        Draw one mask for the whole batch, instead of one for each sample as the paper does. The noise of the gradient
        is larger, the cost that of `Linear`.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial weights and the masks.
    dtype : dtype, default float64

    Attributes
    ----------
    weight : Parameter, shape (out_features, in_features)
    bias : Parameter, shape (out_features,), or None

    Raises
    ------
    TypeError, ValueError
        If a length is no positive integer, ``p`` no number from 0 to 1, or ``rng`` no source of randomness.

    Notes
    -----
    Dropping a unit drops all weights of one column together, so `Dropout` before a `Linear` is the special case of
    equal mask entries in each column. The scaling by :math:`1/(1-p)` keeps the mean of :math:`y`, and in evaluation
    mode the layer is `Linear`. The paper scales nothing in training and, for prediction, draws :math:`y` from the
    normal distribution with the mask's mean and variance and averages what follows; `moments` returns these two.

    With one mask for each sample, a batch of ``n`` needs ``n * in_features * out_features`` numbers of memory, several
    times; torch has no such layer.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Wan, Zeiler, Zhang, LeCun and Fergus (2013), *Regularization of Neural Networks using DropConnect*, equation 3 and
    algorithm 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.layers import DropConnect
    >>> layer, x = DropConnect(3, 1, p=0.5, rng=0), Tensor(np.ones((4000, 3)))
    >>> mean, variance = layer.moments(x[:1])
    >>> y = layer(x).data
    >>> bool(abs(y.mean() - mean.item()) < 0.05), bool(abs(y.var() / variance.item() - 1) < 0.1)
    (True, True)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        p: float = 0.5,
        *,
        shared_mask: bool = False,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        source = as_rng(rng)
        super().__init__(in_features, out_features, bias, rng=source, dtype=dtype)
        check_real("p", p, low=0, high=1)
        self.p = p
        self.shared_mask = shared_mask
        self.rng = source

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., out_features) for an input of shape (..., in_features)."""
        if not self.training or self.p == 0:
            return super().forward(input)
        x = input if isinstance(input, Tensor) else Tensor(input)
        if not self.shared_mask:
            x = x.unsqueeze(-2)  # (..., 1, in_features): each sample is multiplied by weights of its own
        samples = () if self.shared_mask else x.shape[:-2]
        weight = self.weight * self._mask(*samples, *self.weight.shape)
        bias = None if self.bias is None else self.bias * self._mask(*samples, self.out_features)
        if self.shared_mask:
            return functional.linear(x, weight, bias)
        y = (x @ weight.transpose(-2, -1)).squeeze(-2)  # (..., out_features)
        return y if bias is None else y + bias

    def moments(self, input: Any) -> tuple[Tensor, Tensor]:
        r"""Return mean and variance of the output over the masks, which the paper's prediction draws from.

        .. math:: \mu = Wx + b, \qquad \sigma^2 = \frac{p}{1-p}\bigl((W \odot W)(x \odot x) + b \odot b\bigr)

        Parameters
        ----------
        input : Tensor or array_like, shape (..., in_features)

        Returns
        -------
        (Tensor, Tensor), each of shape (..., out_features)

        Raises
        ------
        ValueError
            If ``p`` is 1, which leaves no output to speak of.
        """
        if self.p == 1:
            raise ValueError(f"p must be below 1 for the moments to exist, got {self.p}")
        x = input if isinstance(input, Tensor) else Tensor(input)
        squares = None if self.bias is None else self.bias * self.bias
        spread = functional.linear(x * x, self.weight * self.weight, squares)
        return super().forward(x), spread * (self.p / (1 - self.p))

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"{super().extra_repr()}, p={self.p}, shared_mask={self.shared_mask}"

    def _mask(self, *shape: int) -> np.ndarray:
        """Draw zeros with probability p and otherwise 1 / (1 - p)."""
        scale = 0.0 if self.p == 1 else 1 / (1 - self.p)
        return np.where(self.rng.random(shape) < self.p, 0.0, scale).astype(self.weight.dtype)
