"""Write the schedule that most large models are trained with."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="warm-up-then-cosine",
    chapter="06_optimization",
    section="the-learning-rate-over-time",
    title="Up a line, down a cosine",
    level=1,
    minutes=8,
    kind="implement",
    concepts=("learning-rate-schedule",),
    statement=r"""
        Write `rate_at(t, total, warm, peak, floor)`, the learning rate of update $t = 0, 1, \dots$

        - For $t <$ `warm` it rises along a line: update 0 has already the first of `warm` equal parts of `peak`, and
          update `warm - 1` has all of it.
        - Then it falls along half a period of a cosine, from `peak` at $t =$ `warm` to `floor` at $t =$ `total`.
        - After `total` it stays at `floor`.

        `warm` may be 0; `total` is larger than `warm`. Return a float.
    """,
    setup="import numpy as np",
    hints=(
        "Which share of the way down is behind you at update t, and where does the way down begin?",
        r"""
        That share is $s = \frac{t-w}{T-w}$, from 0 to 1. $\frac12(1+\cos\pi s)$ falls from 1 to 0: use it as the
        weight of `peak`, and what is left as the weight of `floor`.
        """,
        """
        `if t < warm: return peak * (t + 1) / warm`; then `share = min(1.0, (t - warm) / (total - warm))`.
        """,
    ),
    explanation=r"""
        Beginning at $\frac{1}{w}$ rather than 0 makes the very first update count. The cosine is flat at both ends: it
        stays near the peak for a while and comes in gently. As a mix,
        $\text{floor}+(\text{peak}-\text{floor})\,\frac12(1+\cos\pi s)$ reaches both ends exactly.
    """,
    variant=r"""
        $\frac12(1+\cos\pi s) = \cos^2\frac{\pi s}2$. In `lib`, `linear_warmup(w, after=cosine_decay(n))` gives a factor
        of the base rate; its update 0 has the rate 0, one of the conventions in use.
    """,
)


@exercise.stub
def rate_at(t, total, warm, peak, floor):
    """Return the learning rate of update t, counted from 0."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def rate_at(t, total, warm, peak, floor):
    """Return the learning rate of update t, counted from 0."""
    if t < warm:
        return peak * (t + 1) / warm
    share = min(1.0, (t - warm) / (total - warm))
    return float(floor + (peak - floor) * (1 + np.cos(np.pi * share)) / 2)


@exercise.alternative
def rate_at(t, total, warm, peak, floor):
    if t >= total:
        return float(floor)
    if t < warm:
        return (t + 1) * peak / warm
    weight = np.cos(np.pi / 2 * (t - warm) / (total - warm)) ** 2
    return weight * peak + (1 - weight) * floor


@exercise.alternative
def rate_at(t, total, warm, peak, floor):
    rising = [peak * k / warm for k in range(1, warm + 1)]
    n = total - warm
    falling = [
        (peak + floor) / 2 + (peak - floor) / 2 * np.cos(np.pi * k / n)
        for k in range(n + 1)
    ]
    return float((rising + falling)[min(t, total)])


@exercise.misconception(
    "The rising line starts at zero.",
    message="""
        Your update 0 has the rate 0 and changes nothing. Here the line starts with its first part: how many parts are
        behind you when update 0 is made?
    """,
)
def rate_at(t, total, warm, peak, floor):
    if t < warm:
        return peak * t / warm
    share = min(1.0, (t - warm) / (total - warm))
    return floor + (peak - floor) * (1 + np.cos(np.pi * share)) / 2


@exercise.misconception(
    "The cosine counts from update 0, also while the rate still warms up.",
    message="""
        Your cosine starts at update 0, so part of it is gone when the warm-up ends, and the rate jumps. It begins where
        the line ends.
    """,
)
def rate_at(t, total, warm, peak, floor):
    if t < warm:
        return peak * (t + 1) / warm
    share = min(1.0, t / total)
    return floor + (peak - floor) * (1 + np.cos(np.pi * share)) / 2


@exercise.misconception(
    "The floor is added to the cosine of the peak.",
    message="""
        You add the floor on top, so the fall starts above the peak. The cosine should span only the height between the
        two.
    """,
)
def rate_at(t, total, warm, peak, floor):
    if t < warm:
        return peak * (t + 1) / warm
    share = min(1.0, (t - warm) / (total - warm))
    return floor + peak * (1 + np.cos(np.pi * share)) / 2


@exercise.misconception(
    "The floor cuts off the cosine that falls from the peak to zero.",
    message="""
        Your cosine falls to zero, so on its way it lies below the one asked for. Let it span the height from peak to
        floor.
    """,
)
def rate_at(t, total, warm, peak, floor):
    if t < warm:
        return peak * (t + 1) / warm
    share = min(1.0, (t - warm) / (total - warm))
    return max(floor, peak * (1 + np.cos(np.pi * share)) / 2)


@exercise.misconception(
    "A quarter of the cosine's period leads from top to bottom.",
    message="""
        You use the cosine's first quarter. It falls steeply at the end instead of coming in gently; the schedule uses
        the half period from +1 to -1.
    """,
)
def rate_at(t, total, warm, peak, floor):
    if t < warm:
        return peak * (t + 1) / warm
    share = min(1.0, (t - warm) / (total - warm))
    return floor + (peak - floor) * np.cos(np.pi * share / 2)


@exercise.misconception(
    "After the last planned update the formula just goes on.",
    message="""
        Beyond `total` your cosine turns up again. Training that lasts longer than planned should stay at the floor.
    """,
)
def rate_at(t, total, warm, peak, floor):
    if t < warm:
        return peak * (t + 1) / warm
    share = (t - warm) / (total - warm)
    return floor + (peak - floor) * (1 + np.cos(np.pi * share)) / 2


@exercise.inputs
def inputs(rng):
    yield 0, 10, 4, 1.0, 0.0
    yield 3, 10, 4, 1.0, 0.0
    yield 4, 10, 4, 1.0, 0.1
    yield 0, 10, 0, 0.5, 0.0  # no warm-up
    yield 7, 10, 4, 1.0, 0.2
    yield 10, 10, 4, 1.0, 0.1
    yield 15, 10, 4, 1.0, 0.1  # after the end
    yield 1, 2, 1, 3.0, 3.0  # floor and peak are one
    for _ in range(24):
        warm = int(rng.integers(0, 20))
        total = warm + int(rng.integers(1, 60))
        peak = 10.0 ** rng.uniform(-4, 0)
        t = int(rng.integers(0, total + 10))
        yield t, total, warm, peak, float(peak * rng.uniform(0, 0.5))


exercise.compare(rtol=1e-9, atol=1e-15)
