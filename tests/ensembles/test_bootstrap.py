"""Bootstrap counts: as many draws as wanted, in proportion to shares, and 63.2% of the rows."""

import numpy as np
import pytest

from lib.ensembles import bootstrap_counts
from lib.ensembles.bootstrap import count_draws, mean_out_of_bag


def test_counts_add_up_to_the_draws():
    counts = bootstrap_counts(30, 8, 11, random_state=0)
    assert counts.shape == (8, 30)
    assert counts.dtype == np.float64
    assert counts.sum(axis=1).tolist() == [11.0] * 8
    assert (counts == counts.astype(int)).all()


@pytest.mark.parametrize("n_samples", [1, 2, 10, 1000])
def test_share_of_rows_left_out(n_samples):
    left_out = bootstrap_counts(n_samples, 200_000 // n_samples, random_state=1) == 0
    expected = (1 - 1 / n_samples) ** n_samples
    assert left_out.mean() == pytest.approx(expected, abs=0.01)


def test_counts_of_a_row_follow_the_binomial_distribution():
    # 6 draws of 1 in 3: mean 2, variance 6 * 1/3 * 2/3
    counts = bootstrap_counts(3, 40_000, 6, random_state=2)[:, 0]
    assert counts.mean() == pytest.approx(2, abs=0.03)
    assert counts.var() == pytest.approx(4 / 3, abs=0.03)


def test_shares_are_probabilities():
    counts = bootstrap_counts(3, 2000, share=[1.0, 0.0, 3.0], random_state=0)
    assert counts[:, 1].sum() == 0
    assert counts[:, 2].mean() == pytest.approx(9 / 4, abs=0.05)


def test_same_seed_same_bytes_and_sets_differ():
    first = bootstrap_counts(20, 5, random_state=0)
    assert first.tobytes() == bootstrap_counts(20, 5, random_state=0).tobytes()
    assert first.tobytes() != bootstrap_counts(20, 5, random_state=1).tobytes()
    assert len(np.unique(first, axis=0)) == 5


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 1), ValueError, "n_samples must be >= 1, got 0"),
        ((3, 0), ValueError, "n_sets must be >= 1, got 0"),
        ((3, 1.0), TypeError, "n_sets must be an integer, got float"),
        ((3, 1, 0), ValueError, "n_draws must be >= 1, got 0"),
    ],
)
def test_bad_numbers_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        bootstrap_counts(*arguments)


@pytest.mark.parametrize("share", [[1.0, 1.0], [1.0, -1.0, 2.0], [0.0, 0.0, 0.0]])
def test_bad_shares_are_refused(share):
    with pytest.raises(ValueError, match="share must hold 3 non-negative numbers with a positive sum, got shape"):
        bootstrap_counts(3, 1, share=share)


def test_number_of_draws():
    assert [count_draws(m, 10) for m in (None, 3, 1.0, 0.55, 0.01, 20)] == [10, 3, 10, 5, 1, 20]
    assert count_draws(None, 0.5) == 1


@pytest.mark.parametrize(
    ("max_samples", "error", "message"),
    [
        (0, ValueError, "max_samples must be >= 1, got 0"),
        (1.5, ValueError, "max_samples must be > 0 and <= 1, got 1.5"),
        ("all", TypeError, "max_samples must be a number, got str"),
    ],
)
def test_bad_number_of_draws_is_refused(max_samples, error, message):
    with pytest.raises(error, match=message):
        count_draws(max_samples, 10)


def test_sums_are_divided_by_the_number_of_voters():
    total = np.array([[2.0, 4.0], [3.0, 9.0]])
    np.testing.assert_array_equal(mean_out_of_bag(total, np.array([2, 3])), [[1, 2], [1, 3]])
    with pytest.warns(UserWarning, match="1 of 3 rows are in the bag of every member and have no out-of-bag"):
        mean = mean_out_of_bag(np.array([0.0, 4.0, 0.0]), np.array([0, 2, 1]))
    np.testing.assert_array_equal(mean, [np.nan, 2, 0])
