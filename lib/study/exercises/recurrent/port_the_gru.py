"""Carry a GRU's weights over to another convention."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="port-the-gru",
    chapter="08_recurrent",
    section="gates-the-gru",
    title="Weights from another house",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("gru", "update-gate"),
    statement=r"""
        You are given the weights of a trained GRU from a program whose update gate works the other way round,
        $h_t = (1-z_t)\odot h_{t-1} + z_t\odot\tilde h_t$, and which stacks its blocks of $n$ rows in the order
        **z, r, candidate**. Otherwise it is like torch; the reset gate, too, comes after the product.

        Write `to_torch(U, W, b, c)`, which returns weights `(U, W, b, c)` with which torch's GRU computes the same
        states: blocks **r, z, candidate**, and $h_t = z_t\odot h_{t-1} + (1-z_t)\odot\tilde h_t$. The shapes are
        `U` $(3n, n_x)$, `W` $(3n, n)$, `b` and `c` $(3n,)$; $b$ belongs to $Ux$, $c$ to $Wh$. Change no argument.
    """,
    setup="import numpy as np",
    hints=(
        r"What has to become of $z$, and which property of the logistic function helps?",
        r"""
        torch's $z$ must be 1 minus the other one: $1-\sigma(a) = \sigma(-a)$. What must be done to all that makes $a$?
        """,
        """
        For each of the four: `z, r, n = np.split(block, 3)`, then `np.concatenate([r, -z, n])`.
        """,
    ),
    explanation=r"""
        $\sigma(-a) = 1-\sigma(a)$, and $a = U_zx + b_z + W_zh + c_z$ changes its sign if all four parts do. The other
        blocks only move. Loading weights of the wrong convention raises no error: shapes fit, the numbers are wrong.
        Compare the states of both programs on random inputs before you trust a conversion.
    """,
    variant=r"""
        A reset gate *before* the product cannot be converted like this: $W(r\odot h)$ and $r\odot(Wh)$ are different
        functions unless $W$ is diagonal.
    """,
)


@exercise.stub
def to_torch(U, W, b, c):
    """Return U, W, b and c in torch's convention."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def to_torch(U, W, b, c):
    """Return U, W, b and c in torch's convention."""
    ported = []
    for block in (U, W, b, c):
        z, r, candidate = np.split(block, 3)
        ported.append(np.concatenate([r, -z, candidate]))
    return tuple(ported)


@exercise.alternative
def to_torch(U, W, b, c):
    n = W.shape[1]
    order = np.r_[n : 2 * n, 0:n, 2 * n : 3 * n]
    sign = np.repeat([1.0, -1.0, 1.0], n)
    return (
        sign[:, None] * U[order],
        sign[:, None] * W[order],
        sign * b[order],
        sign * c[order],
    )


@exercise.alternative
def to_torch(U, W, b, c):
    n = W.shape[1]
    z, r = slice(0, n), slice(n, 2 * n)
    U2, W2 = U.copy(), W.copy()
    for new, old in ((U2, U), (W2, W)):
        new[z], new[r] = old[r], -old[z]
    total = b + c  # r and z may put both biases into one
    b2, c2 = b.copy(), c.copy()
    b2[z], b2[r] = total[r], -total[z]
    c2[: 2 * n] = 0
    return U2, W2, b2, c2


@exercise.misconception(
    "Only the order of the blocks differs.",
    message="""
        You moved the blocks, and the update gate now does the opposite of what it should: where the other program
        keeps, yours renews.
    """,
)
def to_torch(U, W, b, c):
    return tuple(
        np.concatenate([np.split(v, 3)[k] for k in (1, 0, 2)]) for v in (U, W, b, c)
    )


@exercise.misconception(
    "Only matrices make the gate; biases may stay.",
    message="""
        You changed the sign of the update gate's matrices and not of its biases. The whole sum inside the logistic
        function has to change its sign.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([r, -z if v.ndim == 2 else z, candidate]))
    return tuple(ported)


@exercise.misconception(
    "One minus the gate means one minus its weights.",
    message="""
        You took 1 minus the weights. It is the gate's *value* that must become 1 minus itself; which change inside the
        logistic function does that?
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([r, 1 - z, candidate]))
    return tuple(ported)


@exercise.misconception(
    "The blocks keep their places; only the update gate's sign changes.",
    message="""
        The signs are right, the places are not: torch reads the first block as the reset gate.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([-z, r, candidate]))
    return tuple(ported)


@exercise.misconception(
    "Swapping what is kept means a candidate of the other sign.",
    message="""
        You changed the sign of the candidate. It is the same in both programs; only its share of the new state is given
        by the other number.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([r, z, -candidate]))
    return tuple(ported)


@exercise.misconception(
    "The blocks of the other program stand as torch's do.",
    message="""
        You changed the second block's sign where it stands, as if it were the update gate. The other program stacks z
        first and r second.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([z, -r, candidate]))
    return tuple(ported)


@exercise.misconception(
    "It is the reset gate that works the other way round.",
    message="""
        You changed the sign of the reset gate. Which gate says how much of the old state is kept?
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([-r, z, candidate]))
    return tuple(ported)


@exercise.misconception(
    "What is kept the other way round needs a candidate of the other sign as well.",
    message="""
        The update gate is right, and you changed the sign of the candidate too. It is the same in both programs.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([r, -z, -candidate]))
    return tuple(ported)


@exercise.misconception(
    "A bias is what shifts a gate to its other side.",
    message="""
        You changed the sign of the update gate's biases and not of its matrices. The whole sum inside the logistic
        function has to change its sign.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b, c):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([r, z if v.ndim == 2 else -z, candidate]))
    return tuple(ported)


@exercise.misconception(
    "The second bias has nothing to do with the gates.",
    message="""
        Three of the four are right; c came out as it went in. Its blocks belong to the same three parts.
    """,
)
def to_torch(U, W, b, c):
    ported = []
    for v in (U, W, b):
        z, r, candidate = np.split(v, 3)
        ported.append(np.concatenate([r, -z, candidate]))
    return (*ported, c)


@exercise.trial
def trial(answer, U, W, b, c, x):
    """Run torch's equations over x with the weights an answer gives."""
    given = U, W, b, c
    ported = answer(*given)  # the check sees it if one of them was changed
    if not isinstance(ported, tuple | list) or len(ported) != 4:
        raise RuleError("Return four arrays: U, W, b and c.")
    ported = [np.asarray(v, dtype=float) for v in ported]
    for name, new, old in zip("UWbc", ported, given):
        if new.shape != old.shape:
            raise RuleError(f"Your {name} has the shape {new.shape}, not {old.shape}.")
    U, W, b, c = ported
    h, states = np.zeros(W.shape[1]), []
    for x_t in x:
        from_x, from_h = np.split(U @ x_t + b, 3), np.split(W @ h + c, 3)
        r, z = (1 / (1 + np.exp(-from_x[k] - from_h[k])) for k in range(2))
        h = z * h + (1 - z) * np.tanh(from_x[2] + r * from_h[2])
        states.append(h)
    return {"states in torch": np.array(states)}  # not what was returned: with its name


@exercise.inputs
def inputs(rng):
    def case(n, n_x, n_steps):
        shapes = ((3 * n, n_x), (3 * n, n), 3 * n, 3 * n, (n_steps, n_x))
        return tuple(rng.normal(size=shape) for shape in shapes)

    yield case(2, 2, 3)
    yield case(1, 1, 1)  # one unit, one step
    yield case(3, 3, 4)  # square blocks
    yield case(4, 1, 6)
    for _ in range(20):
        yield case(*(int(k) for k in rng.integers(2, 7, size=3)))


exercise.compare(rtol=1e-7, atol=1e-9)
