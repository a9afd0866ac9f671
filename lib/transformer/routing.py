"""Which token goes to which expert, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Routing:
    r"""What a router decided for each token.

    Parameters
    ----------
    logits : Tensor, shape (..., n_experts)
        Scores of all experts, with the noise of training.
    experts : Tensor of int64, shape (..., top_k)
        The chosen experts, the best first.
    weights : Tensor, shape (..., top_k)
        What the results of the chosen experts are multiplied by.
    kept : Tensor of bool, shape (..., top_k)
        False where an expert had no room left.

    Attributes
    ----------
    probabilities : Tensor, shape (..., n_experts)
        Softmax of the logits over all experts.
    n_experts, top_k : int
    counts : Tensor of int64, shape (n_experts,)
        How often each expert was chosen, whether it had room or not.
    shares : Tensor, shape (n_experts,)
        :math:`f_i`, the counts over their sum.
    mean_probabilities : Tensor, shape (n_experts,)
        :math:`P_i`, mean over all tokens.
    n_dropped : int
        Choices that found no room.

    Notes
    -----
    The leading axes are those of the tokens, say (batch, time). Gradients flow through logits and weights; a choice,
    and so a share, has none.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Fedus, Zoph and Shazeer (2022), *Switch Transformers: Scaling to Trillion Parameter Models with Simple and
    Efficient Sparsity*, eq. 5 and 6.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TopKRouter
    >>> routing = TopKRouter(8, n_experts=4, top_k=2)(torch.randn(3, 5, 8))
    >>> routing.experts.shape, int(routing.counts.sum()), routing.n_dropped
    (torch.Size([3, 5, 2]), 30, 0)
    """

    logits: Tensor
    experts: Tensor
    weights: Tensor
    kept: Tensor

    @property
    def probabilities(self) -> Tensor:
        """Softmax over all experts."""
        return self.logits.softmax(dim=-1)

    @property
    def n_experts(self) -> int:
        """Number of experts to choose from."""
        return self.logits.shape[-1]

    @property
    def top_k(self) -> int:
        """Number of experts chosen for a token."""
        return self.experts.shape[-1]

    @property
    def counts(self) -> Tensor:
        """Choices of each expert."""
        return torch.bincount(self.experts.flatten(), minlength=self.n_experts)

    @property
    def shares(self) -> Tensor:
        """Share of each expert in all choices."""
        return self.counts.to(self.logits.dtype) / self.experts.numel()

    @property
    def mean_probabilities(self) -> Tensor:
        """Mean probability of each expert."""
        return self.probabilities.flatten(0, -2).mean(dim=0)

    @property
    def n_dropped(self) -> int:
        """Choices that found no room."""
        return int((~self.kept).sum())
