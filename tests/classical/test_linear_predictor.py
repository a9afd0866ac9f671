"""The prediction that all linear regressors share."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.classical import Lasso, LinearRegression, Ridge
from lib.classical.linear_predictor import LinearPredictor

MODELS = [LinearRegression(), Ridge(), Lasso(alpha=0.01)]


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_prediction_is_affine_not_linear(model):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 2))
    model.fit(X, X @ [1.0, -2.0] + 5)
    u, v = rng.normal(size=(2, 1, 2))
    assert isinstance(model, LinearPredictor)
    assert isinstance(model.intercept_, float)
    np.testing.assert_allclose(model.predict(u + v), model.predict(u) + model.predict(v) - model.intercept_)
    assert not np.allclose(model.predict(u + v), model.predict(u) + model.predict(v), atol=1)


@pytest.mark.parametrize("model", [LinearRegression(), Ridge()], ids=repr)
def test_several_targets_equal_several_fits(model):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(30, 3)), rng.normal(size=(30, 2))
    both = model.fit(X, y).predict(X)
    assert model.coef_.shape == (2, 3)
    assert model.intercept_.shape == (2,)
    for k in range(2):
        np.testing.assert_allclose(both[:, k], model.fit(X, y[:, k]).predict(X), rtol=1e-9)
    assert model.fit(X, y[:, :1]).predict(X).shape == (30, 1)


@pytest.mark.parametrize("model", [LinearRegression(), Ridge(), Lasso()], ids=repr)
def test_order_of_calls_and_number_of_features(model):
    with pytest.raises(NotFittedError, match=f"this {type(model).__name__} is not fitted yet"):
        model.predict([[0.0]])
    model.fit([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]], [0.0, 1.0, 2.0])
    with pytest.raises(ValueError, match=r"X has 1 features, but .* is expecting 2"):
        model.predict([[0.0]])


def test_a_second_fit_forgets_the_first():
    X = np.arange(6.0)[:, None]
    model = LinearRegression().fit(X, np.column_stack([X, X]))
    model.fit(X[:, [0, 0]], X[:, 0])
    fresh = LinearRegression().fit(X[:, [0, 0]], X[:, 0])
    assert {k: np.asarray(v).tolist() for k, v in vars(model).items()} == {
        k: np.asarray(v).tolist() for k, v in vars(fresh).items()
    }
