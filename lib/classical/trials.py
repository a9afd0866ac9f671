"""Trials: which settings of the hyperparameters a search tries, on a grid or at random."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np


def grid_trials(param_grid: Any) -> list[dict[str, Any]]:
    """List every combination of the values.

    Parameters
    ----------
    param_grid : dict or sequence of dict
        Parameter names and lists of values; several dicts are several grids, one after the other.

    Returns
    -------
    list of dict
        Names in alphabetical order, the last one changing fastest.

    Raises
    ------
    TypeError
        If `param_grid` is no dict or sequence of dicts, or values are no list.
    ValueError
        If there is no grid, or a list is empty.

    Notes
    -----
    The number of trials is the product of the lengths: it explodes with the number of parameters.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical.trials import grid_trials
    >>> grid_trials({"degree": [1, 2], "alpha": [0.1]})
    [{'alpha': 0.1, 'degree': 1}, {'alpha': 0.1, 'degree': 2}]
    """
    trials: list[dict[str, Any]] = []
    for grid in _as_dicts(param_grid, "param_grid"):
        lists = {name: _as_list(name, grid[name]) for name in sorted(grid)}
        trials += [dict(zip(lists, values)) for values in product(*lists.values())]
    return trials


def random_trials(param_distributions: Any, n_iter: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Draw settings at random, as many as the budget allows.

    Parameters
    ----------
    param_distributions : dict or sequence of dict
        Parameter names and, for each, a list of values, a function of a generator that draws one value, or an object
        with ``rvs`` such as scipy's distributions. Of several dicts one is drawn for each trial.
    n_iter : int
        Number of trials.
    rng : numpy.random.Generator

    Returns
    -------
    list of dict
        If only lists are given, no setting comes twice, and all are returned if there are at most `n_iter`.

    Raises
    ------
    TypeError
        If `param_distributions` is no dict or sequence of dicts, or a value is none of these kinds.
    ValueError
        If there is no dict, or a list is empty.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trials import random_trials
    >>> def log_uniform(rng):
    ...     return float(10 ** rng.uniform(-3, 3))
    >>> trials = random_trials({"alpha": log_uniform, "degree": [1, 2, 3]}, 5, np.random.default_rng(0))
    >>> len(trials), sorted(trials[0])
    (5, ['alpha', 'degree'])
    """
    spaces = _as_dicts(param_distributions, "param_distributions")
    if all(not _draws(values) for space in spaces for values in space.values()):
        trials = grid_trials(spaces)
        chosen = rng.choice(len(trials), size=min(n_iter, len(trials)), replace=False)
        return [trials[i] for i in chosen]
    drawn = []
    for _ in range(n_iter):
        space = spaces[int(rng.integers(len(spaces)))]
        drawn.append({name: _draw(name, space[name], rng) for name in sorted(space)})
    return drawn


def _draws(values: Any) -> bool:
    """Tell whether values are drawn from a distribution, not from a list."""
    return hasattr(values, "rvs") or callable(values)


def _draw(name: str, values: Any, rng: np.random.Generator) -> Any:
    """Draw one value of a parameter."""
    if hasattr(values, "rvs"):
        return values.rvs(random_state=rng)
    if callable(values):
        return values(rng)
    options = _as_list(name, values)
    return options[int(rng.integers(len(options)))]


def _as_dicts(given: Any, argument: str) -> list[Mapping[str, Any]]:
    """Return one dict or several as a list of dicts."""
    spaces = [given] if isinstance(given, Mapping) else given
    if not isinstance(spaces, Sequence) or not all(isinstance(space, Mapping) for space in spaces):
        raise TypeError(f"{argument} must be a dict or a sequence of dicts, got {type(given).__name__}")
    if not spaces:
        raise ValueError(f"{argument} must hold at least one dict, got none")
    return list(spaces)


def _as_list(name: str, values: Any) -> list[Any]:
    """Return the values of one parameter as a list of plain Python objects."""
    if isinstance(values, np.ndarray) and values.ndim == 1:
        values = values.tolist()
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise TypeError(f"the values of {name} must be a list, got {type(values).__name__}")
    if not len(values):
        raise ValueError(f"the values of {name} must not be empty")
    return list(values)


def results_table(trials: list[dict[str, Any]], scores: np.ndarray) -> dict[str, Any]:
    """Make the table of a search.

    Parameters
    ----------
    trials : list of dict
        The settings tried.
    scores : ndarray, shape (n_trials, n_splits, 1) or (n_trials, n_splits, 2)
        Test scores and, if there are two, training scores.

    Returns
    -------
    dict of str to list or ndarray, shape (n_trials,)
        See ``cv_results_`` of ``Search``. A parameter that a trial does not set is None there.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trials import results_table
    >>> table = results_table([{"degree": 1}, {"degree": 2}], np.array([[[0.5], [0.7]], [[0.8], [0.8]]]))
    >>> table["mean_test_score"], table["rank_test_score"]
    (array([0.6, 0.8]), array([2, 1], dtype=int32))
    """
    results: dict[str, Any] = {"params": trials}
    for name in sorted({name for trial in trials for name in trial}):
        column = np.empty(len(trials), dtype=object)
        column[:] = [trial.get(name) for trial in trials]
        results[f"param_{name}"] = column
    for part, kind in enumerate(("test", "train")[: scores.shape[2]]):
        for fold in range(scores.shape[1]):
            results[f"split{fold}_{kind}_score"] = scores[:, fold, part]
        results[f"mean_{kind}_score"] = scores[:, :, part].mean(axis=1)
        results[f"std_{kind}_score"] = scores[:, :, part].std(axis=1)
    mean = results["mean_test_score"]
    results["rank_test_score"] = np.array([1 + np.sum(mean > value) for value in mean], dtype=np.int32)
    return results
