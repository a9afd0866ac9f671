"""Which settings a search tries, and the table it makes of the scores."""

import numpy as np
import pytest
import scipy.stats

from lib.classical.trials import grid_trials, random_trials, results_table


def test_grid_is_the_product_in_a_fixed_order():
    trials = grid_trials({"b": [1, 2], "a": ["x", "y"]})
    assert trials == [{"a": "x", "b": 1}, {"a": "x", "b": 2}, {"a": "y", "b": 1}, {"a": "y", "b": 2}]
    assert list(trials[0]) == ["a", "b"]


def test_several_grids_come_one_after_the_other():
    assert grid_trials([{"a": [1]}, {"b": [2, 3]}, {}]) == [{"a": 1}, {"b": 2}, {"b": 3}, {}]


def test_arrays_become_plain_numbers():
    assert [type(t["a"]) for t in grid_trials({"a": np.array([1, 2])})] == [int, int]


def test_random_draws_from_lists_do_not_repeat():
    space = {"a": [1, 2, 3], "b": [1, 2, 3]}
    trials = random_trials(space, 9, np.random.default_rng(0))
    assert sorted(map(str, trials)) == sorted(map(str, grid_trials(space)))
    assert len(random_trials(space, 100, np.random.default_rng(0))) == 9
    assert len(random_trials(space, 4, np.random.default_rng(0))) == 4


def test_random_draws_from_functions_and_from_scipy():
    space = {"a": lambda rng: rng.uniform(2, 3), "b": scipy.stats.uniform(5, 1), "c": ["x", "y"]}
    trials = random_trials(space, 50, np.random.default_rng(0))
    assert len(trials) == 50
    assert all(2 <= t["a"] <= 3 and 5 <= t["b"] <= 6 for t in trials)
    assert {t["c"] for t in trials} == {"x", "y"}
    assert str(trials) == str(random_trials(space, 50, np.random.default_rng(0)))


def test_of_several_spaces_one_is_drawn_for_each_trial():
    spaces = [{"a": lambda rng: 1.0}, {"b": [2]}]
    assert {tuple(t) for t in random_trials(spaces, 30, np.random.default_rng(0))} == {("a",), ("b",)}


@pytest.mark.parametrize(
    ("grid", "error", "message"),
    [
        ("abc", TypeError, "param_grid must be a dict or a sequence of dicts, got str"),
        (3, TypeError, "param_grid must be a dict or a sequence of dicts, got int"),
        ([], ValueError, "param_grid must hold at least one dict, got none"),
        ({"a": 3}, TypeError, "the values of a must be a list, got int"),
        ({"a": "xy"}, TypeError, "the values of a must be a list, got str"),
        ({"a": []}, ValueError, "the values of a must not be empty"),
    ],
)
def test_unusable_grids_are_named(grid, error, message):
    with pytest.raises(error, match=message):
        grid_trials(grid)


def test_unusable_distributions_are_named():
    with pytest.raises(TypeError, match="param_distributions must be a dict or a sequence of dicts, got float"):
        random_trials(1.5, 3, np.random.default_rng(0))
    with pytest.raises(TypeError, match="the values of b must be a list, got float"):
        random_trials({"a": lambda rng: 1, "b": 0.5}, 3, np.random.default_rng(0))


def test_table_ranks_ties_alike_and_leaves_absent_parameters_none():
    scores = np.array([[[0.5, 0.9], [0.7, 0.9]], [[0.8, 1.0], [0.8, 1.0]], [[0.6, 0.7], [0.6, 0.7]]])
    table = results_table([{"a": 1}, {"b": 2}, {"a": 3}], scores)
    np.testing.assert_allclose(table["mean_test_score"], [0.6, 0.8, 0.6])
    np.testing.assert_allclose(table["std_test_score"], [0.1, 0.0, 0.0], atol=1e-15)
    np.testing.assert_array_equal(table["rank_test_score"], [2, 1, 2])
    np.testing.assert_allclose(table["mean_train_score"], [0.9, 1.0, 0.7])
    assert table["param_a"].tolist() == [1, None, 3]
    assert table["split1_test_score"].tolist() == [0.7, 0.8, 0.6]
    assert "mean_train_score" not in results_table([{"a": 1}], np.zeros((1, 2, 1)))
