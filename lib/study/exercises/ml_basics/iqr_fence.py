"""Flag the values outside the interquartile fences."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="iqr-fence",
    chapter="02_ml_basics",
    section="cleaning-without-cheating",
    title="Fences that a bad value cannot move",
    level=1,
    minutes=8,
    kind="implement",
    concepts=("outliers", "missing-values"),
    statement=r"""
        Write `outside_fences(values)`. It gets a one-dimensional array in which NaN marks a missing cell, and returns
        an array of booleans of the same shape: True where a value lies **strictly** outside

        $$\big[\,q_{25} - 1.5\,(q_{75} - q_{25}),\;\; q_{75} + 1.5\,(q_{75} - q_{25})\,\big].$$

        The quartiles are those of the values that are there, with NumPy's ordinary interpolation. A missing cell is
        never an outlier.
    """,
    setup="import numpy as np",
    hints=(
        """
        What does `np.quantile` return for an array with a single NaN in it, and what does a comparison with that
        result give?
        """,
        """
        Take the quartiles over the known values only, build two fences from them, and ask each value whether it lies
        below the lower or above the upper one. A comparison with NaN is False, which is what a missing cell needs.
        """,
        """
        `first, third = np.nanquantile(values, [0.25, 0.75])`; the fences lie `1.5 * (third - first)` further out.
        """,
    ),
    explanation=r"""
        Both quartiles ignore how far away the outermost values are; only their order counts. So the fences stay
        where the bulk of the data is, also when up to a quarter of the values on one side runs off. NaN passes
        through safely: every comparison with it is False, and `nanquantile` leaves it out.
    """,
    variant=r"""
        Fences measured with the *median absolute deviation*,
        $|x_i - \operatorname{med}| > 3.5 \cdot 1.4826\,\operatorname{med}_j|x_j - \operatorname{med}|$, stand even
        when nearly half of the values are bad, on either side; but they are symmetric, and a skewed column loses
        its long tail.
    """,
)


@exercise.stub
def outside_fences(values):
    """Return True for each value strictly outside the fences; NaN is a missing cell."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def outside_fences(values):
    """Return True for each value strictly outside the fences."""
    first, third = np.nanquantile(values, [0.25, 0.75])
    reach = 1.5 * (third - first)
    return (values < first - reach) | (values > third + reach)


@exercise.alternative
def outside_fences(values):
    known = values[~np.isnan(values)]
    first, third = np.percentile(known, 25), np.percentile(known, 75)
    beyond = np.maximum(first - values, values - third)
    return np.where(np.isnan(values), False, beyond > 1.5 * (third - first))


@exercise.alternative
def outside_fences(values):
    ordered = sorted(float(value) for value in values if value == value)

    def quartile(share):
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    first, third = quartile(0.25), quartile(0.75)
    low, high = first - 1.5 * (third - first), third + 1.5 * (third - first)
    return np.array([bool(value < low or value > high) for value in values], dtype=bool)


exercise.slip(
    "Functions of NumPy leave missing cells out by themselves.",
    ("np.nanquantile", "np.quantile"),
    message="""
        As soon as one cell is missing you flag nothing at all. Print your quartiles for such an input: one NaN has
        turned them, and with them both fences, into NaN. They must come from the values that are there.
    """,
)


@exercise.misconception(
    "A cell that holds nothing can be counted as a zero.",
    message="""
        A missing cell is not a zero; leave it out of the quartiles. Zeros put in for missing cells move both fences,
        and may be flagged themselves.
    """,
)
def outside_fences(values):
    values = np.nan_to_num(values)
    first, third = np.quantile(values, [0.25, 0.75])
    reach = 1.5 * (third - first)
    return (values < first - reach) | (values > third + reach)


exercise.slip(
    "What is not inside the fences is outside, so a missing cell is an outlier.",
    (
        "(values < first - reach) | (values > third + reach",
        "~((values >= first - reach) & (values <= third + reach)",
    ),
    message="""
        You flag the missing cells. Not being inside is not the same as being outside when a value is NaN: every
        comparison with it is False, and turning a False around makes True. Ask for outside directly, or except the
        missing cells.
    """,
)

exercise.slip(
    "The fences stand on both sides of the middle, so they are measured from the median.",
    (
        "third = np.nanquantile(values, [0.25",
        "middle, third = np.nanquantile(values, [0.25, 0.5",
    ),
    ("first - reach) | (values > third", "middle - reach) | (values > middle"),
    message="""
        Your fences lie too far in: you measure one and a half interquartile ranges from the middle of the data. The
        box of the quartiles comes first, and the distance is counted from its two edges outwards.
    """,
)


@exercise.misconception(
    "Outliers are the values more than three standard deviations from the mean, whatever the rule is called.",
    message="""
        This is the rule with the mean and the standard deviation, and it is blind where it matters: look at the
        input with two huge values, which inflate the yardstick for each other. The task asks for a yardstick that
        far values do not move.
    """,
)
def outside_fences(values):
    return np.abs(values - np.nanmean(values)) > 3 * np.nanstd(values)


exercise.slip(
    "A value that sits exactly on a fence is already outside.",
    (" first - reach) | (values >", "= first - reach) | (values >="),
    message="""
        You also flag values that lie exactly on a fence. The interval in the task is closed: its ends belong to the
        inside. With many equal values both quartiles coincide, and then your rule flags ordinary values.
    """,
)


@exercise.inputs
def inputs(rng):
    yield (np.array([0.0, 1, 2, 3, 4, 100, 110]),)
    yield (np.array([np.nan, 10, 11, 12, 13, 14]),)  # a zero would be flagged
    yield (np.array([np.nan, np.nan, 10, 11, 12, 13, 20]),)  # zeros would hide the 20
    yield (
        np.array([2.0, 3, 4, 5, 6, 7, 8, 1e6, 1e6]),
    )  # two far values hide each other from the mean
    yield (np.array([0.0, 0, 0, 0, 0, 0, 1]),)  # all quartiles equal
    yield (np.array([5.0, 5.0, 5.0]),)  # no spread
    yield (np.array([-3.0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4]),)  # a value on a fence
    yield (np.array([np.nan, 1.0, 2.0, np.nan, 3.0, 40.0, 2.0, 2.0]),)
    yield (np.array([7.0]),)
    for index in range(22):
        values = rng.normal(size=int(rng.integers(6, 30))) * 10.0 ** rng.integers(-2, 4)
        values[: rng.integers(0, 3)] *= 50
        if index % 3 == 0:
            values[-2:] = np.nan
        yield (rng.permutation(values),)


exercise.compare()
