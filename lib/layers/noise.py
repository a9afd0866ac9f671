"""Noise as a regulariser: a model that sees each sample a little changed learns to change its answer little."""

from __future__ import annotations

from typing import Any

from lib.basics import as_rng, check_real
from lib.grad import Tensor
from lib.layers.module import Module


class GaussianNoise(Module):
    r"""Add normal noise of mean 0 in training, and nothing in evaluation.

    Parameters
    ----------
    std : float, default 0.1
        Standard deviation of the noise, in the unit of the input; at least 0.
    rng : None, int or numpy.random.Generator, default None
        Draws the noise; the stream moves on with each call.

    Raises
    ------
    TypeError, ValueError
        If ``std`` is no number of at least 0, or ``rng`` is no source of randomness.

    Notes
    -----
    Before the first layer it is noise on the data, between layers on the units. For squared loss and little noise it
    acts like a penalty :math:`\tfrac12\sigma^2 \lVert \nabla_x f\rVert^2` on the slopes of the model with respect to
    its input (with loss :math:`\tfrac12 r^2`). torch has no such layer.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Bishop (1995), *Training with Noise is Equivalent to Tikhonov Regularization*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.grad import Tensor
    >>> from lib.layers import GaussianNoise
    >>> layer, x = GaussianNoise(0.5, rng=0), Tensor(np.zeros(10_000))
    >>> float(layer(x).data.std().round(1))
    0.5
    >>> float(layer.eval()(x).data.std())
    0.0
    """

    def __init__(self, std: float = 0.1, *, rng: Any = None) -> None:
        super().__init__()
        check_real("std", std, low=0)
        self.std = std
        self.rng = as_rng(rng)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        if not self.training or self.std == 0:
            return x
        noise = self.rng.normal(0.0, self.std, x.shape)
        return x + (noise.astype(x.dtype) if x.dtype.kind == "f" else noise)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return f"std={self.std}"
