"""Goal: boosted trees as accurate as both of scikit-learn's kinds, and grown faster, on one core."""

import statistics
from collections.abc import Callable
from typing import Any

import sklearn.datasets
import sklearn.ensemble
from sklearn.model_selection import train_test_split

import lib.ensembles
from benchmarks.measure import Result, compare

SEEDS = range(5)
LARGEST_LOSS = 0.01  # of accuracy, on held-out rows, in the mean over the seeds
SAME = {"learning_rate": 0.1, "max_depth": 3}
N_ROUNDS = 100


def ours(least: int) -> lib.ensembles.GradientBoostingClassifier:
    """Return our classifier with leaves of at least so many rows."""
    return lib.ensembles.GradientBoostingClassifier(n_estimators=N_ROUNDS, min_samples_leaf=least, **SAME)


def exact() -> sklearn.ensemble.GradientBoostingClassifier:
    return sklearn.ensemble.GradientBoostingClassifier(n_estimators=N_ROUNDS, random_state=0, **SAME)


def histogram() -> sklearn.ensemble.HistGradientBoostingClassifier:
    """Return the counterpart without early stopping and without a limit on leaves beyond the depth."""
    return sklearn.ensemble.HistGradientBoostingClassifier(
        max_iter=N_ROUNDS, max_leaf_nodes=None, early_stopping=False, random_state=0, **SAME
    )


# peer -> (how to make it, its smallest leaf, floor and goal of the fit)
PEERS: dict[str, tuple[Callable[[], Any], int, float, float]] = {
    "GradientBoostingClassifier": (exact, 1, 5.0, 8.0),
    "HistGradientBoostingClassifier, 1 thread": (histogram, 20, 0.9, 1.5),
}


def accuracy(make: Callable[[], Any]) -> float:
    """Return the accuracy on held-out halves, averaged over seeds."""
    scores = []
    for seed in SEEDS:
        X, y = sklearn.datasets.load_digits(return_X_y=True)
        train_X, X, train_y, y = train_test_split(X, y, test_size=0.5, random_state=seed)
        scores.append(make().fit(train_X, train_y).score(X, y))
    return statistics.mean(scores)


def run() -> list[Result]:
    """Measure the fit against both peers; ours must be as accurate as each."""
    X, y = sklearn.datasets.load_digits(return_X_y=True)
    results = []
    for name, (make, least, floor, goal) in PEERS.items():
        loss = accuracy(make) - accuracy(lambda least=least: ours(least))
        if loss > LARGEST_LOSS:
            raise ValueError(f"boosting must be as accurate as {name} on digits, but loses {loss:.3f}")
        results.append(
            compare(
                "gradient boosting fit, digits",
                name,
                lambda least=least: ours(least).fit(X, y),
                lambda make=make: make().fit(X, y),
                floor=floor,
                goal=goal,
            )
        )
    return results
