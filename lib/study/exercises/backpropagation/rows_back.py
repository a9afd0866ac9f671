"""Send slopes back through a look-up in which one row may be used many times."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="rows-back",
    chapter="05_backpropagation",
    section="an-engine-line-by-line",
    title="The way back through a look-up",
    level=2,
    minutes=10,
    kind="implement",
    concepts=("automatic-differentiation", "chain-rule"),
    statement=r"""
        One more operation for the engine. A forward pass takes rows of a table, `A = T[index]`: `index` holds whole
        numbers, shape $(B,)$, and the same row may be taken several times. Language models look up their words so.

        From the slopes $G$ of some loss by $A$, shape $(B, K)$, return the slopes by $T$, which has the shape $(n, K)$:
        write `rows_back(n, index, G)`. The check has a case with $n = 30{,}000$ and $B = 20{,}000$:
        form no matrix of $Bn$ entries.
    """,
    setup="import numpy as np",
    hints=(
        r"On how many paths does row $r$ of the table reach the loss? And a row that is in no place of `index`?",
        r"""
        What is used many times is paid many times: begin with zeros, and *add* row $s$ of $G$ to row `index[s]`.
        """,
        "`total[index] += G` writes each repeated row once. `np.add.at(total, index, G)` adds one by one.",
    ),
    explanation=r"""
        $A_{sk} = T_{rk}$ for each $s$ with $\text{index}_s = r$, with slope $1$. Paths add:
        $\partial\mathcal L/\partial T_{rk} = \sum_{s:\,\text{index}_s = r}G_{sk}$. A row that nobody took has no path
        to the loss, and slope $0$. It is the sum of the copied bias once more, only that here `index` says who was
        copied.
    """,
    variant=r"""
        Taking rows is a matrix product, $A = ET$ with $E_{sr} = 1$ where row $s$ takes $r$; its way back is $E^\top G$.
        With a vocabulary of words $E$ is nearly all zeros, and nobody forms it.
    """,
)


@exercise.stub
def rows_back(n, index, G):
    """Return the slopes by T, shape (n, K), where those by T[index] are G."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def rows_back(n, index, G):
    """Return the slopes by T, shape (n, K), where those by T[index] are G."""
    total = np.zeros((n, G.shape[1]))
    np.add.at(total, index, G)
    return total


@exercise.alternative
def rows_back(n, index, G):
    total = np.zeros((n, G.shape[1]))
    for row, slope in zip(index, G):
        total[row] += slope
    return total


@exercise.alternative
def rows_back(n, index, G):
    return np.stack([np.bincount(index, g, minlength=n) for g in G.T], axis=1)


exercise.slip(
    "Adding to an indexed array adds once for every index.",
    ("np.add.at(total, index, G)", "total[index] += G"),
    message="""
        NumPy writes each repeated row once, so a row that was taken twice got one of its two slopes. What adds for
        every index?
    """,
)

exercise.slip(
    "A row that is taken several times gets the first of its slopes.",
    ("np.add.at(total, index, G)", "total[index[::-1]] = G[::-1]"),
    message="""
        A row that was taken several times keeps the slope of its first place only. Each use is a path, and paths add.
    """,
)


@exercise.misconception(
    "A row that is taken several times is one row, so its slopes are averaged.",
    message="""
        You average over the uses of a row. A nudge of the row moves all its copies at once: the loss feels the sum.
    """,
)
def rows_back(n, index, G):
    total = np.zeros((n, G.shape[1]))
    np.add.at(total, index, G)
    uses = np.bincount(index, minlength=n)
    return total / np.maximum(uses, 1)[:, None]


@exercise.misconception(
    "Every row of the table gets the sum over the batch, as a bias does.",
    message="""
        You gave every row the sum of all slopes. A bias is copied to all samples; here `index` says who was copied
        where.
    """,
)
def rows_back(n, index, G):
    return np.zeros((n, G.shape[1])) + G.sum(axis=0)


@exercise.misconception(
    "Rows that were not taken have no slope.",
    message="""
        You return the rows that were taken. The slopes have the shape of the table: the other rows have slope 0, and
        their place.
    """,
)
def rows_back(n, index, G):
    taken, place = np.unique(index, return_inverse=True)
    total = np.zeros((len(taken), G.shape[1]))
    np.add.at(total, place, G)
    return total


@exercise.misconception(
    "The slopes go back in the order in which they came.",
    message="""
        You laid the slopes down in the order of the batch. Slope s belongs to the row that place s took, `index[s]`.
    """,
)
def rows_back(n, index, G):
    total = np.zeros((n, G.shape[1]))
    for place, slope in enumerate(G):
        total[place % n] += slope
    return total


@exercise.inputs
def inputs(rng):
    def case(n, B, K):
        return n, rng.integers(0, n, B), rng.normal(size=(B, K))

    yield 3, np.array([1, 1, 2]), np.array([[1.0], [2.0], [4.0]])
    yield 2, np.array([0, 0, 0, 0]), rng.normal(size=(4, 2))  # one row, four times
    yield 4, np.array([2, 0, 3, 1]), rng.normal(size=(4, 3))  # each row once
    yield 5, np.array([4]), rng.normal(size=(1, 2))
    yield case(30_000, 20_000, 2)
    for _ in range(20):
        n, B, K = (int(value) for value in rng.integers(1, 8, size=3))
        yield case(n, B, K)


exercise.compare(rtol=1e-9, atol=1e-12)
