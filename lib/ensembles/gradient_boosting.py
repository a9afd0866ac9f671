"""Gradient boosting: each round fits trees to the direction in which the loss falls; what classes and numbers share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.basics import (
    Estimator,
    as_rng,
    as_shares,
    check_choice,
    check_integer,
    check_is_fitted,
    check_new_X,
    check_real,
)
from lib.classical.trees import Limits, count_features
from lib.ensembles.boosting_growers import ExactGrower, HistogramGrower
from lib.ensembles.boosting_objective import Objective
from lib.ensembles.boosting_rounds import Rounds, Rows, run_rounds
from lib.ensembles.tree_bundle import TreeBundle


class GradientBoosting(ABC, Estimator):
    """Add up shrunken trees: the base of the boosted classifier and regressor.

    Parameters
    ----------
    loss, learning_rate, n_estimators, subsample, min_samples_split, min_samples_leaf, max_depth, random_state
        As in ``GradientBoostingRegressor``.
    max_features, max_leaf_nodes, validation_fraction, n_iter_no_change, tol, grower
        As there.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles import GradientBoostingRegressor
    >>> GradientBoostingRegressor.__bases__[1].__name__
    'GradientBoosting'
    """

    estimators_: np.ndarray
    init_: np.ndarray
    n_features_in_: int
    _bundles: list[TreeBundle]

    loss: Any
    learning_rate: float
    n_estimators: int
    subsample: float
    min_samples_split: int
    min_samples_leaf: int
    max_depth: int | None
    random_state: Any
    max_features: int | float | str | None
    max_leaf_nodes: int | None
    validation_fraction: float
    n_iter_no_change: int | None
    tol: float
    grower: str

    @abstractmethod
    def _split(self, rows: Rows, size: float, rng: np.random.Generator) -> tuple[Rows, Rows]:
        """Hold out a part of the rows for early stopping."""

    def _boost(self, rows: Rows, objective: Objective) -> None:
        """Check the parameters that all losses share, and run the rounds."""
        n_estimators = check_integer("n_estimators", self.n_estimators, low=1)
        rate = check_real("learning_rate", self.learning_rate, low=0)
        subsample = check_real("subsample", self.subsample, low=0, high=1, closed="right")
        fraction = check_real("validation_fraction", self.validation_fraction, low=0, high=1, closed="neither")
        tol = check_real("tol", self.tol, low=0)
        patience = self.n_iter_no_change
        if patience is not None:
            patience = check_integer("n_iter_no_change", patience, low=1)
        check_choice("grower", self.grower, ("histogram", "exact"))
        limits = Limits(self.max_depth, self.min_samples_split, self.min_samples_leaf, self.max_leaf_nodes)
        if limits.max_leaf_nodes is not None and self.grower != "exact":
            raise ValueError(f"max_leaf_nodes needs grower='exact', got grower={self.grower!r}, which grows by levels")
        rng = as_rng(self.random_state)
        held_out = None
        if patience is not None:
            rows, held_out = self._split(rows, fraction, rng)
        rows = rows.of(rows.weight > 0)
        n_candidates = count_features(self.max_features, rows.X.shape[1])
        grower_class = ExactGrower if self.grower == "exact" else HistogramGrower
        grower = grower_class(rows.X, limits, n_candidates, rng)
        rounds = Rounds(n_estimators, rate, subsample, patience, tol)
        history = run_rounds(rows, objective, grower, rounds, held_out, rng)
        self.init_ = history.start
        self.estimators_ = np.empty((len(history.trees), objective.n_outputs), dtype=object)
        self.estimators_[:] = history.trees
        self.n_estimators_ = len(history.trees)
        self.train_score_ = np.array(history.train)
        for name, values in (("validation_score_", history.validation), ("oob_improvement_", history.out_of_bag)):
            vars(self).pop(name, None)
            if values:
                setattr(self, name, np.array(values))
        self._bundles = [TreeBundle.of(list(trees)) for trees in self.estimators_.T]
        self._rate = rate

    def _raw(self, X: Any) -> np.ndarray:
        """Add up the trees, shape (n_outputs, n_samples)."""
        X = check_new_X(self, X)
        sums = np.array([bundle.sum_values(X)[:, 0] for bundle in self._bundles])
        return self.init_[:, None] + self._rate * sums

    def _staged_raw(self, X: Any) -> Iterator[np.ndarray]:
        """Add up the trees and show the sum after every round, shape (n_outputs, n_samples)."""
        X = check_new_X(self, X)
        raw = np.tile(self.init_[:, None], len(X))
        for trees in self.estimators_:
            raw = raw + self._rate * np.array([tree.predict(X)[:, 0] for tree in trees])
            yield raw

    def _leaves(self, X: Any) -> np.ndarray:
        """Find the leaf of each row in each tree, shape (n_samples, n_estimators, n_outputs)."""
        X = check_new_X(self, X)
        return np.stack([bundle.apply(X) for bundle in self._bundles], axis=2)

    @property
    def feature_importances_(self) -> np.ndarray:
        """Share of each feature in the decrease of impurity, summed over all trees, shape (n_features,)."""
        check_is_fitted(self)
        each = [tree.feature_decreases(self.n_features_in_) for tree in self.estimators_.ravel()]
        return as_shares(np.sum(each, axis=0))
