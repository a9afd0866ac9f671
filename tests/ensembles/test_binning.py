"""Bins: one for each of few values, quantiles of many, and the same questions in codes and in units."""

import numpy as np
import pytest

from lib.ensembles.binning import Binner


def test_few_values_get_a_bin_each_cut_halfway():
    X = np.array([[3.0, 0.0], [1.0, 0.0], [3.0, 5.0], [2.0, 0.0]])
    binner = Binner.fit(X)
    assert [cut.tolist() for cut in binner.cuts] == [[1.5, 2.5], [2.5]]
    assert binner.encode(X).tolist() == [[2, 0], [0, 0], [2, 1], [1, 0]]
    assert binner.n_bins.tolist() == [3, 2]


def test_values_that_were_not_seen_fall_between():
    binner = Binner.fit(np.array([[1.0], [2.0], [3.0]]))
    assert binner.encode(np.array([[-9.0], [1.5], [1.6], [99.0]])).ravel().tolist() == [0, 0, 1, 2]


def test_a_constant_feature_has_one_bin_and_no_cut():
    binner = Binner.fit(np.full((5, 1), 7.0))
    assert binner.cuts[0].size == 0
    assert binner.encode(np.array([[6.0], [8.0]])).ravel().tolist() == [0, 0]


@pytest.mark.parametrize("max_bins", [2, 7, 64, 255])
def test_many_values_are_cut_into_bins_of_equal_weight(max_bins):
    X = np.random.default_rng(0).lognormal(size=(5100, 1))
    binner = Binner.fit(X, max_bins)
    counts = np.bincount(binner.encode(X).ravel())
    assert len(counts) == max_bins
    assert counts.min() >= 5100 // max_bins - 1
    assert counts.max() <= -(-5100 // max_bins) + 1


def test_a_value_of_most_rows_leaves_cut_points_for_the_others():
    rng = np.random.default_rng(0)
    X = np.where(rng.random(4000) < 0.9, 0.0, rng.normal(size=4000))[:, None]
    codes = Binner.fit(X, 20).encode(X).ravel()
    assert len(np.unique(codes)) <= 20
    assert len(np.unique(codes[X.ravel() != 0])) >= 2
    order = np.argsort(X.ravel(), kind="stable")
    assert (np.diff(codes[order].astype(int)) >= 0).all()


@pytest.mark.parametrize("n_samples", [5, 254, 255, 256, 257, 1000])
def test_a_question_about_codes_is_one_about_values(n_samples):
    rng = np.random.default_rng(n_samples)
    X = np.column_stack([rng.normal(size=n_samples), rng.integers(0, 4, n_samples), rng.normal(size=n_samples) ** 9])
    binner = Binner.fit(X)
    codes = binner.encode(X)
    assert codes.dtype == np.uint8
    for j, cut in enumerate(binner.cuts):
        assert (np.diff(cut) > 0).all()
        for code in range(len(cut)):
            threshold = binner.threshold(np.array([j]), np.array([code]))[0]
            assert threshold == cut[code]
            np.testing.assert_array_equal(codes[:, j] <= code, X[:, j] <= threshold)


def test_neighbouring_floats_are_told_apart():
    low = 1.0
    X = np.array([[low], [np.nextafter(low, 2)], [np.nextafter(np.nextafter(low, 2), 2)]])
    assert Binner.fit(X).encode(X).ravel().tolist() == [0, 1, 2]


def test_the_ends_of_the_range_of_floats_have_a_middle():
    largest = np.finfo(float).max
    X = np.array([[0.9 * largest], [largest]])
    assert Binner.fit(X).encode(X).ravel().tolist() == [0, 1]


@pytest.mark.parametrize(
    ("max_bins", "error", "message"),
    [
        (1, ValueError, "max_bins must be >= 2 and <= 255, got 1"),
        (256, ValueError, "max_bins must be >= 2 and <= 255, got 256"),
        (10.0, TypeError, "max_bins must be an integer, got float"),
    ],
)
def test_a_bad_number_of_bins_is_refused(max_bins, error, message):
    with pytest.raises(error, match=message):
        Binner.fit(np.zeros((3, 1)), max_bins)
