"""The router: scores all experts for each token and chooses the best few."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.basics import check_choice, check_integer, check_real
from lib.transformer.initialisation import draw_glorot_weights, undrawn_linear
from lib.transformer.routing import Routing

SOFTMAXES = ("chosen", "all")


class TopKRouter(nn.Module):
    r"""Choose for each token the k experts with the highest scores, and weigh them.

    .. math::
        h = W x, \qquad
        g_i = \frac{e^{h_i}}{\sum_{j \in \mathrm{top\,}k} e^{h_j}} \text{ (chosen)} \quad \text{or} \quad
        g_i = \frac{e^{h_i}}{\sum_{j} e^{h_j}} \text{ (all)}

    Parameters
    ----------
    d_model : int
        Width of a token.
    n_experts : int
    top_k : int, default 2
        k, from 1 to ``n_experts``.
    softmax_over : {"chosen", "all"}, default "chosen"
        Over which scores the softmax goes: those of the chosen experts (Shazeer et al., Mixtral), so that the weights
        add up to 1, or all of them (Switch, with k = 1), so that they add up to less.
    noise : float, default 0.0
        Standard deviation of normal noise on the scores in training.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    A softmax over all scores whose k largest values are divided by their sum is the softmax over the k chosen scores:
    "chosen" is both. With k = 1 its only weight is 1 whatever the score, so the task's loss has no gradient at the
    router; "all" has one. Scores are computed in float32 where the model is in a shorter type, as in Switch.
    Left out: Shazeer et al. learn the deviation of the noise for each expert. Noise draws from torch's global
    generator, as dropout does.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Shazeer et al. (2017), *Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer*, eq. 3 to
    5; Fedus, Zoph and Shazeer (2022), *Switch Transformers: Scaling to Trillion Parameter Models with Simple and
    Efficient Sparsity*, eq. 1 and 2; Jiang et al. (2024), *Mixtral of Experts*, section 2.1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TopKRouter
    >>> router = TopKRouter(3, n_experts=3, top_k=2)
    >>> with torch.no_grad():
    ...     _ = router.projection.weight.copy_(torch.eye(3))
    >>> routing = router(torch.tensor([[1.0, 0.0, 2.0]]))
    >>> routing.experts, routing.weights.detach().round(decimals=3)
    (tensor([[2, 0]]), tensor([[0.7310, 0.2690]]))
    """

    def __init__(
        self,
        d_model: int,
        n_experts: int,
        top_k: int = 2,
        *,
        softmax_over: str = "chosen",
        noise: float = 0.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.d_model = check_integer("d_model", d_model, low=1)
        self.n_experts = check_integer("n_experts", n_experts, low=1)
        self.top_k = check_integer("top_k", top_k, low=1, high=n_experts)
        self.softmax_over = check_choice("softmax_over", softmax_over, SOFTMAXES)
        self.noise = check_real("noise", noise, low=0)
        self.projection = undrawn_linear(d_model, n_experts, bias=False)
        draw_glorot_weights(self, generator)

    def forward(self, x: Tensor) -> Routing:
        """Choose experts for each token.

        Parameters
        ----------
        x : Tensor, shape (..., d_model)

        Returns
        -------
        Routing
            Nothing is dropped yet.

        Raises
        ------
        ValueError
            If the last axis has another length.
        """
        if x.ndim < 2 or x.shape[-1] != self.d_model:
            raise ValueError(f"x must have shape (tokens, ..., {self.d_model}), got {tuple(x.shape)}")
        logits = self.projection(x)  # (..., n_experts)
        if logits.dtype in (torch.float16, torch.bfloat16):
            logits = logits.float()
        if self.training and self.noise:
            logits = logits + self.noise * torch.randn_like(logits)
        best, experts = logits.topk(self.top_k, dim=-1)  # (..., top_k)
        over_all = self.softmax_over == "all"
        weights = logits.softmax(dim=-1).gather(-1, experts) if over_all else best.softmax(dim=-1)  # (..., top_k)
        return Routing(logits, experts, weights, torch.ones_like(experts, dtype=torch.bool))

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"top_k={self.top_k}, softmax_over={self.softmax_over!r}, noise={self.noise:g}"
