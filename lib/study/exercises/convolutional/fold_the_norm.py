"""Fold a batch norm into the convolution before it."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="fold-the-norm",
    chapter="07_convolutional",
    section="deeper-and-worse",
    title="One layer less",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("convolutional-layer", "resnet"),
    statement=r"""
        A trained ResNet is used, not trained: its batch norms have fixed running means $\mu_o$ and variances
        $\sigma_o^2$ for each channel $o$, and compute
        $\gamma_o\,\dfrac{y_o-\mu_o}{\sqrt{\sigma_o^2+\varepsilon}}+\beta_o$ from what the convolution before them puts
        out. Phones and servers fold the two layers into one convolution.

        Write `folded(W, b, gamma, beta, mean, variance, eps)`. `W` has the shape $(C',C,k,k)$; all others but the
        number `eps` have the shape $(C',)$. Return the
        pair `(new_W, new_b)` of the convolution that does what both did. Leave the arguments as they are.
    """,
    setup="import numpy as np",
    hints=(
        "Which of the four axes of W counts the kernels, and which shape must the factors have, to go along that axis?",
        r"""
        A convolution is linear in its weights: a kernel and its bias times a number give the result times that number.
        Write the norm as $a_oy_o+c_o$ first.
        """,
        r"""
        `a = gamma / np.sqrt(variance + eps)`; the new kernels are `W * a[:, None, None, None]`, and the new bias is
        `(b - mean) * a + beta`.
        """,
    ),
    explanation=r"""
        With $a_o=\gamma_o/\sqrt{\sigma_o^2+\varepsilon}$ the norm is $a_o(y_o-\mu_o)+\beta_o$, and
        $y_o=b_o+\sum W_oX$. So the kernel becomes $a_oW_o$ and the bias $a_o(b_o-\mu_o)+\beta_o$. It also shows why a
        convolution before a norm needs no bias: in training, $\mu_o$ contains $b_o$, and the two cancel.
    """,
    variant=r"""
        During training it cannot be done: mean and variance are those of the batch, and change with every batch.
    """,
)


@exercise.stub
def folded(W, b, gamma, beta, mean, variance, eps):
    """Return the weights and biases of one layer for two."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def folded(W, b, gamma, beta, mean, variance, eps):
    """Return the weights and biases of one layer for two."""
    a = gamma / np.sqrt(variance + eps)
    return W * a[:, None, None, None], (b - mean) * a + beta


@exercise.alternative
def folded(W, b, gamma, beta, mean, variance, eps):
    new_W, new_b = np.empty(W.shape), np.empty(b.shape)
    for o in range(len(W)):
        a = gamma[o] / (variance[o] + eps) ** 0.5
        new_W[o] = a * W[o]
        new_b[o] = beta[o] + a * b[o] - a * mean[o]
    return new_W, new_b


@exercise.alternative
def folded(W, b, gamma, beta, mean, variance, eps):
    a = np.diag(gamma / np.sqrt(variance + eps))
    return np.einsum("op,pcij->ocij", a, W), a @ (b - mean) + beta


exercise.slip(
    "The norm divides by the variance.",
    ("np.sqrt", ""),
    message="""
        You divide by the variance. A norm divides by its root: numbers and their deviation have the same unit.
    """,
)

exercise.slip(
    "The bias of the convolution passes the norm untouched.",
    ("(b - mean)", "b - mean"),
    message="""
        Your old bias is not scaled. It is part of what the norm gets, so it is multiplied with all the rest.
    """,
)

exercise.slip(
    "A norm makes the mean zero, so the old bias no longer matters.",
    ("(b - mean) * a + beta", "beta - mean * a"),
    message="""
        You dropped the old bias. In training it cancels, for the mean of the batch contains it. Here the mean is a
        fixed number, and the formula still adds b before it subtracts the mean.
    """,
)

exercise.slip(
    "The small eps is added to the deviation.",
    ("np.sqrt(variance + eps)", "(np.sqrt(variance) + eps)"),
    message="""
        You add eps outside the root. It stands inside, next to the variance: with a variance of zero the two differ by
        much.
    """,
)

exercise.slip(
    "Scaling the output of a channel scales the input channels.",
    ("a[:, None, None, None]", "a[None, :, None, None]"),
    message="""
        Your factors go along the wrong axis of W. The norm works on what the kernels put out: one factor for each
        kernel, the first axis.
    """,
)

exercise.slip(
    "NumPy lays one factor for each kernel along the axis of the kernels by itself.",
    ("a[:, None, None, None]", "a"),
    message="""
        NumPy lines up shapes from the right, so your factors go along the *last* axis of W, the columns of the kernels.
        Give them axes of length 1.
    """,
)

exercise.slip(
    "A norm moves and scales what comes out, so it is a matter of the bias.",
    ("W * a[:, None, None, None]", "W"),
    message="""
        You fold the norm into the bias alone. What the kernels find is scaled as well, so W changes too.
    """,
)

exercise.slip(
    "The mean is subtracted, and what is left is not touched.",
    ("(b - mean) * a", "b * a - mean"),
    message="""
        You subtract the mean after the scaling. The formula subtracts it before, so it is scaled as well.
    """,
)

exercise.slip(
    "The running mean is a part of what the channel puts out.",
    (
        "return W * a[:, None, None, None], (b - mean) * a + beta",
        "return W * a[:, None, None, None], (b + mean) * a + beta",
    ),
    message="""
        You add the mean. A norm subtracts it.
    """,
)

exercise.slip(
    "A norm only makes mean 0 and variance 1.",
    ("a = gamma / np.sqrt(variance + eps)", "a = 1 / np.sqrt(variance + eps)"),
    message="""
        Your factors lack gamma. The norm ends with a scale and a shift that were learned, and both must be folded in.
    """,
)

exercise.slip(
    "Behind the scaling there is nothing left to add.",
    ("a + beta", "a"),
    message="""
        Your new bias lacks beta. The norm adds it at its end, to each channel.
    """,
)

exercise.slip(
    "A number as small as eps makes no difference.",
    ("variance + eps", "variance"),
    message="""
        You left eps out. Most results hardly change, but a channel whose variance is 0 gets an endless factor.
    """,
)

exercise.slip(
    "Shift and mean are one thing, so the shift is scaled as well.",
    ("mean) * a + beta", "mean + beta) * a"),
    message="""
        You scale beta. It is added after the scaling, so it enters the new bias as it is.
    """,
)


@exercise.inputs
def inputs(rng):
    one = np.ones(1)
    yield np.ones((1, 1, 1, 1)), 2 * one, 3 * one, 5 * one, 7 * one, 4 * one, 0.0
    yield rng.normal(size=(2, 3, 3, 3)), *rng.normal(size=(4, 2)), np.zeros(2), 1e-3
    yield (
        rng.normal(size=(3, 3, 1, 1)),
        np.zeros(3),
        *rng.normal(size=(3, 3)),
        np.ones(3),
        1e-5,
    )
    for _ in range(22):
        n, m, k = (
            int(rng.integers(1, 6)),
            int(rng.integers(1, 6)),
            int(rng.integers(1, 4)),
        )
        yield (
            rng.normal(size=(n, m, k, k)),
            *rng.normal(size=(4, n)),
            rng.uniform(0.05, 4.0, n),
            float(rng.choice([1e-5, 1e-3, 0.1])),
        )


exercise.compare(rtol=1e-9, atol=1e-12)
