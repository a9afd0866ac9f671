"""The feed-forward layer: the same small network for each token by itself."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_choice, check_integer, check_real
from lib.transformer.initialisation import draw_glorot_weights, undrawn_linear


def _gelu_tanh(x: Tensor) -> Tensor:
    return functional.gelu(x, approximate="tanh")


# What bends the first product; "swiglu" multiplies it with a second one besides.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": functional.relu,
    "gelu": functional.gelu,
    "gelu_tanh": _gelu_tanh,
    "swiglu": functional.silu,
}


class FeedForward(nn.Module):
    r"""Widen each token, bend it, and bring it back to its width.

    .. math::
        \mathrm{FFN}(x) = \phi(x W_\mathrm{up} + b) W_\mathrm{down} + b', \qquad
        \mathrm{FFN}_\mathrm{SwiGLU}(x)
        = (\mathrm{silu}(x W_\mathrm{gate}) \odot x W_\mathrm{up}) W_\mathrm{down}

    Parameters
    ----------
    d_model, d_ff : int
        Width of a token, and between the two layers.
    activation : {"relu", "gelu", "gelu_tanh", "swiglu"}, default "relu"
        φ: ReLU in the paper of 2017, GELU in BERT, its tanh form in GPT-2, a gate in Llama, which has a third matrix.
    bias : bool, default True
    dropout : float, default 0.0
        Share of the ``d_ff`` numbers that is dropped in training.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    Costs ``2 * d_model * d_ff`` multiply-adds a token, half as much again with a gate, and holds about two thirds of a
    block's parameters. Dropout draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, eq. 2; Hendrycks and Gimpel (2016), *Gaussian Error Linear
    Units (GELUs)*; Shazeer (2020), *GLU Variants Improve Transformer*, eq. 6.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import FeedForward
    >>> FeedForward(8, 32, "swiglu", bias=False)(torch.zeros(2, 5, 8)).shape
    torch.Size([2, 5, 8])
    """

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        activation: str = "relu",
        *,
        bias: bool = True,
        dropout: float = 0.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        check_integer("d_model", d_model, low=1)
        check_integer("d_ff", d_ff, low=1)
        self.activation = check_choice("activation", activation, ACTIVATIONS)
        self.dropout = check_real("dropout", dropout, low=0, high=1, closed="left")
        self.up = undrawn_linear(d_model, d_ff, bias=bias)
        self.gate = undrawn_linear(d_model, d_ff, bias=bias) if activation == "swiglu" else None
        self.down = undrawn_linear(d_ff, d_model, bias=bias)
        draw_glorot_weights(self, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Pass each token through the two layers.

        Parameters
        ----------
        x : Tensor, shape (..., d_model)

        Returns
        -------
        Tensor, shape (..., d_model)
        """
        bend = ACTIVATIONS[self.activation]
        h = bend(self.up(x)) if self.gate is None else bend(self.gate(x)) * self.up(x)  # (..., d_ff)
        return self.down(functional.dropout(h, self.dropout, self.training))  # (..., d_model)

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"activation={self.activation!r}"
