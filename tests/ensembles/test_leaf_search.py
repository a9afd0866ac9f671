"""The search for the best constants: parabolas, corners, losses without a minimum, many regions at once."""

import numpy as np

from lib.ensembles.leaf_search import best_shifts


def test_parabolas_near_and_far():
    middle = np.array([0.0, 1e-9, -3.0, 1e9])
    found = best_shifts(lambda shift: np.array([1.0, 2.0, 0.1, 5.0]) * (middle - shift), np.ones(4))
    np.testing.assert_allclose(found, middle, rtol=1e-12, atol=1e-20)


def test_a_corner_is_found_as_exactly_as_a_parabola():
    values = np.array([1.0, 2.0, 50.0])
    found = best_shifts(lambda shift: np.array([np.sign(values - s).sum() for s in shift]), np.array([3.0]))
    np.testing.assert_allclose(found, [2.0], rtol=1e-12)


def test_a_loss_without_a_minimum_ends_where_it_is_flat():
    # log(1 + exp(-v)) falls for ever; its slope is a hundredth of that at 0 where v is a little above 5.
    found = best_shifts(lambda shift: 1 / (1 + np.exp(shift)), np.ones(1))
    assert 5 < found[0] < 20


def test_a_slope_that_is_small_near_the_minimum_is_no_end():
    found = best_shifts(lambda shift: 1.001 - shift, np.ones(1))
    np.testing.assert_allclose(found, [1.001], rtol=1e-12)


def test_regions_without_weight_do_not_move():
    np.testing.assert_array_equal(best_shifts(lambda shift: np.zeros(2), np.zeros(2)), [0.0, 0.0])


def test_overflow_is_turned_back():
    # The slope of exp(v^2) overflows in the first step outward.
    found = best_shifts(lambda shift: 1e4 - shift * np.exp(shift**2), np.ones(1))
    np.testing.assert_allclose(found * np.exp(found**2), 1e4)
