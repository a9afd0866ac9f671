"""Goal: least squares at least as fast as scikit-learn's, with the same coefficients."""

import numpy as np
import sklearn.linear_model

import lib.classical
from benchmarks.measure import Result, compare

# (rows, columns, floor, goal)
SHAPES = [(20_000, 10, 2.0, 3.5), (5_000, 50, 2.5, 4.0), (2_000, 200, 2.0, 3.0)]


def draw(n_samples: int, n_features: int) -> tuple[np.ndarray, np.ndarray]:
    """Return correlated features in different units, as tables have them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_samples, n_features)) + 0.5 * rng.normal(size=(n_samples, 1))
    X = 3 + X * 10 ** rng.uniform(-2, 2, n_features)
    return X, X @ (rng.normal(size=n_features) / X.std(axis=0)) + rng.normal(size=n_samples)


def run() -> list[Result]:
    """Measure three shapes."""
    results = []
    for n_samples, n_features, floor, goal in SHAPES:
        X, y = draw(n_samples, n_features)
        mine = lib.classical.LinearRegression().fit(X, y)
        # Their default tol drops directions of small variance: the same coefficients need a smaller one.
        other = sklearn.linear_model.LinearRegression(tol=1e-12)
        np.testing.assert_allclose(mine.coef_, other.fit(X, y).coef_, rtol=1e-6)
        results.append(
            compare(
                f"least squares, {n_samples:,} x {n_features}",
                "scikit-learn",
                lambda X=X, y=y: lib.classical.LinearRegression().fit(X, y),
                lambda X=X, y=y, other=other: other.fit(X, y),
                floor=floor,
                goal=goal,
            )
        )
    return results
