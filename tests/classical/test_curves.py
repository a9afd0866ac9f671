"""Learning and validation curves: sizes, shapes, and the shapes of the curves they are drawn for."""

import numpy as np
import pytest

from lib.classical import (
    KFold,
    LinearRegression,
    PolynomialFeatures,
    Ridge,
    cross_val_score,
    learning_curve,
    validation_curve,
)
from lib.data import make_pipeline

RNG = np.random.default_rng(0)
X = RNG.uniform(-1, 1, size=(100, 1))
Y = np.sin(3 * X[:, 0]) + 0.3 * RNG.normal(size=100)


def test_sizes_as_fractions_and_as_numbers():
    sizes, train, test = learning_curve(LinearRegression(), X, Y, train_sizes=[0.1, 0.5, 1.0], cv=4)
    np.testing.assert_array_equal(sizes, [7, 37, 75])
    assert train.shape == test.shape == (3, 4)
    np.testing.assert_array_equal(learning_curve(LinearRegression(), X, Y, train_sizes=[60, 10, 10])[0], [10, 60])
    assert len(learning_curve(LinearRegression(), X, Y)[0]) == 5


def test_the_full_size_is_cross_validation():
    _, _, test = learning_curve(LinearRegression(), X, Y, train_sizes=[1.0], cv=4)
    np.testing.assert_allclose(test[0], cross_val_score(LinearRegression(), X, Y, cv=4))


def test_the_gap_closes_with_more_rows():
    model = make_pipeline(PolynomialFeatures(6), LinearRegression())
    cv = KFold(5, shuffle=True, random_state=0)
    sizes, train, test = learning_curve(
        model, X, Y, train_sizes=[10, 20, 80], cv=cv, scoring="neg_mean_squared_error", shuffle=True, random_state=0
    )
    gap = (train - test).mean(axis=1)
    assert gap[0] > gap[1] > gap[2] > 0
    assert sizes.tolist() == [10, 20, 80]


def test_same_seed_same_order():
    def run(seed):
        return learning_curve(LinearRegression(), X, Y, train_sizes=[5], shuffle=True, random_state=seed)[2].tobytes()

    assert run(0) == run(0) != run(1)


def test_validation_curve_has_a_best_degree_in_the_middle():
    model = make_pipeline(PolynomialFeatures(), LinearRegression())
    train, test = validation_curve(
        model, X, Y, param_name="polynomialfeatures__degree", param_range=np.array([1, 4, 15]), cv=5
    )
    assert train.shape == test.shape == (3, 5)
    assert np.all(np.diff(train.mean(axis=1)) > 0)  # training only improves with capacity
    assert test.mean(axis=1).argmax() == 1
    assert model.get_params()["polynomialfeatures"].degree == 2  # the given model is left alone


def test_values_reach_the_estimator_as_plain_numbers():
    seen = []

    class Spy(Ridge):
        def fit(self, X, y, sample_weight=None):
            seen.append(type(self.alpha))
            return super().fit(X, y, sample_weight)

    validation_curve(Spy(), X, Y, param_name="alpha", param_range=np.array([1.0]), cv=2)
    assert set(seen) == {float}


@pytest.mark.parametrize(
    ("train_sizes", "message"),
    [
        ([0.0, 1.0], r"train_sizes must lie in \(0, 1\] as fractions, got 0 to 1"),
        ([0.5, 1.5], r"train_sizes must lie in \(0, 1\] as fractions, got 0.5 to 1.5"),
        ([0, 10], "train_sizes must lie between 1 and 80 rows, got 0 to 10"),
        ([10, 81], "train_sizes must lie between 1 and 80 rows, got 10 to 81"),
        ([], "train_sizes must be a 1-D sequence of numbers"),
        ("abc", "train_sizes must be a 1-D sequence of numbers"),
    ],
)
def test_unusable_sizes_are_named(train_sizes, message):
    with pytest.raises(ValueError, match=message):
        learning_curve(LinearRegression(), X, Y, train_sizes=train_sizes)


def test_unknown_parameter_is_named():
    with pytest.raises(ValueError, match="Invalid parameter 'gamma' for estimator Ridge"):
        validation_curve(Ridge(), X, Y, param_name="gamma", param_range=[1])
