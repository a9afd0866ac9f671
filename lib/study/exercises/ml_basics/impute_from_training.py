"""Fill gaps with what the training rows teach, and mark them."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="impute-from-training",
    chapter="02_ml_basics",
    section="cleaning-without-cheating",
    title="Fill the gaps of tomorrow's applicant",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("missing-values", "data-pipeline"),
    statement=r"""
        Write `fill_new_rows(X_train, X_new)`. Both are matrices with the same $d$ columns, in which NaN marks a
        missing cell. Return a new matrix for the rows of `X_new`:

        - first the $d$ columns, each gap filled with the **median of the known training values** of its column;
        - then one more column for **each column that has a gap in the training rows**, in the same order: 1.0 where
          the cell of the new row was missing, 0.0 where not.

        Every column of `X_train` has at least one known value. `X_new` may be a single row, and must be left as it
        was.
    """,
    setup="import numpy as np",
    hints=(
        """
        Suppose one single applicant arrives, with an empty income. Which rows can the median come from, and how many
        columns does the model expect?
        """,
        """
        Two things are learned from `X_train`: one median for each column, and which columns get an indicator. Both
        are fixed before you look at `X_new`, whatever gaps the new rows have.
        """,
        """
        `np.nanmedian(X_train, axis=0)` and `np.isnan(X_train).any(axis=0)` are what is learned;
        `np.where(np.isnan(X_new), medians, X_new)` applies the first, `np.isnan(X_new)[:, had_gaps]` the second.
        """,
    ),
    explanation=r"""
        Everything learned comes from the training rows, so a new row is treated in the same way whoever arrives with
        it. That also fixes the number of columns: a model was fitted with one indicator for each column that had
        gaps in training, and it must get exactly those, even if today's applicant has filled in everything.
    """,
    variant=r"""
        `SimpleImputer(strategy="median", add_indicator=True).fit(X_train).transform(X_new)` from `lib.data` or
        scikit-learn returns the same matrix: *learn* is `fit`, *apply* is `transform`.
    """,
)


@exercise.stub
def fill_new_rows(X_train, X_new):
    """Return X_new, gaps filled by training medians, then the 0/1 indicator columns.

    X_train: shape (n_train, d), X_new: shape (n_new, d); a missing cell is NaN.
    """
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def fill_new_rows(X_train, X_new):
    """Return X_new, gaps filled by training medians, then the 0/1 indicator columns."""
    medians = np.nanmedian(X_train, axis=0)
    had_gaps = np.isnan(X_train).any(axis=0)
    is_gap = np.isnan(X_new)
    return np.column_stack(
        [np.where(is_gap, medians, X_new), is_gap[:, had_gaps].astype(float)]
    )


@exercise.alternative
def fill_new_rows(X_train, X_new):
    filled = X_new.copy()
    indicators = []
    for j in range(X_train.shape[1]):
        known = X_train[~np.isnan(X_train[:, j]), j]
        gap = np.isnan(X_new[:, j])
        filled[gap, j] = np.median(known)
        if len(known) < len(X_train):
            indicators.append(gap.astype(float))
    return np.column_stack([filled, *indicators])


@exercise.alternative
def fill_new_rows(X_train, X_new):
    rows = []
    medians = [np.median(column[column == column]) for column in X_train.T]
    marked = [j for j, column in enumerate(X_train.T) if (column != column).any()]
    for row in X_new:
        cells = [medians[j] if cell != cell else cell for j, cell in enumerate(row)]
        rows.append(cells + [float(row[j] != row[j]) for j in marked])
    return np.array(rows, dtype=float)


exercise.slip(
    "More rows give a better median, so the new rows should take part in it.",
    (
        "medians = np.nanmedian(X_train, axis=0)",
        "medians = np.nanmedian(np.vstack([X_train, X_new]), axis=0)",
    ),
    message="""
        Your fill values change with the new rows: they took part in their own treatment. Today that leaks the test
        rows into training, tomorrow it gives the same applicant another value depending on who else is in the
        queue. What is learned must come from `X_train` alone.
    """,
)


@exercise.misconception(
    "A new batch of rows is cleaned on its own, with its own medians.",
    message="""
        You take the median of the new rows themselves. A single new row with a gap has no median to offer, and a
        batch of unusual people would be filled with unusual values that the model takes for ordinary ones.
    """,
)
def fill_new_rows(X_train, X_new):
    medians = np.array(
        [np.median(c[c == c]) if (c == c).any() else 0.0 for c in X_new.T]
    )
    had_gaps = np.isnan(X_train).any(axis=0)
    is_gap = np.isnan(X_new)
    return np.column_stack(
        [np.where(is_gap, medians, X_new), is_gap[:, had_gaps].astype(float)]
    )


@exercise.misconception(
    "The mean and the median of a column are the same ordinary value.",
    message="""
        The filled cells hold the mean of the column. One very rich applicant among the training rows moves it far
        away from everybody else; the task asks for the value in the middle of the order, which such a person does
        not move.
    """,
)
def fill_new_rows(X_train, X_new):
    means = np.nanmean(X_train, axis=0)
    had_gaps = np.isnan(X_train).any(axis=0)
    is_gap = np.isnan(X_new)
    return np.column_stack(
        [np.where(is_gap, means, X_new), is_gap[:, had_gaps].astype(float)]
    )


@exercise.misconception(
    "A column needs an indicator when the new rows have a gap in it.",
    message="""
        The filled part is right, but the number of your indicator columns depends on the new rows. A fitted model
        expects a fixed number of columns, decided when it was trained. Which rows decide?
    """,
)
def fill_new_rows(X_train, X_new):
    medians = np.nanmedian(X_train, axis=0)
    is_gap = np.isnan(X_new)
    return np.column_stack(
        [np.where(is_gap, medians, X_new), is_gap[:, is_gap.any(axis=0)].astype(float)]
    )


@exercise.misconception(
    "Every column gets an indicator, since any cell may be missing one day.",
    message="""
        The filled part is right, but you add an indicator for *every* column. Where the training rows have no gap it
        would be 0 in all of them, so a model could learn nothing from it; the task leaves it out.
    """,
)
def fill_new_rows(X_train, X_new):
    is_gap = np.isnan(X_new)
    filled = np.where(is_gap, np.nanmedian(X_train, axis=0), X_new)
    return np.column_stack([filled, is_gap.astype(float)])


@exercise.misconception(
    "A row with a gap is unreliable, so medians are taken over complete rows.",
    message="""
        Your medians come from complete training rows only. A person who left the income empty still has a known
        age, and people with gaps may differ from the others: dropping them shifts every column. Use each known cell
        of a column.
    """,
)
def fill_new_rows(X_train, X_new):
    complete = X_train[~np.isnan(X_train).any(axis=1)]
    medians = (
        np.median(complete, axis=0) if len(complete) else np.nanmedian(X_train, axis=0)
    )
    had_gaps = np.isnan(X_train).any(axis=0)
    is_gap = np.isnan(X_new)
    return np.column_stack(
        [np.where(is_gap, medians, X_new), is_gap[:, had_gaps].astype(float)]
    )


@exercise.inputs
def inputs(rng):
    nan = np.nan
    train = np.array(
        [[1.0, nan, 10.0], [2.0, 5.0, 20.0], [90.0, 7.0, 30.0], [4.0, 6.0, nan]]
    )
    yield train, np.array([[nan, nan, nan]])  # one applicant, nothing filled in
    yield (
        train,
        np.array([[3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]),
    )  # nothing missing: the indicators are still there
    yield train, np.array([[nan, 4.0, 5.0], [6.0, nan, 8.0]])
    yield (
        np.array([[1.0], [2.0], [6.0]]),
        np.array([[nan], [4.0]]),
    )  # a column without gaps in training
    yield np.array([[nan, 1.0], [3.0, nan]]), np.array([[nan, nan], [0.0, nan]])
    for _ in range(22):
        d = int(rng.integers(1, 5))
        train = rng.exponential(
            10.0 ** rng.uniform(-1, 3, size=d), size=(int(rng.integers(4, 12)), d)
        )
        new = rng.exponential(50.0, size=(int(rng.integers(1, 6)), d))
        gaps = rng.random(train.shape) < 0.25
        gaps[0] = False
        gaps[:, -1] &= rng.random() < 0.5  # the last column often has none in training
        yield (
            np.where(gaps, nan, train),
            np.where(rng.random(new.shape) < 0.35, nan, new),
        )


exercise.compare()
