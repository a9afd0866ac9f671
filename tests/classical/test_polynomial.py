"""Polynomial features: the terms, their names, their number."""

from math import comb

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.classical import LinearRegression, PolynomialFeatures


def test_terms_of_two_features_at_degree_3_in_order():
    x, z = 2.0, 3.0
    expected = [1, x, z, x * x, x * z, z * z, x**3, x * x * z, x * z * z, z**3]
    np.testing.assert_array_equal(PolynomialFeatures(3).fit_transform([[x, z]]), [expected])


@pytest.mark.parametrize("n_features", [1, 2, 5])
@pytest.mark.parametrize("degree", [0, 1, 2, 4])
def test_number_of_terms(n_features, degree):
    model = PolynomialFeatures(degree).fit(np.zeros((1, n_features)))
    assert model.n_output_features_ == comb(n_features + degree, degree)
    pairs = PolynomialFeatures(degree, interaction_only=True).fit(np.zeros((1, n_features)))
    assert pairs.n_output_features_ == sum(comb(n_features, k) for k in range(degree + 1))


@pytest.mark.parametrize("interaction_only", [False, True])
@pytest.mark.parametrize("include_bias", [False, True])
def test_powers_describe_the_output(interaction_only, include_bias):
    X = np.random.default_rng(0).normal(size=(4, 3))
    model = PolynomialFeatures(3, interaction_only=interaction_only, include_bias=include_bias)
    out = model.fit_transform(X)
    np.testing.assert_allclose(out, np.prod(X[:, None, :] ** model.powers_, axis=2), rtol=1e-13)
    assert (out[:, 0] == 1).all() == include_bias
    assert not interaction_only or model.powers_.max() == 1


def test_names():
    model = PolynomialFeatures(2).fit([[0.0, 0.0]])
    assert model.get_feature_names_out().tolist() == ["1", "x0", "x1", "x0^2", "x0 x1", "x1^2"]
    assert model.get_feature_names_out(["age", "income"])[4] == "age income"
    with pytest.raises(ValueError, match="input_features must have 2 names, got 1"):
        model.get_feature_names_out(["age"])


def test_a_line_on_powers_draws_a_parabola():
    x = np.linspace(-1, 1, 20)[:, None]
    powers = PolynomialFeatures(2, include_bias=False).fit(x)
    model = LinearRegression().fit(powers.transform(x), 3 * x[:, 0] ** 2 - x[:, 0] + 2)
    np.testing.assert_allclose([*model.coef_, model.intercept_], [-1.0, 3.0, 2.0], atol=1e-12)


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"degree": -1}, ValueError, "degree must be >= 0, got -1"),
        ({"degree": 2.0}, TypeError, "degree must be an integer, got float"),
        ({"degree": 0, "include_bias": False}, ValueError, "degree must be at least 1 when include_bias is False"),
    ],
)
def test_parameters_are_checked_in_fit(params, error, message):
    with pytest.raises(error, match=message):
        PolynomialFeatures(**params).fit([[1.0]])


def test_order_of_calls_and_number_of_features():
    with pytest.raises(NotFittedError, match="this PolynomialFeatures is not fitted yet"):
        PolynomialFeatures().transform([[1.0]])
    with pytest.raises(NotFittedError, match="this PolynomialFeatures is not fitted yet"):
        PolynomialFeatures().get_feature_names_out()
    with pytest.raises(ValueError, match="X has 2 features, but PolynomialFeatures is expecting 1"):
        PolynomialFeatures().fit([[1.0]]).transform([[1.0, 2.0]])
