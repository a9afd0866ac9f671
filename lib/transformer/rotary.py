"""Rotary positions: queries and keys are turned by an angle that grows with the position."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.basics import check_choice, check_integer, check_real
from lib.transformer.position_table import PositionTable, angles

LAYOUTS = ("interleaved", "halves")


class RotaryPositions(nn.Module):
    r"""Turn each pair of features of a query or key by the position times the pair's frequency.

    .. math::
        \begin{pmatrix} x'_a \\ x'_b \end{pmatrix} =
        \begin{pmatrix} \cos p\theta_k & -\sin p\theta_k \\ \sin p\theta_k & \cos p\theta_k \end{pmatrix}
        \begin{pmatrix} x_a \\ x_b \end{pmatrix}, \qquad \theta_k = 10000^{-2k/d}

    Parameters
    ----------
    head_dim : int
        d, even.
    context_length : int, default 2048
        Number of positions in the table. It has no weights: a model can be given a longer one after training.
    base : float, default 10000.0
    layout : {"interleaved", "halves"}, default "interleaved"
        Which two features make pair k, counted from 0: (2k, 2k + 1), as in the paper, or (k, k + d/2), as in GPT-NeoX
        and in the weights of Llama that Hugging Face publishes. The two differ by a fixed order of the features.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range or there is no such layout.

    Notes
    -----
    Two vectors turned by :math:`p\theta` and :math:`q\theta` have a product that depends on :math:`p - q` alone: each
    position is absolute, each score relative. Values are not turned, lengths do not change. Angles are computed in
    float64; half-precision vectors are turned in float32.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Su et al. (2021), *RoFormer: Enhanced Transformer with Rotary Position Embedding*, eq. 15 and 34.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import RotaryPositions
    >>> turn = RotaryPositions(2)  # one pair, one radian for each position
    >>> turn(torch.tensor([[[[1.0, 0.0], [1.0, 0.0]]]])).round(decimals=4)
    tensor([[[[1.0000, 0.0000],
              [0.5403, 0.8415]]]])
    """

    def __init__(
        self, head_dim: int, context_length: int = 2048, *, base: float = 10000.0, layout: str = "interleaved"
    ) -> None:
        super().__init__()
        check_integer("context_length", context_length, low=1)
        check_real("base", base, low=1, closed="neither")
        check_choice("layout", layout, LAYOUTS)
        if check_integer("head_dim", head_dim, low=2) % 2:
            raise ValueError(f"head_dim must be even, got {head_dim}")
        self.head_dim, self.context_length, self.base, self.layout = head_dim, context_length, base, layout
        turns = angles(context_length, head_dim, base)  # (context_length, head_dim / 2)
        self._table = PositionTable(torch.cat([turns.cos(), turns.sin()], dim=1))

    def forward(self, x: Tensor, offset: int = 0) -> Tensor:
        """Turn queries or keys at positions ``offset``, ``offset + 1`` and so on.

        Parameters
        ----------
        x : Tensor, shape (batch, heads, time, head_dim)
        offset : int, default 0
            Position of the first token.

        Returns
        -------
        Tensor, shape (batch, heads, time, head_dim)

        Raises
        ------
        ValueError
            If the shape is another, or the table too short.
        """
        if x.ndim != 4 or x.shape[3] != self.head_dim:
            raise ValueError(f"x must have shape (batch, heads, time, {self.head_dim}), got {tuple(x.shape)}")
        cos, sin = self._table.rows(offset, x.shape[2], x).chunk(2, dim=1)  # (time, head_dim / 2)
        if self.layout == "interleaved":
            a, b = x[..., 0::2], x[..., 1::2]  # (batch, heads, time, head_dim / 2)
        else:
            a, b = x.chunk(2, dim=3)  # (batch, heads, time, head_dim / 2)
        turned = (a * cos - b * sin, a * sin + b * cos)
        if self.layout == "interleaved":
            return torch.stack(turned, dim=4).flatten(3).to(x.dtype)  # (batch, heads, time, head_dim)
        return torch.cat(turned, dim=3).to(x.dtype)  # (batch, heads, time, head_dim)

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"{self.head_dim}, context_length={self.context_length}, base={self.base:g}, layout={self.layout!r}"
