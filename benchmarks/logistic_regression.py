"""Goal: logistic and softmax regression faster than scikit-learn's, both at the same optimum.

A solver that stops early is always fast, so each side gets the loosest tolerance with which it comes within
``LARGEST_EXCESS`` of the smallest penalised loss; of scikit-learn's solvers the fastest is taken, and its default
besides.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import sklearn.datasets
import sklearn.linear_model

import lib.classical
import lib.data
from benchmarks.measure import Result, compare, cpu_seconds

LARGEST_EXCESS = 1e-8  # nats per sample
TOLERANCES = [10.0**-k for k in range(3, 13)]
SOLVERS = ("lbfgs", "newton-cg", "newton-cholesky")


def penalised_loss(model: Any, X: np.ndarray, y: np.ndarray) -> float:
    """Return the mean negative log-likelihood plus penalty, in nats per sample."""
    index = np.searchsorted(model.classes_, y)
    log_p = model.predict_log_proba(X)[np.arange(len(y)), index]
    return float(0.5 * (model.coef_**2).sum() / model.C / len(y) - log_p.mean())


def loosest(make: Callable[[float], Any], X: np.ndarray, y: np.ndarray, best: float) -> Any | None:
    """Return the unfitted model with the loosest tolerance that is good enough, or None if none is."""
    for tol in TOLERANCES:
        model = make(tol)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a solver that gives up is found by its loss
            if penalised_loss(model.fit(X, y), X, y) <= best + LARGEST_EXCESS:
                return model
    return None


def tables() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the data sets by name."""
    cancer = sklearn.datasets.load_breast_cancer(return_X_y=True)
    digits, label = sklearn.datasets.load_digits(return_X_y=True)
    scale = lib.data.StandardScaler().fit_transform
    return {
        "breast cancer, standardised": (scale(cancer[0]), cancer[1]),
        "breast cancer, as measured": cancer,
        "credit": credit(),
        "digits, standardised": (scale(digits), label),
        "digits, raw pixels": (digits, label),
    }


def credit() -> tuple[np.ndarray, np.ndarray]:
    """Return the credit table as numbers: one column for each category, medians for missing values, standardised."""
    table = lib.data.load_credit()
    target = "Status"
    names = [name for name in table.names if name != target]
    numbers = [name for name in names if table[name].dtype.kind == "f"]
    words = [name for name in names if name not in numbers]
    parts = [lib.data.SimpleImputer(strategy="median").fit_transform(table.to_array(numbers))]
    parts.append(lib.data.OneHotEncoder().fit_transform(table.select(words).to_array()))
    X = lib.data.StandardScaler().fit_transform(np.hstack([np.asarray(part, dtype=float) for part in parts]))
    return X, np.asarray(table[target].tolist())


# name of the data -> (floor, goal) against the fastest solver, and against the default one (None: not measured)
GOALS: dict[str, tuple[tuple[float, float], tuple[float, float] | None]] = {
    "breast cancer, standardised": ((1.2, 1.6), (1.5, 2.2)),
    "breast cancer, as measured": ((1.2, 1.6), (80.0, 150.0)),
    "credit": ((0.8, 1.1), (0.8, 1.1)),
    "digits, standardised": ((1.2, 1.6), (1.5, 2.0)),
    "digits, raw pixels": ((4.0, 7.0), None),
}


def run() -> list[Result]:
    """Measure every data set against the fastest solver and against the default one."""
    results = []
    for name, (X, y) in tables().items():
        best = penalised_loss(lib.classical.LogisticRegression().fit(X, y), X, y)
        ours = loosest(lambda tol: lib.classical.LogisticRegression(tol=tol), X, y, best)
        theirs = {}
        for solver in SOLVERS:
            if solver == "lbfgs" and GOALS[name][1] is None:
                continue

            def make(tol: float, solver: str = solver) -> Any:
                return sklearn.linear_model.LogisticRegression(solver=solver, tol=tol, max_iter=20_000)

            if (model := loosest(make, X, y, best)) is not None:
                theirs[solver] = model
        speed = {
            solver: cpu_seconds(lambda model=model, X=X, y=y: model.fit(X, y), 3) for solver, model in theirs.items()
        }
        fastest = min(speed, key=lambda solver: speed[solver])
        peers = [(fastest, GOALS[name][0], "fastest")]
        if GOALS[name][1] is not None and fastest != "lbfgs":
            peers.append(("lbfgs", GOALS[name][1], "default"))
        for solver, (floor, goal), role in peers:
            results.append(
                compare(
                    f"logistic, {name}",
                    f"scikit-learn {solver} ({role})",
                    lambda X=X, y=y, ours=ours: ours.fit(X, y),
                    lambda X=X, y=y, model=theirs[solver]: model.fit(X, y),
                    floor=floor,
                    goal=goal,
                )
            )
    return results
