"""Measure what an expert tells of the topic beyond the token, less what chance gives."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="topic-beyond-token",
    chapter="11_vision_transformer_moe",
    section="what-do-experts-know",
    title="More than the token, more than chance",
    level=3,
    minutes=30,
    kind="implement",
    concepts=("expert-specialization", "expert-routing"),
    statement=r"""
        `experts` and `tokens`, shape (windows, time), hold the expert and the number of each token; `topics`, shape
        (windows,), the topic of each window. All numbers count from 0. With $p(c)$ the share of token $c$,

        $$\begin{aligned}&I(E;T\mid C)\\ &\quad=\sum_c p(c)\,I(E;T\mid C=c),\end{aligned}$$

        in bits, where $I(E;T\mid C=c)$ is the mutual information of expert and topic counted over the places of token
        $c$ alone. Counting makes it too large. So compare what the same formula gives when topics mean nothing: row
        $m$ of `orders`, shape (draws, windows), is a permutation of the windows, and `topics[orders[m]]` are topics
        handed to windows by chance.

        Write `topic_bits(experts, tokens, topics, orders)`, which returns two numbers, `(counted, by_chance)`:
        $I(E;T\mid C)$, and the mean over all draws of the same for the permuted topics. Their difference is what one
        may believe. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "Which topic has the token at place $t$ of window $w$, and which one after the permutation?",
        r"""
        Write a function of flat arrays `(e, t)` for the mutual information, and one that sums it over the tokens,
        weighted by their shares. Then call the second one for the true topics and for each order.
        """,
        """
        `spread = np.repeat(topics[order], tokens.shape[1])` puts a window's topic to each of its places; with the mask
        `at = tokens.ravel() == c`, the part of token c is `at.mean() * information(experts.ravel()[at], spread[at])`.
        """,
    ),
    explanation=r"""
        A token that only one book uses tells its topic by itself, so an expert that serves it "knows" the topic without
        having learned anything but the token. Conditioning takes that away. The estimate of what is left is a sum over
        hundreds of small tables, each biased upwards: without the permutations every router seems to know the topic.
        Whole windows are permuted because tokens of one window are not independent draws.
    """,
    variant=r"""
        $I(E;T\mid C)=I(E;(T,C))-I(E;C)$: two tables in place of one for each token, as
        `expert_knowledge.information_beyond` does it.
    """,
)


@exercise.stub
def topic_bits(experts, tokens, topics, orders):
    """Return what experts tell of topics beyond the token, and what chance gives."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def topic_bits(experts, tokens, topics, orders):
    """Return what experts tell of topics beyond the token, and what chance gives."""

    def information(a, b):
        both = [[(a == i) & (b == j) for j in np.unique(b)] for i in np.unique(a)]
        p = np.mean(both, axis=2)
        apart = np.outer(p.sum(axis=1), p.sum(axis=0))
        seen = p > 0
        return np.sum(p[seen] * np.log2(p[seen] / apart[seen]))

    def beyond(topics):
        e, c = experts.ravel(), tokens.ravel()
        spread = np.repeat(topics, tokens.shape[1])
        total = 0.0
        for token in np.unique(c):
            at = c == token
            total += at.mean() * information(e[at], spread[at])
        return total

    by_chance = [beyond(topics[order]) for order in orders]
    return beyond(topics), np.mean(by_chance)


@exercise.alternative
def topic_bits(experts, tokens, topics, orders):
    def entropy(*labels):
        counts = np.unique(np.stack(labels), axis=1, return_counts=True)[1]
        share = counts / counts.sum()
        return -np.sum(share * np.log2(share))

    def beyond(topics):
        e, c = experts.ravel(), tokens.ravel()
        t = np.repeat(topics, tokens.shape[1])
        return entropy(e, c) + entropy(t, c) - entropy(e, t, c) - entropy(c)

    by_chance = np.mean([beyond(topics[order]) for order in orders])
    return float(beyond(topics)), float(by_chance)


@exercise.alternative
def topic_bits(experts, tokens, topics, orders):
    from collections import Counter
    from math import log2

    def beyond(topics):
        n, total = experts.size, 0.0
        places = [
            (int(e), int(t), int(c))
            for row, t, words in zip(experts, topics, tokens)
            for e, c in zip(row, words)
        ]
        all_three = Counter(places)
        e_c = Counter((e, c) for e, t, c in places)
        t_c = Counter((t, c) for e, t, c in places)
        c_only = Counter(c for e, t, c in places)
        for (e, t, c), count in all_three.items():
            total += count / n * log2(count * c_only[c] / (e_c[e, c] * t_c[t, c]))
        return total

    chance = sum(beyond(topics[order]) for order in orders) / len(orders)
    return beyond(topics), chance


exercise.slip(
    "Information is measured in natural logarithms.",
    ("np.log2(", "np.log("),
    message="""
        You return nats. Bits are logarithms to the base 2.
    """,
)

exercise.slip(
    "Every token of the vocabulary counts alike.",
    ("at.mean() * information(e[at], spread[at])", "information(e[at], spread[at])"),
    ("    return total", "    return total / len(np.unique(c))"),
    message="""
        You take the plain mean over the tokens. A token that stands at every tenth place counts for a tenth.
    """,
)

exercise.slip(
    "Topics are handed to single tokens.",
    (
        "spread = np.repeat(topics, tokens.shape[1])",
        "spread = np.tile(topics, tokens.shape[1])",
    ),
    message="""
        Your topics do not belong to their windows: `tile` repeats the whole row of topics again and again. A window's
        topic stands at each of its places.
    """,
)


@exercise.misconception(
    "What an expert tells of the topic is I(E; T).",
    message="""
        The tokens play no part in your answer. An expert that knows nothing but the token would seem to know the topic.
    """,
)
def topic_bits(experts, tokens, topics, orders):
    def information(a, b):
        p = np.zeros((a.max() + 1, b.max() + 1))
        np.add.at(p, (a, b), 1 / len(a))
        apart = np.outer(p.sum(axis=1), p.sum(axis=0))
        seen = p > 0
        return np.sum(p[seen] * np.log2(p[seen] / apart[seen]))

    def told(topics):
        return information(experts.ravel(), np.repeat(topics, tokens.shape[1]))

    by_chance = np.mean([told(topics[order]) for order in orders])
    return float(told(topics)), float(by_chance)


@exercise.misconception(
    "Beyond the token means less the token's own information.",
    message="""
        You take I(E; C) off I(E; T). Those are two different questions; conditioning asks what the topic adds where the
        token is known.
    """,
)
def topic_bits(experts, tokens, topics, orders):
    def information(a, b):
        p = np.zeros((a.max() + 1, b.max() + 1))
        np.add.at(p, (a, b), 1 / len(a))
        apart = np.outer(p.sum(axis=1), p.sum(axis=0))
        seen = p > 0
        return np.sum(p[seen] * np.log2(p[seen] / apart[seen]))

    def beyond(topics):
        e, spread = experts.ravel(), np.repeat(topics, tokens.shape[1])
        return information(e, spread) - information(e, tokens.ravel())

    by_chance = np.mean([beyond(topics[order]) for order in orders])
    return float(beyond(topics)), float(by_chance)


exercise.slip(
    "The difference is the answer to the question.",
    (
        "return beyond(topics), np.mean(by_chance)",
        "return beyond(topics) - np.mean(by_chance), np.mean(by_chance)",
    ),
    message="""
        You have taken chance off the first number already. Return what was counted and what chance gives, side by side.
    """,
)


@exercise.misconception(
    "Chance is what unrelated experts would tell: so the experts are permuted.",
    message="""
        You hand the experts of other windows to the tokens. That cuts the tie to the token as well; only the topics
        are to mean nothing.
    """,
)
def topic_bits(experts, tokens, topics, orders):
    def information(a, b):
        p = np.zeros((a.max() + 1, b.max() + 1))
        np.add.at(p, (a, b), 1 / len(a))
        apart = np.outer(p.sum(axis=1), p.sum(axis=0))
        seen = p > 0
        return np.sum(p[seen] * np.log2(p[seen] / apart[seen]))

    def beyond(experts):
        e, c = experts.ravel(), tokens.ravel()
        spread = np.repeat(topics, tokens.shape[1])
        parts = [(c == token) for token in np.unique(c)]
        return sum(at.mean() * information(e[at], spread[at]) for at in parts)

    by_chance = np.mean([beyond(experts[order]) for order in orders])
    return float(beyond(experts)), float(by_chance)


@exercise.misconception(
    "The token tells beyond the topic what the topic tells beyond the token.",
    message="""
        You exchanged token and topic: yours is what the expert tells of the token where the topic is known.
    """,
)
def topic_bits(experts, tokens, topics, orders):
    def entropy(*labels):
        counts = np.unique(np.stack(labels), axis=1, return_counts=True)[1]
        share = counts / counts.sum()
        return -np.sum(share * np.log2(share))

    def beyond(topics):
        e, c = experts.ravel(), tokens.ravel()
        t = np.repeat(topics, tokens.shape[1])
        return entropy(e, t) + entropy(c, t) - entropy(e, t, c) - entropy(t)

    by_chance = np.mean([beyond(topics[order]) for order in orders])
    return float(beyond(topics)), float(by_chance)


exercise.slip(
    "Chance is the best that chance can do.",
    ("np.mean(by_chance)", "np.max(by_chance)"),
    message="""
        You take off the largest of the draws. What belongs to chance on average is their mean.
    """,
)

exercise.slip(
    "A single draw shows what chance does.",
    ("for order in orders]", "for order in orders[:1]]"),
    message="""
        You use the first draw only. The mean is over all rows of `orders`.
    """,
)


exercise.slip(
    "The parts of all tokens add up.",
    ("at.mean() * information(e[at], spread[at])", "information(e[at], spread[at])"),
    message="""
        You add the tokens' information without the shares p(c), as if each token stood everywhere.
    """,
)

exercise.slip(
    "Each draw shuffles what the last one left.",
    (
        "    by_chance = [beyond(topics[order]) for order in orders]\n    return beyond(topics), np.mean(by_chance)",
        "    counted, by_chance = beyond(topics), []\n    for order in orders:\n        topics = topics[order]\n"
        "        by_chance.append(beyond(topics))\n    return counted, np.mean(by_chance)",
    ),
    message="""
        Your second draw permutes the topics of the first. Each row of `orders` is applied to the true topics.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_windows, time, n_experts, n_tokens, knows):
        tokens = rng.integers(0, n_tokens, (n_windows, time))
        topics = rng.permutation(np.arange(n_windows) % 3)
        experts = {
            "token": tokens % n_experts,
            "topic": np.repeat(topics[:, None], time, axis=1) % n_experts,
            "both": (tokens + topics[:, None]) % n_experts,
            "nothing": rng.integers(0, n_experts, tokens.shape),
        }[knows]
        noise = rng.random(tokens.shape) < 0.3
        experts = np.where(noise, rng.integers(0, n_experts, tokens.shape), experts)
        orders = np.array([rng.permutation(n_windows) for _ in range(3)])
        return experts, tokens, topics, orders

    yield case(6, 4, 2, 2, "both")
    yield case(12, 5, 3, 4, "nothing")
    yield case(9, 1, 2, 3, "topic")  # windows of one token
    yield case(9, 6, 3, 1, "topic")  # one token only
    for number in range(20):
        knows = ("token", "topic", "both", "nothing")[number % 4]
        n_experts, n_tokens = (int(n) for n in rng.integers(2, 5, 2))
        yield case(
            int(rng.integers(6, 15)),
            int(rng.integers(3, 7)),
            n_experts,
            n_tokens,
            knows,
        )


exercise.compare(rtol=1e-7, atol=1e-9)
