"""Find the transpose that is missing in a backward pass."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="missing-transpose",
    chapter="05_backpropagation",
    section="vectors-and-matrices-where-the-transposes-come-from",
    title="The missing transpose",
    level=2,
    minutes=10,
    kind="find-the-bug",
    concepts=("matrix-backprop", "error-term-delta"),
    statement=r"""
        For one sample, the function below should return the slopes by $W_1$, $W_2$, $W_3$ of

        $$\mathcal L = \tfrac12\lVert W_3\tanh(W_2\tanh(W_1x)) - y\rVert^2 .$$

        Its author trained networks with two hidden layers of equal width; the loss fell nicely, and all shapes were
        right. **One transpose is missing.** Find it and repair it. The check also uses unequal widths.
    """,
    setup="import numpy as np",
    hints=(
        "Give the two hidden layers different widths, and let NumPy tell you which line cannot work.",
        r"""
        Forward, $W_2$ turns $a_1$ into $z_2$ and sums over its columns. Which of its indices does the way back
        have to sum over?
        """,
        r"$\delta_1 = (W_2^\top\delta_2)\odot(1 - a_1^2)$: compare it with the line for `delta1`.",
    ),
    explanation=r"""
        $\partial\mathcal L/\partial a_{1,j} = \sum_i\delta_{2,i}W_{2,ij}$ sums over the *rows* of $W_2$, so it
        is $W_2^\top\delta_2$. With equal widths $W_2\delta_2$ has the right shape, and numbers that belong to
        other neurons. The loss fell all the same, because $W_2$ and $W_3$ got right slopes. Nothing but a
        comparison with nudged slopes, or unequal widths, shows such a bug.
    """,
    variant=r"""
        `delta2 @ W2` needs no transpose at all: NumPy treats the vector as a row then, and sums over the rows of the
        matrix. It is the same sum.
    """,
)


@exercise.stub
def slopes_by_weights(x, y, W1, W2, W3):
    """Return the slopes of the loss by W1, W2 and W3. One transpose is missing."""
    a1 = np.tanh(W1 @ x)
    a2 = np.tanh(W2 @ a1)
    delta3 = W3 @ a2 - y
    delta2 = (W3.T @ delta3) * (1 - a2**2)
    delta1 = (W2 @ delta2) * (1 - a1**2)
    return np.outer(delta1, x), np.outer(delta2, a1), np.outer(delta3, a2)


@exercise.reference
def slopes_by_weights(x, y, W1, W2, W3):
    """Return the slopes of the loss by W1, W2 and W3."""
    a1 = np.tanh(W1 @ x)
    a2 = np.tanh(W2 @ a1)
    delta3 = W3 @ a2 - y
    delta2 = (W3.T @ delta3) * (1 - a2**2)
    delta1 = (W2.T @ delta2) * (1 - a1**2)
    return np.outer(delta1, x), np.outer(delta2, a1), np.outer(delta3, a2)


@exercise.alternative
def slopes_by_weights(x, y, W1, W2, W3):
    a1 = np.tanh(W1 @ x)
    a2 = np.tanh(W2 @ a1)
    delta3 = W3 @ a2 - y
    delta2 = (delta3 @ W3) * (1 - a2**2)
    delta1 = (delta2 @ W2) * (1 - a1**2)
    return delta1[:, None] * x, delta2[:, None] * a1, delta3[:, None] * a2


@exercise.alternative
def slopes_by_weights(x, y, W1, W2, W3):
    a = [x, np.tanh(W1 @ x)]
    a.append(np.tanh(W2 @ a[1]))
    slope, slopes = W3 @ a[2] - y, []
    for W, before in ((W3, a[2]), (W2, a[1]), (W1, a[0])):
        slopes.insert(0, np.einsum("i,j->ij", slope, before))
        slope = np.einsum("i,ij->j", slope, W) * (1 - before**2)
    return tuple(slopes)


@exercise.misconception(
    "A matrix is transposed on the way back only where its shape does not fit.",
    message="""
        You transpose when the shapes refuse, and only then. With equal widths the shapes cannot refuse, but the
        sum is still over the wrong index. The transpose comes from the sum, not from the shapes.
    """,
)
def slopes_by_weights(x, y, W1, W2, W3):
    a1 = np.tanh(W1 @ x)
    a2 = np.tanh(W2 @ a1)
    delta3 = W3 @ a2 - y
    delta2 = (W3.T @ delta3) * (1 - a2**2)
    back = W2 if W2.shape[0] == W2.shape[1] else W2.T
    delta1 = (back @ delta2) * (1 - a1**2)
    return np.outer(delta1, x), np.outer(delta2, a1), np.outer(delta3, a2)


@exercise.misconception(
    "The transpose that is missing is that of the gradient itself.",
    message="""
        Your slopes have the shape (inputs, outputs). A gradient has the shape of its matrix: the row belongs to the
        output, as in W.
    """,
)
def slopes_by_weights(x, y, W1, W2, W3):
    a1 = np.tanh(W1 @ x)
    a2 = np.tanh(W2 @ a1)
    delta3 = W3 @ a2 - y
    delta2 = (W3.T @ delta3) * (1 - a2**2)
    delta1 = (W2.T @ delta2) * (1 - a1**2)
    return np.outer(x, delta1), np.outer(a1, delta2), np.outer(a2, delta3)


exercise.slip(
    "The slope of tanh is taken at what the layer handed on.",
    (
        "delta2 = (W3.T @ delta3) * (1 - a2**2)",
        "delta2 = (W3.T @ delta3) * (1 - np.tanh(a2) ** 2)",
    ),
    (
        "delta1 = (W2.T @ delta2) * (1 - a1**2)",
        "delta1 = (W2.T @ delta2) * (1 - np.tanh(a1) ** 2)",
    ),
    message="""
        The transposes are right. But you apply tanh to a value that has been through tanh already: its slope in
        terms of the activation is 1 - a**2, as it stood there.
    """,
)

exercise.slip(
    "Every layer ends in an activation, so the output needs its slope as well.",
    ("W3 @ a2 - y", "(W3 @ a2 - y) * (1 - np.tanh(W3 @ a2) ** 2)"),
    message="""
        You changed the output layer: there is no activation behind W3, so its error term is the plain difference of
        prediction and target.
    """,
)

exercise.slip(
    "Going back through a layer is the transposed matrix alone.",
    ("(W3.T @ delta3) * (1 - a2**2)", "W3.T @ delta3"),
    ("(W2.T @ delta2) * (1 - a1**2)", "W2.T @ delta2"),
    message="""
        The transpose is in place, but the slope of the activation was lost on the way. What stands between the layers
        besides the matrices?
    """,
)

exercise.slip(
    "The error term goes back through the inverse of the matrix that the values went forward through.",
    (
        "delta1 = (W2.T @ delta2) * (1 - a1**2)",
        "delta1 = (np.linalg.pinv(W2) @ delta2) * (1 - a1**2)",
    ),
    message="""
        You went back through an inverse. Values could be recovered that way, but slopes are not values: a slope
        collects, over all outputs, how strongly each was moved, and that is the transpose.
    """,
)

exercise.slip(
    "The error term comes back through the layer's own weights.",
    (
        "delta1 = (W2.T @ delta2) * (1 - a1**2)",
        "delta1 = (W1.T @ delta2) * (1 - a1**2)",
    ),
    message="""
        An error term comes back through the weights of the *next* layer: z2 was made with W2, so delta1 needs W2.
    """,
)

exercise.slip(
    "A transposed vector turns the product round.",
    ("W2.T @ delta2", "W2 @ delta2.T"),
    message="""
        `.T` leaves a vector with one axis as it is, so nothing has changed. It is the matrix that has to be turned.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(n_in, n_1, n_2, n_out):
        matrices = [
            rng.normal(size=(rows, columns)) / np.sqrt(columns)
            for rows, columns in ((n_1, n_in), (n_2, n_1), (n_out, n_2))
        ]
        return rng.normal(size=n_in), rng.normal(size=n_out), *matrices

    x, y, W1, W2, W3 = case(3, 4, 4, 2)
    yield x, y, W1, W2, W3  # equal widths: the bug runs
    yield x, y, W1, W2 + W2.T, W3  # a symmetric matrix hides it
    yield case(1, 1, 1, 1)
    yield case(2, 3, 5, 1)
    for index in range(20):
        n_in, n_1, n_2, n_out = rng.integers(1, 6, size=4)
        yield case(n_in, n_1, n_1 if index % 2 else n_2, n_out)


exercise.compare(rtol=1e-7, atol=1e-10)
