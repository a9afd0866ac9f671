"""The encoders against scikit-learn, over drawn categories of text and numbers, with gaps and unknown values."""

import numpy as np
import pytest
import sklearn.preprocessing as reference

from lib.data import OneHotEncoder, OrdinalEncoder


def draw(seed):
    """Return training rows and new rows of the same categories; every fourth draw has numbers, every third gaps."""
    rng = np.random.default_rng(seed)
    n, width = rng.integers(2, 25), rng.integers(1, 4)
    X = rng.choice([*"dabc"][: rng.integers(1, 5)], size=(n, width)).astype(object)
    if seed % 4 == 0:
        X = rng.integers(0, 4, size=(n, width)).astype(float)
    if seed % 3 == 0:
        X[rng.random(X.shape) < 0.2] = np.nan
    return X, X[rng.integers(0, n, 9)]


def unseen(X):
    return np.full((1, X.shape[1]), 99.0 if X.dtype == float else "zzz", dtype=X.dtype)


def missing(value):
    return value is None or value != value


def same_cells(got, wanted):
    assert got.shape == wanted.shape
    for ours, theirs in zip(got.ravel(), wanted.ravel()):
        # Where scikit-learn gives back NaN for a missing cell, None and NaN mean the same here.
        assert ours == theirs or (missing(ours) and missing(theirs))


@pytest.mark.parametrize("seed", range(36))
@pytest.mark.parametrize("drop", [None, "first", "if_binary"])
@pytest.mark.parametrize("handle_unknown", ["error", "ignore"])
def test_one_hot(seed, drop, handle_unknown):
    X, X_new = draw(seed)
    ours = OneHotEncoder(drop=drop, handle_unknown=handle_unknown).fit(X)
    theirs = reference.OneHotEncoder(drop=drop, handle_unknown=handle_unknown, sparse_output=False).fit(X)
    np.testing.assert_array_equal(ours.transform(X_new), theirs.transform(X_new))
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    if theirs.transform(X_new).shape[1]:  # scikit-learn takes no matrix without columns back
        same_cells(ours.inverse_transform(ours.transform(X_new)), theirs.inverse_transform(theirs.transform(X_new)))
    if handle_unknown == "ignore" and drop is None:
        np.testing.assert_array_equal(ours.transform(unseen(X)), theirs.transform(unseen(X)))
        same_cells(
            ours.inverse_transform(ours.transform(unseen(X))), theirs.inverse_transform(theirs.transform(unseen(X)))
        )
    for mine, known in zip(ours.categories_, theirs.categories_):
        same_cells(mine, known)


@pytest.mark.parametrize("seed", range(36))
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"encoded_missing_value": -1},
        {"handle_unknown": "use_encoded_value", "unknown_value": -2},
        {"handle_unknown": "use_encoded_value", "unknown_value": np.nan},
    ],
)
def test_ordinal(seed, options):
    X, X_new = draw(seed)
    ours, theirs = OrdinalEncoder(**options).fit(X), reference.OrdinalEncoder(**options).fit(X)
    np.testing.assert_array_equal(ours.transform(X_new), theirs.transform(X_new))
    # With NaN for both unknown and missing, what NaN means on the way back is a convention.
    if options.get("unknown_value") == options.get("unknown_value"):
        same_cells(ours.inverse_transform(ours.transform(X_new)), theirs.inverse_transform(theirs.transform(X_new)))
    if "unknown_value" in options:
        np.testing.assert_array_equal(ours.transform(unseen(X)), theirs.transform(unseen(X)))


@pytest.mark.parametrize("ours", [OneHotEncoder, OrdinalEncoder])
def test_given_order(ours):
    theirs = getattr(reference, ours.__name__)
    X = np.array([["b", "x"], ["a", "y"], ["c", "x"]], dtype=object)
    categories = [["c", "a", "b", "d"], ["y", "x"]]
    wanted = theirs(categories=categories).fit_transform(X)
    np.testing.assert_array_equal(
        ours(categories=categories).fit_transform(X), getattr(wanted, "toarray", lambda: wanted)()
    )
