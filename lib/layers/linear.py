"""The fully connected layer: every output sees every input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lib.basics import as_rng, check_integer
from lib.grad import Tensor, functional
from lib.layers import init
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class Linear(Module):
    r"""Apply an affine map to the last axis.

    .. math:: y = x W^\top + b

    Parameters
    ----------
    in_features, out_features : int
        Lengths of the last axis of input and output.
    bias : bool, default True
        Whether :math:`b` is added.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial weights.
    dtype : dtype, default float64
        Type of the parameters.

    Attributes
    ----------
    weight : Parameter, shape (out_features, in_features)
    bias : Parameter, shape (out_features,), or None

    Raises
    ------
    TypeError, ValueError
        If a length is no positive integer, or ``rng`` is no source of randomness.

    Notes
    -----
    Weights and bias start uniformly in :math:`\pm 1/\sqrt{n_\mathrm{in}}`, torch's default, which is neither Xavier's
    nor He's (see `lib.layers.init`). torch's parameters are float32 unless told otherwise; these are float64. Costs
    ``in_features * out_features`` multiply-adds for each row.
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear
    >>> layer = Linear(2, 1)
    >>> _ = layer.load_state_dict({"weight": [[3.0, -1.0]], "bias": [0.5]})
    >>> layer([[1.0, 2.0], [0.0, 4.0]]).data
    array([[ 1.5],
           [-3.5]])
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, *, rng: Any = None, dtype: Any = np.float64
    ) -> None:
        super().__init__()
        self.in_features = check_integer("in_features", in_features, low=1)
        self.out_features = check_integer("out_features", out_features, low=1)
        self.weight = Parameter(np.empty((out_features, in_features), dtype))
        self.register_parameter("bias", Parameter(np.empty(out_features, dtype)) if bias else None)
        self.reset_parameters(rng=rng)

    bias: Parameter | None

    def reset_parameters(self, *, rng: Any = None) -> None:
        """Draw weights and bias anew, as when the layer was made.

        Parameters
        ----------
        rng : None, int or numpy.random.Generator, default None
        """
        source, bound = as_rng(rng), 1 / math.sqrt(self.in_features)
        for parameter in self.parameters(recurse=False):
            init.uniform_(parameter, -bound, bound, rng=source)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., out_features) for an input of shape (..., in_features)."""
        return functional.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the layer's sizes."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
