"""Many feed-forward networks, of which each token passes through a few."""

from __future__ import annotations

import dataclasses
import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_integer, check_real
from lib.train import own_generator
from lib.transformer.feed_forward import FeedForward
from lib.transformer.router import TopKRouter
from lib.transformer.routing import Routing


class MixtureOfExperts(nn.Module):
    r"""Send each token to its best experts and add up what they say.

    .. math:: y = \sum_{i \in \mathrm{top\,}k} g_i(x)\, \mathrm{FFN}_i(x)

    Parameters
    ----------
    d_model, d_ff : int
        Width of a token, and between the two layers of each expert.
    n_experts : int
    top_k : int, default 2
        k, experts for a token.
    activation : {"relu", "gelu", "gelu_tanh", "swiglu"}, default "relu"
    bias : bool, default True
        Of the experts; the router has none.
    dropout : float, default 0.0
        Share of the ``d_ff`` numbers that is dropped in training.
    softmax_over : {"chosen", "all"}, default "chosen"
    noise : float, default 0.0
        As in `TopKRouter`.
    capacity_factor : float, optional
        Lets no expert take more than this many times its even share of a call's choices; what comes too late is
        dropped. None drops nothing.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Attributes
    ----------
    router : TopKRouter
    experts : torch.nn.ModuleList of FeedForward

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    Holds ``n_experts`` feed-forward networks and computes ``top_k`` of them for a token: each expert reads only the
    tokens that chose it. With one expert it is `FeedForward`.
    Room is given to first choices before second ones, and to earlier tokens of the batch before later ones, in
    training and evaluation alike. A dropped choice adds nothing, so a token without any keeps what the residual
    connection holds. With a capacity the result for a token depends on the others of its call, later ones too: a
    language model is then not strictly causal, and a cache changes what it writes.
    Dropout and noise draw from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Shazeer et al. (2017), *Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer*, eq. 1;
    Fedus, Zoph and Shazeer (2022), *Switch Transformers: Scaling to Trillion Parameter Models with Simple and
    Efficient Sparsity*, eq. 2 and 3; Jiang et al. (2024), *Mixtral of Experts*, section 2.1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import MixtureOfExperts
    >>> layer = MixtureOfExperts(8, 32, n_experts=4, top_k=2, capacity_factor=1.0)
    >>> x = torch.randn(2, 5, 8)
    >>> layer(x).shape, layer.route(x).experts.shape, layer.capacity(10)
    (torch.Size([2, 5, 8]), torch.Size([2, 5, 2]), 5)
    """

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        n_experts: int,
        top_k: int = 2,
        activation: str = "relu",
        *,
        bias: bool = True,
        dropout: float = 0.0,
        softmax_over: str = "chosen",
        noise: float = 0.0,
        capacity_factor: float | None = None,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if capacity_factor is not None:
            check_real("capacity_factor", capacity_factor, low=0, closed="neither")
        self.capacity_factor = capacity_factor
        draw = own_generator(generator)
        self.router = TopKRouter(d_model, n_experts, top_k, softmax_over=softmax_over, noise=noise, generator=draw)
        self.experts = nn.ModuleList(
            FeedForward(d_model, d_ff, activation, bias=bias, dropout=dropout, generator=draw) for _ in range(n_experts)
        )
        self._routings: list[Routing] | None = None  # what `record_routing` gathers

    def capacity(self, n_tokens: int) -> int | None:
        r"""Return how many tokens an expert takes of a call.

        .. math:: \left\lceil \mathrm{capacity\ factor} \cdot \frac{k \cdot \mathrm{tokens}}{n} \right\rceil

        Parameters
        ----------
        n_tokens : int
            Of the whole batch.

        Returns
        -------
        int or None
            None if all that come.

        Raises
        ------
        TypeError, ValueError
            If ``n_tokens`` is no positive integer.
        """
        check_integer("n_tokens", n_tokens, low=1)
        if self.capacity_factor is None:
            return None
        return math.ceil(self.capacity_factor * self.router.top_k * n_tokens / self.router.n_experts)

    def route(self, x: Tensor) -> Routing:
        """Choose experts for each token, and drop what finds no room.

        Parameters
        ----------
        x : Tensor, shape (..., d_model)

        Returns
        -------
        Routing

        Raises
        ------
        ValueError
            If the last axis has another length.
        """
        routing: Routing = self.router(x)
        room = self.capacity(routing.experts[..., 0].numel()) if routing.experts.numel() else None
        if room is None:
            return routing
        choices = routing.experts.flatten(0, -2).T.flatten()  # (top_k * tokens,): all first choices first
        chosen = functional.one_hot(choices, routing.n_experts)  # (top_k * tokens, n_experts)
        place = chosen.cumsum(dim=0).gather(1, choices[:, None])  # (top_k * tokens, 1): 1 for an expert's first token
        kept = (place <= room).view(routing.top_k, -1).T.reshape(routing.experts.shape)
        return dataclasses.replace(routing, kept=kept)

    def forward(self, x: Tensor) -> Tensor:
        """Pass each token through its experts.

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
        routing = self.route(x)
        if self._routings is not None:
            self._routings.append(routing)
        tokens, weights, experts = x.flatten(0, -2), routing.weights.flatten(), routing.experts.flatten()
        choices = routing.kept.flatten().nonzero()[:, 0]  # (kept,): numbers from 0 to top_k * tokens
        choices = choices[experts[choices].argsort(stable=True)]  # one expert after the other
        token = choices // routing.top_k  # (kept,)
        read = tokens.index_select(0, token).split(experts[choices].bincount(minlength=routing.n_experts).tolist())
        # An expert that nobody chose reads 0 tokens: its gradient is then 0, as in the sum over all experts.
        said = torch.cat([expert(its_tokens) for expert, its_tokens in zip(self.experts, read, strict=True)])
        weighted = weights.index_select(0, choices)[:, None] * said  # (kept, d_model)
        y = torch.zeros_like(tokens).index_add(0, token, weighted.to(x.dtype))  # (tokens, d_model)
        return y.view_as(x)

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"capacity_factor={self.capacity_factor}"
