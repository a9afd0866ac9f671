"""Find, layer by layer, the scale at which slopes keep their size in a network of unequal widths."""

from itertools import pairwise

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="steady-scale",
    chapter="05_backpropagation",
    section="gradients-that-vanish-or-explode",
    title="Steady slopes, unequal widths",
    level=3,
    minutes=25,
    kind="derive",
    concepts=("vanishing-gradient", "exploding-gradient", "matrix-backprop"),
    statement=r"""
        The derivation above took all layers as equally wide and every $z$ as normal. Drop both, and keep the
        independence of its step 2. A tanh network without biases, $Z_l = A_{l-1}W_l^\top$, $A_l = \tanh Z_l$,
        $A_0 = X$, gets the weights $W_l = s_lD_l$, where `draws` is the list of the $D_l$, shape $(n_l, n_{l-1})$,
        entries drawn with mean $0$ and variance $1$. (So here, unlike above, the width is inside $s_l$.)

        Choose $s_1 = 1/\sqrt{n_0}$. Every other $s_l > 0$ is such that, on average over the draws of $D_l$, the mean
        square of the error terms does not change from layer $l$ to layer $l-1$. Measure what you need on the
        batch `X`, layer by layer. Write `steady_scales(X, draws)`, an array of all $s_l$.
    """,
    setup="import numpy as np",
    hints=(
        r"In $\delta^{(l-1)}_j = \varphi'(z_j)\sum_i W_{ij}\delta_i$: over how many neurons does the sum run?",
        r"""
        The sum has $n_l$ terms of variance $s_l^2\,\overline{\delta^2}$ each, and is multiplied by
        $\varphi'(z^{(l-1)})^2$, whose mean over the batch you can measure: the layers before are done.
        """,
        r"$s_l = 1/\sqrt{n_l\cdot\text{mean of }(1-A_{l-1}^2)^2}$; then run the batch through $s_lD_l$.",
    ),
    explanation=r"""
        $\overline{(\delta^{(l-1)})^2} = n_l\,s_l^2\;\overline{\varphi'(z^{(l-1)})^2}\;\overline{(\delta^{(l)})^2}$.
        Forward a neuron sums over its $n_{l-1}$ inputs, backward over the $n_l$ outputs: the transpose decides
        which width counts. With equal widths and measured slopes this is $\chi = 1$. Small values then grow or
        shrink forward by about $n_{l-1}/n_l$: with unequal widths no scale serves both directions.
    """,
    variant=r"""
        Without measuring, one takes a compromise between both widths, $s_l^2 = 2/(n_{l-1}+n_l)$. [Chapter
        6](06_optimization.ipynb) derives it.
    """,
)


@exercise.stub
def steady_scales(X, draws):
    """Return the scale of each layer at which slopes keep their mean square."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def steady_scales(X, draws):
    """Return the scale of each layer at which slopes keep their mean square."""
    A, scales = X, []
    for D in draws:
        n_out, n_in = D.shape
        if scales:
            s = 1 / np.sqrt(n_out * np.mean((1 - A**2) ** 2))
        else:
            s = 1 / np.sqrt(n_in)
        A = np.tanh(A @ (s * D).T)
        scales.append(s)
    return np.array(scales)


@exercise.alternative
def steady_scales(X, draws):
    scales = np.empty(len(draws))
    scales[0] = X.shape[1] ** -0.5
    Z = scales[0] * X @ draws[0].T
    for k, D in enumerate(draws[1:], start=1):
        scales[k] = (len(D) * np.mean(np.cosh(Z) ** -4.0)) ** -0.5
        Z = scales[k] * np.tanh(Z) @ D.T
    return scales


@exercise.alternative
def steady_scales(X, draws):
    scales = [1 / np.sqrt(draws[0].shape[1])]
    for k in range(1, len(draws)):
        A = X
        for s, D in zip(scales, draws):
            A = np.tanh(A @ D.T * s)
        squares = np.square(1 - np.square(A))
        scales.append(np.sqrt(squares.size / (draws[k].shape[0] * squares.sum())))
    return np.array(scales)


@exercise.misconception(
    "A layer's scale depends on the number of its inputs, backward as forward.",
    message="""
        You divide by the number of inputs. That keeps the values steady; slopes go the other way. Over what does the
        sum in the way back run?
    """,
)
def steady_scales(X, draws):
    A, scales = X, []
    for D in draws:
        _, n_in = D.shape
        s = (
            1 / np.sqrt(n_in * np.mean((1 - A**2) ** 2))
            if scales
            else 1 / np.sqrt(n_in)
        )
        A = np.tanh(A @ (s * D).T)
        scales.append(s)
    return np.array(scales)


@exercise.misconception(
    "The mean square of a product holds the square of the mean slope.",
    message="""
        You square the mean slope of the activation. What multiplies the squared error term is the mean of the squared
        slope.
    """,
)
def steady_scales(X, draws):
    A, scales = X, []
    for D in draws:
        n_out, n_in = D.shape
        s = 1 / np.sqrt(n_out) / np.mean(1 - A**2) if scales else 1 / np.sqrt(n_in)
        A = np.tanh(A @ (s * D).T)
        scales.append(s)
    return np.array(scales)


@exercise.misconception(
    "The slope of tanh is one, so the activation can be left out.",
    message="""
        You take the slope of tanh as one. It is so at zero only; what is it on this batch?
    """,
)
def steady_scales(X, draws):
    return np.array(
        [1 / np.sqrt(draws[0].shape[1])] + [1 / np.sqrt(len(D)) for D in draws[1:]]
    )


@exercise.misconception(
    "The batch can be run through the draws as they are; the scales come in at the end.",
    message="""
        You measured the slopes in the network of the unscaled draws. With other weights the tanh stands at other
        places: run the batch through the weights you have chosen.
    """,
)
def steady_scales(X, draws):
    A, scales = X, []
    for D in draws:
        n_out, n_in = D.shape
        s = (
            1 / np.sqrt(n_out * np.mean((1 - A**2) ** 2))
            if scales
            else 1 / np.sqrt(n_in)
        )
        A = np.tanh(A @ D.T)
        scales.append(s)
    return np.array(scales)


@exercise.misconception(
    "The scale is the variance of the weights.",
    message="""
        You return variances. A weight is the scale times a draw of variance one, so its variance is the square of the
        scale.
    """,
)
def steady_scales(X, draws):
    A, scales = X, []
    for D in draws:
        n_out, n_in = D.shape
        s = (
            1 / np.sqrt(n_out * np.mean((1 - A**2) ** 2))
            if scales
            else 1 / np.sqrt(n_in)
        )
        A = np.tanh(A @ (s * D).T)
        scales.append(s**2)
    return np.array(scales)


@exercise.misconception(
    "The mean square of the slopes is kept if their mean size is.",
    message="""
        You take the mean of the slope where the derivation has a mean square: the mean of a slope between zero and one
        is larger than that of its square.
    """,
)
def steady_scales(X, draws):
    A, scales = X, []
    for D in draws:
        n_out, n_in = D.shape
        s = 1 / np.sqrt(n_out * np.mean(1 - A**2)) if scales else 1 / np.sqrt(n_in)
        A = np.tanh(A @ (s * D).T)
        scales.append(s)
    return np.array(scales)


exercise.slip(
    "The scale is the s of the text, whose weights have the variance s squared over n.",
    ("n_out, n_in = D.shape", "_, n_in = D.shape"),
    ("n_out * np.mean", "np.mean"),
    message="""
        This is $s$ of the text, where the weights have the variance $s^2/n$. Here the scale stands alone before
        $D_l$: the number of terms in the sum must be in it.
    """,
)


@exercise.misconception(
    "The critical scale of tanh is one over the root of the number of inputs, in every layer.",
    message="""
        Critical for tiny values and equal widths only. Measure the slope of tanh on the batch, and ask which width
        the sum on the way back runs over.
    """,
)
def steady_scales(X, draws):
    return np.array([1 / np.sqrt(D.shape[1]) for D in draws])


exercise.slip(
    "The sum is over the squares of the entries that were drawn.",
    ("n_out, n_in = D.shape", "_, n_in = D.shape"),
    (
        "s = 1 / np.sqrt(n_out * np.mean((1 - A**2) ** 2))",
        "s = 1 / np.sqrt(np.sum(D**2) / n_in * np.mean((1 - A**2) ** 2))",
    ),
    message="""
        You used the draws themselves. Asked is the average over the draws: each entry counts with its variance, 1.
    """,
)


@exercise.inputs
def inputs(rng):
    def case(B, widths, spread=1.0):
        draws = [rng.normal(size=(b, a)) for a, b in pairwise(widths)]
        return spread * rng.normal(size=(B, widths[0])), draws

    yield case(5, (3, 8, 4, 2))
    yield case(1, (2, 1))  # a single layer: only the given scale
    yield case(4, (6, 6, 6), 3.0)
    yield np.zeros((3, 2)), case(1, (2, 5, 3))[1]  # all slopes are one
    for _ in range(20):
        widths = tuple(int(n) for n in rng.integers(1, 12, rng.integers(3, 6)))
        yield case(int(rng.integers(1, 8)), widths, float(rng.uniform(0.3, 3)))


exercise.compare(rtol=1e-8, atol=1e-11)
