"""Feature scores and selectors against scikit-learn."""

import warnings

import numpy as np
import pytest
import scipy.stats
import sklearn.feature_selection as reference

from lib.data import SelectKBest, VarianceThreshold, f_classif, f_regression


def draw(seed):
    rng = np.random.default_rng(seed)
    n, width = rng.integers(8, 60), rng.integers(1, 12)
    X = rng.normal(size=(n, width)) * 10 ** rng.uniform(-3, 3, width) + rng.choice([0, 5], width)
    y = rng.integers(0, rng.integers(2, 4), n)
    y[:3] = [0, 1, 1]
    return X, y, X @ rng.normal(size=width) + rng.normal(size=n)


@pytest.mark.parametrize("seed", range(30))
def test_scores(seed):
    X, y, target = draw(seed)
    groups = [X[y == label] for label in np.unique(y)]
    np.testing.assert_allclose(f_classif(X, y), scipy.stats.f_oneway(*groups).statistic, rtol=1e-9)
    # scikit-learn does not centre first: on columns of large offset it keeps fewer digits.
    np.testing.assert_allclose(f_classif(X, y), reference.f_classif(X, y)[0], rtol=1e-4)
    np.testing.assert_allclose(f_regression(X, target), reference.f_regression(X, target)[0], rtol=1e-6, atol=1e-12)


def test_scores_of_constant_columns():
    X, y, target = draw(0)
    X[:, 0] = 3.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of the division that we read as 0
        theirs = reference.f_regression(X, target)[0]
    np.testing.assert_allclose(f_regression(X, target), theirs, rtol=1e-6, atol=1e-12)
    assert f_classif(X, y)[0] == 0.0


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("k", [0, 1, 2, "all"])
def test_select_k_best(seed, k):
    X, y, target = draw(seed)
    if k != "all" and k > X.shape[1]:
        k = 1
    for mine, known, labels in ((f_classif, reference.f_classif, y), (f_regression, reference.f_regression, target)):
        ours, theirs = SelectKBest(mine, k=k).fit(X, labels), reference.SelectKBest(known, k=k).fit(X, labels)
        np.testing.assert_array_equal(ours.get_support(), theirs.get_support())
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "No features were selected", UserWarning)
            np.testing.assert_array_equal(ours.transform(X), theirs.transform(X))
        assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
        # scikit-learn's own scores may be taken as well: they come with p-values.
        np.testing.assert_array_equal(SelectKBest(known, k=k).fit(X, labels).get_support(), theirs.get_support())


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("threshold", [0.0, 0.1, 10.0])
def test_variance_threshold(seed, threshold):
    X, _, _ = draw(seed)
    X = np.column_stack([X, np.full(len(X), 0.1), 1e3 * np.arange(len(X))])
    if seed % 2:
        X[1::3, 0] = np.nan
    ours, theirs = VarianceThreshold(threshold).fit(X), reference.VarianceThreshold(threshold).fit(X)
    np.testing.assert_array_equal(ours.get_support(), theirs.get_support())
    # At threshold 0 both take the range if it is smaller, but scikit-learn's range is NaN where a cell is missing.
    same = slice(1, None) if seed % 2 and threshold == 0 else slice(None)
    np.testing.assert_allclose(ours.variances_[same], theirs.variances_[same], rtol=1e-9, atol=1e-14)
    Z = ours.transform(X)
    np.testing.assert_array_equal(Z, theirs.transform(X))
    if not np.isnan(Z).any():  # scikit-learn takes no missing cells back
        np.testing.assert_array_equal(ours.inverse_transform(Z), theirs.inverse_transform(Z))
