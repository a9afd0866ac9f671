"""The outlier rules against scipy."""

import numpy as np
import pytest
import scipy.stats

from lib.data import IQRClipper, iqr_outliers, zscore_outliers


def draw(seed):
    rng = np.random.default_rng(seed)
    return rng.standard_t(2, size=(rng.integers(3, 60), rng.integers(1, 4)))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("threshold", [1.0, 2.0, 3.0])
def test_zscore(seed, threshold):
    X = draw(seed)
    np.testing.assert_array_equal(zscore_outliers(X, threshold), np.abs(scipy.stats.zscore(X, axis=0)) > threshold)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("factor", [0.5, 1.5, 3.0])
def test_fences(seed, factor):
    X = draw(seed)
    first, spread = np.quantile(X, 0.25, axis=0), scipy.stats.iqr(X, axis=0)
    low, high = first - factor * spread, first + (1 + factor) * spread
    clipper = IQRClipper(factor).fit(X)
    np.testing.assert_allclose([clipper.lower_, clipper.upper_], [low, high], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(clipper.transform(X), np.clip(X, low, high), rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(iqr_outliers(X, factor), np.clip(X, low - 1e-12, high + 1e-12) != X)
