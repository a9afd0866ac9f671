"""What the experts of a language model know: the token, its kind, or the book it is from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from lib.text import ByteBPETokenizer
from lib.transformer.experiments.information import information_beyond, mutual_information
from lib.transformer.experiments.three_books import TOPICS, VOCAB_SIZE, WINDOW
from lib.transformer.language_model import TransformerLM
from lib.transformer.router import TopKRouter
from lib.transformer.routing import Routing
from lib.transformer.routing_record import record_routing


def specialization(
    experts: NDArray[np.int64],
    windows: NDArray[np.int64],
    topics: NDArray[np.int64],
    kinds: NDArray[np.int64],
    seed: int = 0,
    n_draws: int = 10,
) -> dict[str, list[float]]:
    """Return what the choice of an expert tells of the token, of its kind and of the book.

    Parameters
    ----------
    experts, windows : ndarray of int64, shape (n_windows, time)
        The expert of each token, and the token.
    topics : ndarray of int64, shape (n_windows,)
    kinds : ndarray of int64, shape (vocab_size,)
        Of `kinds_of`.
    seed : int, default 0
        Of the permutations.
    n_draws : int, default 10
        Permutations for the control.

    Returns
    -------
    dict of [float, float]
        Under "token", "kind", "topic", "token, topic known" and "topic, token known": bits by counting, and the mean of
        the same estimate after a permutation that cuts the tie. Topics are permuted window by window, since the tokens
        of a window are not independent; tokens one by one, within their topic where that is known.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.transformer.experiments.expert_knowledge import specialization
    >>> windows, topics = np.random.default_rng(0).integers(0, 8, (90, 40)), np.arange(90) % 3
    >>> found = specialization(windows % 4, windows, topics, np.arange(8) // 4)  # the token decides
    >>> {name: round(abs(bits - chance), 1) for name, (bits, chance) in found.items()}
    {'token': 2.0, 'kind': 0.0, 'topic': 0.0, 'token, topic known': 2.0, 'topic, token known': 0.0}
    """
    draw = np.random.default_rng(seed)
    expert, token = experts.ravel(), windows.ravel()

    def spread(labels: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.repeat(labels, windows.shape[1])

    def mixed_within(topic: NDArray[np.int64]) -> NDArray[np.int64]:
        mixed = token.copy()
        for number in np.unique(topic):
            mixed[topic == number] = draw.permutation(token[topic == number])
        return mixed

    topic = spread(topics)
    mixed_topics = [spread(draw.permutation(topics)) for _ in range(n_draws)]
    mixed_tokens = [draw.permutation(token) for _ in range(n_draws)]
    mixed_in_topic = [mixed_within(topic) for _ in range(n_draws)]
    kind = kinds[token]
    found = {
        "token": (mutual_information(expert, token), [mutual_information(expert, each) for each in mixed_tokens]),
        "kind": (mutual_information(expert, kind), [mutual_information(expert, kinds[each]) for each in mixed_tokens]),
        "topic": (mutual_information(expert, topic), [mutual_information(expert, each) for each in mixed_topics]),
        "token, topic known": (
            information_beyond(expert, token, topic),
            [information_beyond(expert, each, topic) for each in mixed_in_topic],
        ),
        "topic, token known": (
            information_beyond(expert, topic, token),
            [information_beyond(expert, each, token) for each in mixed_topics],
        ),
    }
    return {name: [bits, float(np.mean(chance))] for name, (bits, chance) in found.items()}


@torch.no_grad()
def routings_of(model: TransformerLM, windows: Tensor) -> list[Routing]:
    """Return what the routers of all layers decide for the tokens of windows.

    Parameters
    ----------
    model : TransformerLM
        With experts.
    windows : Tensor of int64, shape (n_windows, time)

    Returns
    -------
    list of Routing
        One for each layer, from below.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM
    >>> from lib.transformer.experiments.expert_knowledge import routings_of
    >>> model = TransformerLM(TRANSFORMER_LM_PRESETS["tiny-moe"])
    >>> [each.experts.shape for each in routings_of(model, torch.zeros(3, 5).long())]
    [torch.Size([3, 5, 2]), torch.Size([3, 5, 2])]
    """
    model.eval()
    with record_routing(model) as routings:
        model(windows)
    return [calls[0] for calls in routings.values()]


@torch.no_grad()
def router_inputs(model: TransformerLM, windows: Tensor) -> list[Tensor]:
    """Return what the routers of all layers read.

    Parameters
    ----------
    model : TransformerLM
        With experts.
    windows : Tensor of int64, shape (n_windows, time)

    Returns
    -------
    list of Tensor, shapes (n_windows, time, d_model)

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM
    >>> from lib.transformer.experiments.expert_knowledge import router_inputs
    >>> model = TransformerLM(TRANSFORMER_LM_PRESETS["tiny-moe"])
    >>> [each.shape for each in router_inputs(model, torch.zeros(3, 5).long())]
    [torch.Size([3, 5, 64]), torch.Size([3, 5, 64])]
    """
    found: list[Tensor] = []
    routers = [module for module in model.modules() if isinstance(module, TopKRouter)]
    hooks = [router.register_forward_pre_hook(lambda _, inputs: found.append(inputs[0])) for router in routers]
    model.eval()
    model(windows)
    for hook in hooks:
        hook.remove()
    return found


def trained_topic_router(X: Tensor, topic: Tensor, n_steps: int = 150) -> Callable[[Tensor], Tensor]:
    """Return a router of the same form that is trained to tell the book.

    Parameters
    ----------
    X : Tensor, shape (n_tokens, d_model)
        What a router of the model reads.
    topic : Tensor of int64, shape (n_tokens,)
    n_steps : int, default 150
        Updates, each from all tokens.

    Returns
    -------
    callable
        From tokens, shape (n_tokens, d_model), to one expert for each book, shape (n_tokens,).

    Notes
    -----
    Scores are linear without a bias and the highest wins, as in `TopKRouter`. It shows how much of the topic a router
    could send to experts of its own at this place.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.expert_knowledge import trained_topic_router
    >>> X = torch.eye(3).repeat(5, 1)
    >>> trained_topic_router(X, X.argmax(dim=1))(torch.eye(3))
    tensor([0, 1, 2])
    """
    W = torch.zeros(int(topic.max()) + 1, X.shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([W], lr=0.1)
    for _ in range(n_steps):
        optimizer.zero_grad()
        functional.cross_entropy(X @ W.T, topic).backward()
        optimizer.step()
    return lambda tokens: (tokens @ W.detach().T).argmax(dim=-1)


def shares_of(model: TransformerLM, windows: Tensor) -> list[list[float]]:
    """Return the share of each expert in all choices, one list for each layer.

    Parameters
    ----------
    model : TransformerLM
        With experts.
    windows : Tensor of int64, shape (n_windows, time)

    Returns
    -------
    list of list of float

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TRANSFORMER_LM_PRESETS, TransformerLM
    >>> from lib.transformer.experiments.expert_knowledge import shares_of
    >>> model = TransformerLM(TRANSFORMER_LM_PRESETS["tiny-moe"])
    >>> [sorted(each)[-2:] for each in shares_of(model, torch.zeros(1, 1).long())]
    [[0.5, 0.5], [0.5, 0.5]]
    """
    return [[round(float(share), 4) for share in each.shares] for each in routings_of(model, windows)]


def knowledge(
    model: TransformerLM, parts: Mapping[str, tuple[Tensor, Tensor]], kinds: NDArray[np.int64]
) -> list[dict[str, list[float]]]:
    """Return what the first choice of each layer's router tells, and what it could tell of the book.

    Parameters
    ----------
    model : TransformerLM
        With experts.
    parts : mapping of (Tensor, Tensor)
        Of `prepared`: "validation" trains the router for books, "test" is what everything is measured on.
    kinds : ndarray of int64, shape (vocab_size,)

    Returns
    -------
    list of dict
        One for each layer: what `specialization` gives, and under "topic, if trained for it" the bits of a router that
        `trained_topic_router` gave.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.expert_knowledge import knowledge
    >>> callable(knowledge)  # takes seconds
    True
    """
    windows, topics = parts["test"]
    read, learned = windows[:, :-1], parts["validation"][0][:, :-1]
    topic, learned_topic = (part[1].repeat_interleave(WINDOW) for part in (parts["test"], parts["validation"]))
    found = []
    inputs = zip(router_inputs(model, learned), router_inputs(model, read))
    for routing, (seen, new) in zip(routings_of(model, read), inputs):
        told = specialization(routing.experts[..., 0].numpy(), read.numpy(), topics.numpy(), kinds)
        router = trained_topic_router(seen.flatten(0, 1), learned_topic)
        told["topic, if trained for it"] = [mutual_information(router(new.flatten(0, 1)).numpy(), topic.numpy()), 0.0]
        found.append({name: [round(bits, 4) + 0.0 for bits in pair] for name, pair in told.items()})
    return found


def router_map(
    model: TransformerLM,
    parts: Mapping[str, tuple[Tensor, Tensor]],
    tokenizer: ByteBPETokenizer,
    n_tokens: int = 16,
    length: int = 36,
) -> dict[str, Any]:
    """Return to which experts each book's commonest tokens go, and the way of one passage.

    Parameters
    ----------
    model : TransformerLM
        With experts.
    parts : mapping of (Tensor, Tensor)
        Of `prepared`.
    tokenizer : ByteBPETokenizer
    n_tokens : int, default 16
        Those that each book has at least 20 times, the commonest first.
    length : int, default 36
        Tokens of the passage.

    Returns
    -------
    dict
        "tokens", and for each topic "shares" by layer, token and expert, "passage" and by layer its "experts".

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.expert_knowledge import router_map
    >>> callable(router_map)
    True
    """
    windows, topics = parts["test"]
    read = windows[:, :-1]
    counts = torch.stack([read[topics == number].flatten().bincount(minlength=VOCAB_SIZE) for number in range(3)])
    common = (counts.min(dim=0).values >= 20) * counts.sum(dim=0)
    chosen = common.argsort(descending=True)[:n_tokens]
    experts = [routing.experts[..., 0] for routing in routings_of(model, read)]
    found: dict[str, Any] = {"tokens": [tokenizer.decode([int(number)]) for number in chosen], "topics": {}}
    for number, topic in enumerate(TOPICS):
        rows, mine = read[topics == number], [layer[topics == number] for layer in experts]
        shares = [
            [(layer[rows == token].bincount(minlength=8) / (rows == token).sum()).tolist() for token in chosen]
            for layer in mine
        ]
        found["topics"][topic] = {
            "shares": [np.round(layer, 3).tolist() for layer in shares],
            "passage": [tokenizer.decode([int(token)]) for token in rows[len(rows) // 2, :length]],
            "experts": [layer[len(rows) // 2, :length].tolist() for layer in mine],
        }
    return found
