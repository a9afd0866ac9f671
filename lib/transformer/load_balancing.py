"""Losses that keep a router from sending everything to one expert, or from growing too sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from lib.basics import check_real
from lib.transformer.routing import Routing


def load_balancing_loss(routing: Routing) -> Tensor:
    r"""Return how unevenly the experts are used.

    .. math:: L = n \sum_{i=1}^n f_i P_i, \qquad
        f_i = \frac{\text{choices of expert } i}{k \cdot \text{tokens}}, \quad
        P_i = \frac{1}{\text{tokens}} \sum_t \mathrm{softmax}(h_t)_i

    Parameters
    ----------
    routing : Routing

    Returns
    -------
    Tensor, shape ()
        1 if all experts are used alike, n if one takes every choice with certainty.

    Notes
    -----
    f has no gradient; that of P, :math:`n f_i / \text{tokens}`, lowers the probability of what is chosen too often.
    With k = 1 this is Switch's loss. Some programs leave out the k in f; then an even use gives k.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Fedus, Zoph and Shazeer (2022), *Switch Transformers: Scaling to Trillion Parameter Models with Simple and
    Efficient Sparsity*, eq. 4 to 6.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Routing, load_balancing_loss
    >>> one, kept = torch.zeros(6, 1, dtype=torch.int64), torch.ones(6, 1, dtype=torch.bool)
    >>> logits = torch.tensor([[100.0, 0.0, 0.0]]).repeat(6, 1)
    >>> load_balancing_loss(Routing(logits, one, torch.ones(6, 1), kept)).item()  # one of three takes it all
    3.0
    """
    return routing.n_experts * (routing.shares * routing.mean_probabilities).sum()


def router_z_loss(routing: Routing) -> Tensor:
    r"""Return how large the router's scores are.

    .. math:: L = \frac{1}{\text{tokens}} \sum_t \left( \log \sum_{i=1}^n e^{h_{ti}} \right)^2

    Parameters
    ----------
    routing : Routing

    Returns
    -------
    Tensor, shape ()

    Notes
    -----
    The softmax does not change when a number is added to all scores of a token; this loss draws that number to where
    the scores stay small enough for float32 and shorter types.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Zoph et al. (2022), *ST-MoE: Designing Stable and Transferable Sparse Expert Models*, eq. 5.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TopKRouter, router_z_loss
    >>> routing = TopKRouter(4, n_experts=8)(torch.zeros(5, 4))  # all scores are 0
    >>> round(router_z_loss(routing).item(), 3)  # log(8) squared
    4.324
    """
    return routing.logits.logsumexp(dim=-1).square().mean()


def routing_loss(routings: Mapping[str, Sequence[Routing]], balance: float = 0.01, z: float = 0.0) -> Tensor:
    r"""Add up what a model's routers owe to the loss.

    .. math:: \sum_{\text{layers}} \alpha\, L_\mathrm{balance} + \beta\, L_z

    Parameters
    ----------
    routings : mapping of str to sequence of Routing
        As `record_routing` yields it.
    balance : float, default 0.01
        α, of `load_balancing_loss`; the value of Switch.
    z : float, default 0.0
        β, of `router_z_loss`; Zoph et al. take 0.001.

    Returns
    -------
    Tensor, shape ()
        To be added to the loss of the task.

    Raises
    ------
    TypeError, ValueError
        If a number is negative or none, or there is no routing.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Fedus, Zoph and Shazeer (2022), *Switch Transformers: Scaling to Trillion Parameter Models with Simple and
    Efficient Sparsity*, section 2.2; Zoph et al. (2022), *ST-MoE: Designing Stable and Transferable Sparse Expert
    Models*, eq. 6.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM, record_routing, routing_loss
    >>> model = TransformerLM(TRANSFORMER_LM_PRESETS["tiny-moe"])
    >>> with record_routing(model) as routings:
    ...     logits = model(torch.zeros(2, 7, dtype=torch.int64))
    >>> routing_loss(routings, balance=0.01, z=0.001).shape
    torch.Size([])
    """
    check_real("balance", balance, low=0)
    check_real("z", z, low=0)
    calls = [routing for layer in routings.values() for routing in layer]
    if not calls:
        raise ValueError("routings must hold at least one Routing, got none: call the model inside record_routing")
    terms = [balance * load_balancing_loss(each) + z * router_z_loss(each) for each in calls]
    return torch.stack(terms).sum()
