"""Send slopes back through a softmax without building its Jacobian."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="pull-through-softmax",
    chapter="04_fully_connected",
    section="what-to-minimise",
    title="Through the softmax without its matrix",
    level=2,
    minutes=15,
    kind="derive",
    concepts=("softmax",),
    statement=r"""
        Row $i$ of `p`, shape $(N, K)$, is the softmax of a row of scores $z_i$, and row $i$ of `slopes`, of the same
        shape, holds the slopes $g_{ik}=\partial L/\partial p_{ik}$ of some loss by these probabilities. By the chain
        rule the slopes by the scores are $J_i^\top g_i$ with $J_i=\operatorname{diag}(p_i)-p_ip_i^\top$.

        For a vocabulary of 50,000 words one $J_i$ has 2.5 billion entries. Multiply the bracket out on paper, and
        write `slopes_by_scores(p, slopes)`, which returns all rows, shape $(N, K)$, and makes no array larger than its
        arguments. A check hands it $K=20{,}000$, and another $N=20{,}000$.
    """,
    setup="import numpy as np",
    hints=(
        r"""
        Apply the two matrices of the bracket to $g$ one after the other. What kind of object is $p^\top g$?
        """,
        r"""
        $\operatorname{diag}(p)\,g$ multiplies entry by entry. In $p\,(p^\top g)$ the bracket is one number for each
        row: the mean of the slopes, weighted by the probabilities.
        """,
        "Subtract `np.sum(p * slopes, axis=1, keepdims=True)` from something before you multiply by `p`.",
    ),
    explanation=r"""
        $J^\top g=p\odot g-p\,(p^\top g)=p\odot(g-\bar g)$, with $\bar g=\sum_kp_kg_k$. In words: take the mean of the
        slopes under $p$ away, and weigh by $p$. It costs a few passes over $K$ numbers instead of $K^2$. If all slopes
        are equal nothing is left, as it must be: the probabilities sum to one, whatever the scores are. Attention
        layers send back their slopes in just this way.
    """,
    variant=r"""
        With $g=-y/p$, the slope of a cross-entropy, $\bar g=-1$ and the result is $p\odot(-y/p+1)=p-y$, the line of
        the text.
    """,
    megabytes=1024,
)


@exercise.stub
def slopes_by_scores(p, slopes):
    """Return the slopes by the scores behind the probabilities p, shape (N, K)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def slopes_by_scores(p, slopes):
    """Return the slopes by the scores behind the probabilities p, shape (N, K)."""
    mean = np.sum(p * slopes, axis=1, keepdims=True)
    return p * (slopes - mean)


@exercise.alternative
def slopes_by_scores(p, slopes):
    return p * slopes - p * np.einsum("ik,ik->i", p, slopes)[:, None]


@exercise.alternative
def slopes_by_scores(p, slopes):
    rows = []
    for p_row, g_row in zip(p, slopes):
        rows.append(p_row * g_row - (p_row @ g_row) * p_row)
    return np.array(rows)


@exercise.misconception(
    "Each probability depends on its own score only, as with the sigmoid.",
    message="""
        You used the diagonal of the Jacobian alone. Raising one score lowers all the other probabilities, and their
        slopes count as well.
    """,
)
def slopes_by_scores(p, slopes):
    return p * (1 - p) * slopes


@exercise.misconception(
    "The slopes are centred by their plain mean.",
    message="""
        You take away the plain mean of the slopes. Look at $p^\\top g$ again: with which weights does it average?
    """,
)
def slopes_by_scores(p, slopes):
    return p * (slopes - slopes.mean(axis=1, keepdims=True))


@exercise.misconception(
    "The first matrix of the bracket is all that acts on the slopes.",
    message="""
        You left the second matrix of the bracket out. What does $p\\,p^\\top$ make of $g$?
    """,
)
def slopes_by_scores(p, slopes):
    return p * slopes


@exercise.misconception(
    "The slopes are centred by their sum.",
    message="""
        You take away the plain sum of the slopes. In $p^\\top g$ each slope has its probability as a weight.
    """,
)
def slopes_by_scores(p, slopes):
    return p * (slopes - slopes.sum(axis=1, keepdims=True))


@exercise.misconception(
    "The bracket is the mean minus the slopes.",
    message="""
        Every sign is turned round. The diagonal comes first in $J$, and the mean is what is taken away.
    """,
)
def slopes_by_scores(p, slopes):
    return p * (np.sum(p * slopes, axis=1, keepdims=True) - slopes)


@exercise.misconception(
    "Only the second term of the bracket is weighted by p.",
    message="""
        You multiplied the second term by $p$, and the first one not: $\\operatorname{diag}(p)\\,g$ is not $g$.
    """,
)
def slopes_by_scores(p, slopes):
    return slopes - p * np.sum(p * slopes, axis=1, keepdims=True)


@exercise.misconception(
    "The inner product runs over the whole batch.",
    message="""
        You used one number for all rows. Each row is a sample with a Jacobian of its own.
    """,
)
def slopes_by_scores(p, slopes):
    return p * (slopes - np.sum(p * slopes))


exercise.slip(
    "The mean is subtracted after the multiplication by p.",
    ("mean = np.sum(p * slopes, axis=1, keepdims=True)", "product = p * slopes"),
    ("p * (slopes - mean", "product - product.sum(axis=1, keepdims=True"),
    message="""
        The second term of the Jacobian is $p\\,p^\\top$: the number $p^\\top g$ still has to be multiplied by $p$
        before it is taken away.
    """,
)


@exercise.misconception(
    "The outer product is added to the diagonal.",
    message="""
        The signs: in your version raising a score would raise all probabilities at once, and they must still sum to
        one.
    """,
)
def slopes_by_scores(p, slopes):
    return p * (slopes + np.sum(p * slopes, axis=1, keepdims=True))


@exercise.misconception(
    "Any loss behind a softmax has the slope prediction minus target.",
    message="""
        Prediction minus target is the end of the story for the cross-entropy alone. Here any loss may have sent its
        slopes by the probabilities.
    """,
)
def slopes_by_scores(p, slopes):
    return p - slopes


@exercise.misconception(
    "The mean is taken over the samples, as for the statistics of features.",
    message="""
        You add up along the wrong axis: over the samples for each class. A row holds the probabilities of one sample,
        and these belong together.
    """,
)
def slopes_by_scores(p, slopes):
    return p * (slopes - np.sum(p * slopes, axis=0, keepdims=True))


@exercise.inputs
def inputs(rng):
    def case(n, k, size):
        z = rng.normal(scale=size, size=(n, k))
        growth = np.exp(z - z.max(axis=1, keepdims=True))
        return growth / growth.sum(axis=1, keepdims=True), rng.normal(size=(n, k))

    yield np.array([[0.5, 0.5]]), np.array([[1.0, -1.0]])
    yield np.array([[1.0, 0.0, 0.0]]), np.array([[5.0, -2.0, 3.0]])  # sure
    yield np.array([[1.0]]), np.array([[4.0]])  # one class
    yield np.array([[0.2, 0.3, 0.5]]), np.full((1, 3), 7.0)  # equal slopes
    yield case(2, 20_000, 1.0)
    yield case(20_000, 2, 1.0)
    for _ in range(22):
        n, k = int(rng.integers(2, 6)), int(rng.integers(2, 7))
        yield case(n, k, 10.0 ** rng.uniform(-1, 1))


exercise.compare(rtol=1e-8, atol=1e-12)
