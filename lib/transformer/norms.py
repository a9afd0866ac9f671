"""Normalisation over the features of each token: LayerNorm and RMSNorm."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool, check_choice, check_integer, check_real

NORMS = ("layer", "rms")


class LayerNorm(nn.Module):
    r"""Give the features of each token mean 0 and variance 1, then a learned scale and shift.

    .. math:: y = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta

    Parameters
    ----------
    d_model : int
    eps : float, default 1e-5
    bias : bool, default True
        Whether there is a shift β.
    fused : bool, default True
        Whether torch's kernel computes it; else the formula, operation by operation.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    Mean and (biased) variance are those of one token, so no token sees another and batches do not matter. Parameters
    are called as in ``torch.nn.LayerNorm``.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Ba, Kiros and Hinton (2016), *Layer Normalization*, eq. 3 and 4.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import LayerNorm
    >>> LayerNorm(2)(torch.tensor([[1.0, 3.0]])).detach().round(decimals=3)
    tensor([[-1.,  1.]])
    """

    def __init__(self, d_model: int, eps: float = 1e-5, *, bias: bool = True, fused: bool = True) -> None:
        super().__init__()
        self.d_model, self.eps = check_integer("d_model", d_model, low=1), check_real("eps", eps, low=0)
        self.fused = check_bool("fused", fused)
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model)) if check_bool("bias", bias) else None

    def forward(self, x: Tensor) -> Tensor:
        """Normalise each token.

        Parameters
        ----------
        x : Tensor, shape (..., d_model)

        Returns
        -------
        Tensor, shape (..., d_model)

        Raises
        ------
        ValueError
            If the last axis has another length.
        """
        _check_width(x, self.d_model)
        if self.fused:
            return functional.layer_norm(x, (self.d_model,), self.weight, self.bias, self.eps)
        mean = x.mean(dim=-1, keepdim=True)  # (..., 1)
        variance = (x - mean).square().mean(dim=-1, keepdim=True)  # (..., 1)
        y = self.weight * (x - mean) / (variance + self.eps).sqrt()
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"{self.d_model}, eps={self.eps:g}, bias={self.bias is not None}"


class RMSNorm(nn.Module):
    r"""Divide the features of each token by their root mean square, then scale them.

    .. math:: y = \gamma \odot \frac{x}{\sqrt{\frac{1}{d} \sum_i x_i^2 + \epsilon}}

    Parameters
    ----------
    d_model : int
        d.
    eps : float, default 1e-6
    fused : bool, default True
        Whether torch's kernel computes it; else the formula, operation by operation.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    LayerNorm without the mean and without the shift. The parameter is called as in ``torch.nn.RMSNorm``.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Zhang and Sennrich (2019), *Root Mean Square Layer Normalization*, eq. 4.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import RMSNorm
    >>> RMSNorm(2)(torch.tensor([[3.0, 3.0]])).detach().round(decimals=3)
    tensor([[1., 1.]])
    """

    def __init__(self, d_model: int, eps: float = 1e-6, *, fused: bool = True) -> None:
        super().__init__()
        self.d_model, self.eps = check_integer("d_model", d_model, low=1), check_real("eps", eps, low=0)
        self.fused = check_bool("fused", fused)
        self.weight = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise each token.

        Parameters
        ----------
        x : Tensor, shape (..., d_model)

        Returns
        -------
        Tensor, shape (..., d_model)

        Raises
        ------
        ValueError
            If the last axis has another length.
        """
        _check_width(x, self.d_model)
        if self.fused:
            return functional.rms_norm(x, (self.d_model,), self.weight, self.eps)
        mean_square = x.square().mean(dim=-1, keepdim=True)  # (..., 1)
        return self.weight * x / (mean_square + self.eps).sqrt()

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"{self.d_model}, eps={self.eps:g}"


def make_norm(
    kind: str, d_model: int, eps: float = 1e-5, *, bias: bool = True, fused: bool = True
) -> LayerNorm | RMSNorm:
    """Return the norm of that kind.

    Parameters
    ----------
    kind : {"layer", "rms"}
    d_model : int
    eps : float, default 1e-5
    bias : bool, default True
        Of LayerNorm; RMSNorm has none.
    fused : bool, default True

    Returns
    -------
    LayerNorm or RMSNorm

    Raises
    ------
    TypeError, ValueError
        If there is no such kind, or a setting is out of range.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer import make_norm
    >>> make_norm("rms", 8, eps=1e-6)
    RMSNorm(8, eps=1e-06)
    """
    check_choice("kind", kind, NORMS)
    if kind == "rms":
        return RMSNorm(d_model, eps, fused=fused)
    return LayerNorm(d_model, eps, bias=bias, fused=fused)


def _check_width(x: Tensor, d_model: int) -> None:
    if x.ndim < 1 or x.shape[-1] != d_model:
        raise ValueError(f"x must have shape (..., {d_model}), got {tuple(x.shape)}")
