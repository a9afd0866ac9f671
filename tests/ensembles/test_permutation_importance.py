"""Permutation importance: what a model does not look at has none, what it needs has what it is worth."""

import numpy as np
import pytest

from lib.classical import LinearRegression, accuracy_score
from lib.ensembles import RandomForestClassifier, permutation_importance


class Mirror:
    """Predict the first feature."""

    def predict(self, X):
        return X[:, 0]

    def score(self, X, y):
        return float(np.mean(self.predict(X) == y))


def test_a_case_by_hand():
    # Half of the labels are each of two: a shuffle of the feature leaves about half of them right.
    X = np.column_stack([np.tile([0.0, 1.0], 500), np.arange(1000.0)])
    result = permutation_importance(Mirror(), X, X[:, 0], n_repeats=10, random_state=0)
    assert result.importances.shape == (2, 10)
    assert result.importances_mean[0] == pytest.approx(0.5, abs=0.02)
    assert result.importances[1].tolist() == [0.0] * 10
    np.testing.assert_allclose(result.importances_mean, result.importances.mean(axis=1))
    np.testing.assert_allclose(result.importances_std, result.importances.std(axis=1))


def test_a_linear_model_loses_twice_the_variance_of_each_term():
    # E (b x - b x')^2 = 2 b^2 var x, in units of the target's variance
    rng = np.random.default_rng(0)
    X = rng.normal(size=(4000, 2)) * [1.0, 3.0]
    y = X @ [2.0, 1.0]
    result = permutation_importance(LinearRegression().fit(X, y), X, y, n_repeats=20, random_state=0)
    terms = X * [2.0, 1.0]
    np.testing.assert_allclose(result.importances_mean, 2 * terms.var(axis=0) / y.var(), rtol=0.03)


def test_noise_that_a_forest_fitted_has_no_importance_on_new_rows():
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.integers(0, 2, 600), rng.normal(size=600)])
    y = np.where(rng.random(600) < 0.9, X[:, 0], 1 - X[:, 0]).astype(int)
    model = RandomForestClassifier(50, random_state=0).fit(X[:300], y[:300])
    assert model.feature_importances_[1] > 0.2  # by impurity the noise looks useful
    result = permutation_importance(model, X[300:], y[300:], n_repeats=10, random_state=0)
    assert result.importances_mean[0] > 0.2
    assert abs(result.importances_mean[1]) < 0.05


def test_scoring_and_seed():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 2))
    y = X[:, 0] + 0.1
    model = LinearRegression().fit(X, y)
    before = X.copy()
    first, again, other = (
        permutation_importance(model, X, y, scoring="neg_mean_absolute_error", random_state=s).importances
        for s in (0, 0, 1)
    )
    assert first.tobytes() == again.tobytes() != other.tobytes()
    assert first[0].min() > 0.5
    np.testing.assert_array_equal(X, before)
    by_function = permutation_importance(Mirror(), X, X[:, 0], scoring=lambda model, X, y: -1.0)
    assert not by_function.importances.any()


def test_text_features_are_shuffled_too():
    class Reader:
        def predict(self, X):
            return np.array([row[0] for row in X])

    X = np.array([["a", "x"], ["b", "x"]] * 20, dtype=object)

    def score(model, X, y):
        return accuracy_score(y, model.predict(X))

    result = permutation_importance(Reader(), X, X[:, 0].astype(str), scoring=score, random_state=0)
    assert result.importances_mean[0] > 0.3
    assert result.importances_mean[1] == 0


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"n_repeats": 0}, ValueError, "n_repeats must be >= 1, got 0"),
        ({"scoring": "best"}, ValueError, "scoring must be one of .*, got 'best'"),
        ({"y": [1.0]}, ValueError, "X and y must have the same number of samples, got 3 and 1"),
        ({"X": [1.0, 2.0, 3.0]}, ValueError, "X must be a 2D array"),
    ],
)
def test_bad_arguments_are_refused(arguments, error, message):
    given = {"X": np.zeros((3, 2)), "y": np.zeros(3), **arguments}
    with pytest.raises(error, match=message):
        permutation_importance(Mirror(), given.pop("X"), given.pop("y"), **given)
