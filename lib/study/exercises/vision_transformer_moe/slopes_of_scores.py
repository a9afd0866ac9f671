"""Send a slope back to the scores of a router."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="slopes-of-scores",
    chapter="11_vision_transformer_moe",
    section="many-experts-few-at-work-the-mixture",
    title="What a router hears",
    level=2,
    minutes=20,
    kind="derive",
    concepts=("expert-routing", "mixture-of-experts"),
    statement=r"""
        One token, $n$ experts. Expert $i$ would answer $e_i$ (row $i$ of `outputs`, shape $(n, d)$), the router gives
        it the score $h_i$ (`scores`, shape $(n,)$, no two equal). The $k$ experts with the highest scores are chosen,
        $g$ is the softmax over **their** scores, and $y=\sum_{i\text{ chosen}}g_ie_i$.

        Write `score_slopes(scores, outputs, slope, k)`: the slopes of the loss by all $n$ scores, given its slope by
        $y$ (`slope`, shape $(d,)$). Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        "By how much does $y$ change if a score changes that is far below the chosen ones?",
        r"""
        $\partial g_j/\partial h_i = g_j(1-g_i)$ for $j=i$ and $-g_jg_i$ for $j\ne i$, both chosen. Put it into
        $\sum_j e_j\,\partial g_j/\partial h_i$ and take out $g_i$.
        """,
        "For the chosen ones: `slopes[chosen] = g * ((outputs[chosen] - y) @ slope)`.",
    ),
    explanation=r"""
        $\sum_j e_j\,\partial g_j/\partial h_i = g_ie_i - g_i\sum_jg_je_j = g_i(e_i-y)$. A score rises if its expert's
        answer lies, seen from the mixture, where the loss falls. Experts that were not chosen hear nothing: their
        slopes are 0, and so is the slope of the only chosen one if $k=1$, for then $e_i=y$.
    """,
    variant=r"""
        With the softmax over all scores, not renormalised, $y=\sum_{i\text{ chosen}}p_ie_i$ and the slope by *every*
        score is $p_i(e_i[i\text{ chosen}]-y)\cdot\text{slope}$: that is why Switch, with $k=1$, takes this one.
    """,
)


@exercise.stub
def score_slopes(scores, outputs, slope, k):
    """Return the slopes of the loss by the scores of all experts, shape (n,)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def score_slopes(scores, outputs, slope, k):
    """Return the slopes of the loss by the scores of all experts, shape (n,)."""
    chosen = np.argsort(scores)[::-1][:k]
    g = np.exp(scores[chosen] - scores[chosen].max())
    g = g / g.sum()
    y = g @ outputs[chosen]
    slopes = np.zeros(len(scores))
    slopes[chosen] = g * ((outputs[chosen] - y) @ slope)
    return slopes


@exercise.alternative
def score_slopes(scores, outputs, slope, k):
    kept = scores >= np.sort(scores)[-k]
    g = np.where(kept, np.exp(scores - scores.max()), 0.0)
    g /= g.sum()
    jacobian = np.diag(g) - np.outer(g, g)  # of the weights by the scores
    return jacobian @ (outputs @ slope)


@exercise.alternative
def score_slopes(scores, outputs, slope, k):
    n = len(scores)
    chosen = sorted(range(n), key=lambda i: -scores[i])[:k]
    total = sum(np.exp(scores[i] - max(scores)) for i in chosen)
    g = {i: np.exp(scores[i] - max(scores)) / total for i in chosen}
    slopes = np.zeros(n)
    for i in chosen:
        for j in chosen:
            slopes[i] += g[j] * ((i == j) - g[i]) * float(outputs[j] @ slope)
    return slopes


exercise.slip(
    "The slope by a weight is the slope by its score.",
    ("g * ((outputs[chosen] - y) @ slope)", "outputs[chosen] @ slope"),
    message="""
        You stop at the weights: e_i times the slope is the slope by g_i. The softmax lies between the weights and the
        scores.
    """,
)

exercise.slip(
    "Raising one score leaves the other weights alone.",
    ("(outputs[chosen] - y) @ slope", "outputs[chosen] @ slope"),
    message="""
        You raise g_i and leave the others as they are. The weights add up to 1: what one gains the others lose.
    """,
)

exercise.slip(
    "Only its own weight depends on a score.",
    ("g * ((outputs[chosen] - y) @ slope)", "g * (1 - g) * (outputs[chosen] @ slope)"),
    message="""
        You took the derivative of each weight by its own score only. A score moves the weights of the other chosen
        experts too.
    """,
)

exercise.slip(
    "The softmax's factor is the same for all.",
    ("g * ((outputs[chosen] - y) @ slope)", "(outputs[chosen] - y) @ slope"),
    message="""
        The factor g_i is missing: a score whose weight is almost 0 hardly moves anything.
    """,
)


@exercise.misconception(
    "All scores take part in the softmax, so all of them hear something.",
    message="""
        You mix all experts. Only k of them were chosen; what the others would answer is not even computed.
    """,
)
def score_slopes(scores, outputs, slope, k):
    g = np.exp(scores - scores.max())
    g = g / g.sum()
    return g * ((outputs - g @ outputs) @ slope)


@exercise.misconception(
    "The weights are the chosen part of the softmax over all.",
    message="""
        Your weights add up to less than 1: you took the softmax over all scores. Here it goes over the chosen ones.
    """,
)
def score_slopes(scores, outputs, slope, k):
    p = np.exp(scores - scores.max())
    p = p / p.sum()
    kept = scores >= np.sort(scores)[-k]
    y = (p * kept) @ outputs
    return p * ((kept[:, None] * outputs - y) @ slope)


exercise.slip(
    "Sorting puts the best in front.",
    ("np.argsort(scores)[::-1][:k]", "np.argsort(scores)[:k]"),
    message="""
        You chose the k lowest scores: argsort sorts upwards.
    """,
)

exercise.slip(
    "Slopes of the chosen experts are all there is to return.",
    (
        "slopes[chosen] = g * ((outputs[chosen] - y) @ slope)",
        "slopes[:k] = g * ((outputs[chosen] - y) @ slope)",
    ),
    message="""
        You put the slopes of the chosen experts into the first k places. Each belongs at the place of its expert.
    """,
)


exercise.slip(
    "The loss falls where the score rises.",
    ("(outputs[chosen] - y) @ slope", "(y - outputs[chosen]) @ slope"),
    message="""
        All your signs are turned round. Asked for is the slope itself, not the step that lowers the loss.
    """,
)

exercise.slip(
    "The exponential of any score is a number.",
    ("np.exp(scores[chosen] - scores[chosen].max())", "np.exp(scores[chosen])"),
    message="""
        Right for small scores, but `np.exp` of a large one is infinite. Take the largest score off first: the softmax
        stays the same.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n, d, k, size=1.0):
        return (
            size * rng.permutation(np.linspace(-1, 1, n))
            + 0.1 * rng.normal(size=n) / n,
            rng.normal(size=(n, d)),
            rng.normal(size=d),
            k,
        )

    yield np.array([0.0, 2.0, 1.0]), np.eye(3), np.array([1.0, 2.0, 4.0]), 2
    yield case(4, 3, 1)  # the only chosen one: no slope at all
    yield case(4, 3, 4)  # all are chosen
    yield case(5, 1, 2, size=2000.0)  # far apart
    for _ in range(20):
        n = int(rng.integers(3, 8))
        yield case(n, int(rng.integers(1, 5)), int(rng.integers(2, n)), size=2.0)


exercise.compare(rtol=1e-7, atol=1e-9)
