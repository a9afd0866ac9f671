"""The scalers and the outlier clipper against scikit-learn, over drawn shapes, options, gaps and constant columns."""

import numpy as np
import pytest
import sklearn.preprocessing as reference

from lib.data import MinMaxScaler, RobustScaler, StandardScaler

DRAWS = range(25)


def draw(seed):
    """Return training rows and new rows: some columns constant, some with gaps, some with a large offset."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 30), rng.integers(1, 6)
    X = rng.normal(size=shape) * 10 ** rng.uniform(-4, 4, shape[1]) + rng.choice([0, 1, 1e4], shape[1])
    X[:, rng.random(shape[1]) < 0.2] = rng.choice([0.0, 0.1, -3e5])
    if seed % 2 and len(X) > 2:
        X[1:][rng.random((len(X) - 1, shape[1])) < 0.2] = np.nan
    return X, X[rng.integers(0, len(X), 7)] * 1.5 + 1


def agree(ours, theirs, X, X_new, names):
    for estimator in (ours, theirs):
        estimator.fit(X)
    for name in names:
        wanted, got = getattr(theirs, name), getattr(ours, name)
        assert (wanted is None) == (got is None), name
        if wanted is not None:
            # What is constant up to rounding may have any tiny variance: compared on the scale of the data.
            np.testing.assert_allclose(
                got, wanted, rtol=1e-9, atol=1e-16 + 1e-15 * np.nanmax(np.abs(X)) ** 2, err_msg=name
            )
    size = np.nanmax(np.abs(theirs.transform(X_new)), initial=1.0)
    np.testing.assert_allclose(ours.transform(X_new), theirs.transform(X_new), rtol=1e-9, atol=1e-11 * size)
    back = theirs.inverse_transform(X_new)
    np.testing.assert_allclose(ours.inverse_transform(X_new), back, rtol=1e-9, atol=1e-11 * np.nanmax(np.abs(back)))


@pytest.mark.parametrize("seed", DRAWS)
@pytest.mark.parametrize(
    "options", [{}, {"with_mean": False}, {"with_std": False}, {"with_mean": False, "with_std": False}]
)
def test_standard_scaler(seed, options):
    X, X_new = draw(seed)
    agree(
        StandardScaler(**options),
        reference.StandardScaler(**options),
        X,
        X_new,
        ["mean_", "var_", "scale_", "n_samples_seen_"],
    )


@pytest.mark.parametrize("seed", range(20))
def test_standard_scaler_with_weights(seed):
    X, X_new = draw(seed)
    weight = np.random.default_rng(seed).integers(0, 4, len(X)) + (np.arange(len(X)) == 0)
    ours, theirs = StandardScaler().fit(X, sample_weight=weight), reference.StandardScaler()
    theirs.fit(X, sample_weight=weight)
    np.testing.assert_allclose(ours.mean_, theirs.mean_, rtol=1e-9, atol=1e-12)
    size = np.nanmax(np.abs(theirs.transform(X_new)), initial=1.0)
    np.testing.assert_allclose(ours.transform(X_new), theirs.transform(X_new), rtol=1e-8, atol=1e-9 * size)


@pytest.mark.parametrize("seed", DRAWS)
@pytest.mark.parametrize(
    "options", [{}, {"feature_range": (-1, 3)}, {"clip": True}, {"feature_range": (2, 5), "clip": True}]
)
def test_min_max_scaler(seed, options):
    X, X_new = draw(seed)
    agree(
        MinMaxScaler(**options),
        reference.MinMaxScaler(**options),
        X,
        X_new,
        ["data_min_", "data_max_", "data_range_", "scale_", "min_"],
    )


@pytest.mark.parametrize("seed", DRAWS)
@pytest.mark.parametrize(
    "options", [{}, {"with_centering": False}, {"with_scaling": False}, {"quantile_range": (5.0, 90.0)}]
)
def test_robust_scaler(seed, options):
    X, X_new = draw(seed)
    agree(RobustScaler(**options), reference.RobustScaler(**options), X, X_new, ["center_", "scale_"])
