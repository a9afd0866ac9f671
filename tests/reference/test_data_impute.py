"""The imputer against scikit-learn, over drawn shapes, strategies, markers and gaps, of numbers and of text."""

import warnings

import numpy as np
import pytest
from sklearn.impute import SimpleImputer as Reference

from lib.data import SimpleImputer


def numbers(seed, marker=np.nan, empty=False):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 5, size=(rng.integers(2, 20), rng.integers(1, 5))).astype(float)
    gaps = rng.random(X.shape) < 0.3
    gaps[0] = False
    if empty:
        gaps[:, 0] = True
    X[gaps] = marker
    X_new = np.where(rng.random((6, X.shape[1])) < 0.3, marker, rng.normal(size=(6, X.shape[1])))
    return X, X_new


def words(seed):
    rng = np.random.default_rng(seed)
    X = rng.choice([*"abcd"], size=(rng.integers(3, 20), 3)).astype(object)
    X[1:][rng.random((len(X) - 1, 3)) < 0.3] = np.nan
    return X


def agree(options, X, X_new):
    ours, theirs = SimpleImputer(**options).fit(X), Reference(**options).fit(X)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "columns .* held no value in fit", UserWarning)
        warnings.filterwarnings("ignore", "Skipping features without any observed values", UserWarning)
        got, wanted = ours.transform(X_new), theirs.transform(X_new)
    if wanted.dtype == object:
        assert got.tolist() == wanted.tolist()
    else:
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12)
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()


STRATEGIES = ["mean", "median", "most_frequent", "constant"]


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("add_indicator", [False, True])
def test_numbers(seed, strategy, add_indicator):
    X, X_new = numbers(seed)
    agree({"strategy": strategy, "add_indicator": add_indicator}, X, X_new)
    agree({"strategy": strategy, "add_indicator": add_indicator}, X, X)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("keep_empty_features", [False, True])
@pytest.mark.parametrize("add_indicator", [False, True])
def test_empty_columns(seed, strategy, keep_empty_features, add_indicator):
    X, X_new = numbers(seed, empty=True)
    options = {"strategy": strategy, "keep_empty_features": keep_empty_features, "add_indicator": add_indicator}
    if X.shape[1] > 1 or keep_empty_features:
        agree(options, X, X_new)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_other_marker(seed, strategy):
    X, X_new = numbers(seed, marker=-1.0)
    agree({"strategy": strategy, "missing_values": -1, "fill_value": 9.0}, X, X_new)


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("options", [{"strategy": "most_frequent"}, {"strategy": "constant"}])
def test_words(seed, options):
    X = words(seed)
    agree(options, X, X)
    none = np.where(np.array([[v != v for v in row] for row in X]), None, X)
    agree({**options, "missing_values": None}, none, none)
    agree({"strategy": "constant", "fill_value": "?"}, X, X)
