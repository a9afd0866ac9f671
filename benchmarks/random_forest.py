"""Goal: a random forest as accurate as scikit-learn's, and grown and asked as fast, on one core."""

import statistics
from collections.abc import Callable

import numpy as np
import sklearn.datasets
import sklearn.ensemble

import lib.ensembles
from benchmarks.measure import Result, compare

SEEDS = range(5)
LARGEST_LOSS = 0.01  # of accuracy, on held-out rows, in the mean over the seeds

# name of the data -> (floor, goal) of the fit
GOALS = {"breast cancer": (1.5, 3.0), "digits": (0.5, 1.0)}
PREDICT = (0.5, 1.0)


def tables() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the data sets by name."""
    return {
        "breast cancer": sklearn.datasets.load_breast_cancer(return_X_y=True),
        "digits": sklearn.datasets.load_digits(return_X_y=True),
    }


def ours(seed: int) -> lib.ensembles.RandomForestClassifier:
    return lib.ensembles.RandomForestClassifier(n_estimators=100, random_state=seed)


def theirs(seed: int) -> sklearn.ensemble.RandomForestClassifier:
    return sklearn.ensemble.RandomForestClassifier(n_estimators=100, n_jobs=1, random_state=seed)


def accuracy(make: Callable, X: np.ndarray, y: np.ndarray) -> float:
    """Return the accuracy on held-out halves, averaged over seeds."""
    scores = []
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(len(y))
        train, test = np.array_split(rows, 2)
        scores.append(make(seed).fit(X[train], y[train]).score(X[test], y[test]))
    return statistics.mean(scores)


def run() -> list[Result]:
    """Measure the fit on two tables and the predictions on one; both must be equally accurate."""
    results = []
    for name, (X, y) in tables().items():
        loss = accuracy(theirs, X, y) - accuracy(ours, X, y)
        if loss > LARGEST_LOSS:
            raise ValueError(f"the forest must be as accurate as scikit-learn's on {name}, but loses {loss:.3f}")
        floor, goal = GOALS[name]
        results.append(
            compare(
                f"random forest fit, {name}",
                "scikit-learn, one job",
                lambda X=X, y=y: ours(0).fit(X, y),
                lambda X=X, y=y: theirs(0).fit(X, y),
                floor=floor,
                goal=goal,
            )
        )
    X, y = tables()["digits"]
    mine, other = ours(0).fit(X, y), theirs(0).fit(X, y)
    results.append(
        compare(
            "random forest predict, digits",
            "scikit-learn, one job",
            lambda: mine.predict(X),
            lambda: other.predict(X),
            floor=PREDICT[0],
            goal=PREDICT[1],
        )
    )
    return results
