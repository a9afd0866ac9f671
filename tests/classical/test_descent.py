"""The training loop: it reaches the closed forms, records what it did, and says when it cannot go on."""

import numpy as np
import pytest

from lib.classical import (
    AbsoluteError,
    BinaryCrossEntropy,
    CrossEntropy,
    History,
    LinearRegression,
    LogisticRegression,
    SquaredError,
    gradient_descent,
)


def line(n_samples=40, noise=0.3, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_samples, 2))
    return X, X @ [2.0, -1.0] + 0.5 + noise * rng.normal(size=n_samples)


@pytest.mark.parametrize("fit_intercept", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_squared_error_reaches_least_squares(fit_intercept, weighted):
    X, y = line()
    weight = np.random.default_rng(1).random(40) if weighted else None
    history = gradient_descent(
        X, y, SquaredError(), lr=0.3, n_epochs=500, fit_intercept=fit_intercept, sample_weight=weight
    )
    exact = LinearRegression(fit_intercept=fit_intercept).fit(X, y, weight)
    np.testing.assert_allclose(history.coef, exact.coef_, rtol=1e-9)
    assert history.intercept == pytest.approx(exact.intercept_, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(history.predict(X), exact.predict(X), rtol=1e-8)


def test_binary_cross_entropy_reaches_logistic_regression():
    X, y = line(200)
    label = (y > 0.5 + np.random.default_rng(1).normal(size=200)).astype(int)
    history = gradient_descent(X, label, BinaryCrossEntropy(), lr=2.0, n_epochs=2000)
    exact = LogisticRegression(C=np.inf).fit(X, label)
    np.testing.assert_allclose(history.coef, exact.coef_[0], rtol=1e-6)
    np.testing.assert_allclose(history.intercept, exact.intercept_[0], rtol=1e-6)


def test_cross_entropy_reaches_softmax_regression():
    rng = np.random.default_rng(2)
    label = rng.integers(0, 3, 150)
    X = rng.normal(size=(150, 2)) + np.array([[0, 0], [1, 0], [0, 1]])[label]
    history = gradient_descent(X, label, CrossEntropy(), lr=1.0, n_epochs=2000)
    exact = LogisticRegression(C=np.inf).fit(X, label)
    assert history.coef.shape == (2, 3)
    assert history.intercept.shape == (3,)
    np.testing.assert_allclose(history.coef - history.coef.mean(axis=1, keepdims=True), exact.coef_.T, rtol=1e-5)


def test_one_step_worked_by_hand():
    # y_pred = 0, slope = 2 (0 - y) / 2 = (-1, -3): coef = lr (1*1 + 3*2), intercept = lr (1 + 3).
    history = gradient_descent([[1.0], [2.0]], [1.0, 3.0], SquaredError(), lr=0.1, n_epochs=1)
    np.testing.assert_allclose(history.coef, [0.7])
    assert history.intercept == pytest.approx(0.4)
    np.testing.assert_allclose(history.train_loss, [(1 + 9) / 2, (0.1**2 + 1.2**2) / 2])


def test_record_of_the_run():
    X, y = line()
    history = gradient_descent(X, y, SquaredError(), n_epochs=7, batch_size=15, validation=line(seed=5), rng=0)
    assert isinstance(history, History)
    assert history.n_epochs == 7
    assert history.n_steps == 7 * 3
    assert history.train_loss.shape == history.validation_loss.shape == (8,)
    assert history.train_loss[0] == pytest.approx(np.mean(y**2))
    assert history.train_loss[-1] == pytest.approx(SquaredError().value(y, history.predict(X)))
    assert history.best_epoch == np.argmin(history.validation_loss)
    assert not history.stopped_early
    assert gradient_descent(X, y, SquaredError(), n_epochs=1).validation_loss is None


def test_with_a_small_rate_the_full_gradient_never_climbs():
    X, y = line()
    for loss in (SquaredError(), AbsoluteError()):
        assert np.all(np.diff(gradient_descent(X, y, loss, lr=0.02, n_epochs=50).train_loss) < 0)


def test_every_row_is_used_once_in_an_epoch():
    # With squared error and a tiny rate the first epoch's total movement is the sum of all rows' pulls.
    X, y = line(10)
    batches = gradient_descent(X, y, SquaredError(), lr=1e-9, n_epochs=1, batch_size=1, rng=0)
    whole = gradient_descent(X, y, SquaredError(), lr=10e-9, n_epochs=1)
    np.testing.assert_allclose(batches.coef, whole.coef, rtol=1e-6)


def test_same_seed_same_bytes_and_another_seed_another_order():
    X, y = line()
    runs = [gradient_descent(X, y, SquaredError(), n_epochs=3, batch_size=8, rng=s).coef.tobytes() for s in (0, 0, 1)]
    assert runs[0] == runs[1] != runs[2]


def test_early_stop_returns_the_best_epoch():
    rng = np.random.default_rng(3)
    X, X_val = rng.normal(size=(2, 12, 10))  # 11 numbers to learn from 12 noisy rows: overfits
    y, y_val = X[:, 0] + rng.normal(size=12), X_val[:, 0] + rng.normal(size=12)
    history = gradient_descent(X, y, SquaredError(), lr=0.1, n_epochs=2000, validation=(X_val, y_val), patience=5)
    assert history.stopped_early
    assert history.n_epochs == history.best_epoch + 5 < 2000
    assert SquaredError().value(y_val, history.predict(X_val)) == history.validation_loss[history.best_epoch]
    assert history.validation_loss[history.best_epoch] == history.validation_loss.min()
    full = gradient_descent(X, y, SquaredError(), lr=0.1, n_epochs=2000, validation=(X_val, y_val))
    assert full.validation_loss[-1] > history.validation_loss.min()
    assert full.train_loss[-1] < history.train_loss[-1]


def test_rows_without_weight_are_left_out():
    X, y = line(10)
    weight = np.array([1.0] * 5 + [0.0] * 5)
    some = gradient_descent(X, y, SquaredError(), n_epochs=3, batch_size=2, sample_weight=weight, rng=0)
    five = gradient_descent(X[:5], y[:5], SquaredError(), n_epochs=3, batch_size=2, rng=0)
    np.testing.assert_array_equal(some.coef, five.coef)


def test_a_rate_that_is_too_large_is_named():
    X, y = line()
    with pytest.raises(ValueError, match="lr=50 is too large: the loss left the range of numbers in epoch"):
        gradient_descent(X, y, SquaredError(), lr=50, n_epochs=1000)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"loss": "mse"}, TypeError, r"loss must be a Loss such as SquaredError\(\), got str"),
        ({"y": [1.0]}, ValueError, r"X and y must have the same number of samples, got shapes \(40, 2\) and \(1,\)"),
        (
            {"y": np.zeros((3, 2))},
            ValueError,
            r"X and y must have the same number of samples, got shapes \(40, 2\) and \(3, 2\)",
        ),
        ({"y": 1.0}, ValueError, r"X and y must have the same number of samples, got shapes \(40, 2\) and \(\)"),
        ({"lr": 0}, ValueError, "lr must be > 0, got 0"),
        ({"n_epochs": 0}, ValueError, "n_epochs must be >= 1, got 0"),
        ({"batch_size": 0}, ValueError, "batch_size must be >= 1, got 0"),
        ({"patience": 0}, ValueError, "patience must be >= 1, got 0"),
        ({"patience": 3}, ValueError, "patience needs validation data, got validation=None"),
        ({"validation": ([1.0], [1.0])}, ValueError, "X of validation must be a 2D array"),
        ({"rng": "0"}, TypeError, "rng must be None, an integer seed or a numpy Generator, got str"),
    ],
)
def test_unusable_arguments_are_named(change, error, message):
    X, y = line()
    arguments = {"X": X, "y": y, "loss": SquaredError(), **change}
    with pytest.raises(error, match=message):
        gradient_descent(**arguments)


def test_a_column_as_target_does_not_broadcast():
    X, y = line()
    history = gradient_descent(X, y[:, None], SquaredError(), lr=0.3, n_epochs=300)
    assert history.coef.shape == (2, 1)  # one output is learned as such, never 40 x 40 pairs
    np.testing.assert_allclose(history.coef[:, 0], LinearRegression().fit(X, y).coef_, rtol=1e-6)


def test_inputs_are_left_alone():
    X, y = line()
    kept = X.copy(), y.copy()
    gradient_descent(X, y, SquaredError(), batch_size=7, rng=0, n_epochs=2)
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(y, kept[1])
