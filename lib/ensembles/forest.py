"""What random forests for classes and for numbers share: parameters, growth, out-of-bag rows, importances."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics import Estimator, as_rng, as_shares, check_bool, check_integer, check_is_fitted, check_new_X
from lib.classical.trees import Limits, Tree, count_features
from lib.ensembles.binning import Binner
from lib.ensembles.bootstrap import bootstrap_counts, count_draws, mean_out_of_bag
from lib.ensembles.level_growth import grow_level_wise
from lib.ensembles.tree_bundle import TreeBundle

# Trees are grown together until they hold so many (tree, row) pairs; more would only need more memory.
MOST_PAIRS = 1 << 21
# Thresholds at every 128th part of the rows cost a mean over many trees no accuracy that could be measured.
MAX_BINS = 128


class Forest(Estimator):
    """Grow many trees on bootstrap samples: the base of the forest classifier and regressor.

    Parameters
    ----------
    n_estimators, criterion, max_depth, min_samples_split, min_samples_leaf, max_features, bootstrap, oob_score
        As in ``RandomForestClassifier``, whose defaults these are.
    random_state, max_samples
        As there.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles import RandomForestClassifier
    >>> from lib.ensembles.forest import Forest
    >>> issubclass(RandomForestClassifier, Forest)
    True
    """

    estimators_: list[Tree]
    n_features_in_: int
    _bundle: TreeBundle

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        criterion: str = "gini",
        max_depth: int | None = None,
        min_samples_split: int = 2,
        min_samples_leaf: int = 1,
        max_features: int | float | str | None = "sqrt",
        bootstrap: bool = True,
        oob_score: bool = False,
        random_state: Any = None,
        max_samples: int | float | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.criterion = criterion
        self.max_depth = max_depth
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.oob_score = oob_score
        self.random_state = random_state
        self.max_samples = max_samples

    def _grow(
        self, X: np.ndarray, target: np.ndarray, weight: np.ndarray | None, n_classes: int | None
    ) -> np.ndarray | None:
        """Grow the trees; return which rows are out of each tree's bag, shape (n_trees, n_samples), if wanted.

        ``target`` holds classes, shape (n_samples,), or numbers, shape (n_outputs, n_samples).
        """
        n_trees = check_integer("n_estimators", self.n_estimators, low=1)
        for name in ("bootstrap", "oob_score"):
            check_bool(name, getattr(self, name))
        if self.oob_score and not self.bootstrap:
            raise ValueError("oob_score needs bootstrap=True, got bootstrap=False: no row is left out of a bag")
        if self.max_samples is not None and not self.bootstrap:
            raise ValueError(f"max_samples needs bootstrap=True, got bootstrap=False and {self.max_samples!r}")
        limits = Limits(self.max_depth, self.min_samples_split, self.min_samples_leaf)
        n_samples, n_features = X.shape
        n_drawn = count_features(self.max_features, n_features)
        # With weights, a row is drawn in proportion to its weight, and a share of the rows is a share of their weight.
        size = n_samples if weight is None or self.max_samples is None else float(weight.sum())
        n_draws = count_draws(self.max_samples, size)
        rng = as_rng(self.random_state)
        binner = Binner.fit(X if weight is None else X[weight > 0], MAX_BINS)
        codes = binner.encode(X)
        trees: list[Tree] = []
        out_of_bag = []
        step = max(1, MOST_PAIRS // n_samples)
        for first in range(0, n_trees, step):
            some = min(step, n_trees - first)
            if self.bootstrap:
                counts = bootstrap_counts(n_samples, some, n_draws, share=weight, random_state=rng)
            else:
                counts = np.tile(np.ones(n_samples) if weight is None else weight, (some, 1))
            trees += grow_level_wise(
                codes,
                binner,
                target if n_classes else target[:, None, :] * counts,
                counts,
                criterion="entropy" if self.criterion == "entropy" else "squares",
                n_classes=n_classes,
                max_depth=limits.max_depth,
                min_samples_split=limits.min_samples_split,
                min_samples_leaf=limits.min_samples_leaf,
                max_features=n_drawn,
                rng=rng,
            ).trees
            if self.oob_score:
                out_of_bag.append(counts == 0)
        self.estimators_ = trees
        self._bundle = TreeBundle.of(trees)
        for name in ("oob_score_", "oob_decision_function_", "oob_prediction_"):
            vars(self).pop(name, None)
        return np.concatenate(out_of_bag) if out_of_bag else None

    def _mean_out_of_bag(self, X: np.ndarray, out_of_bag: np.ndarray) -> np.ndarray:
        """Average what the trees that did not see a row say of it; NaN where all saw it."""
        return mean_out_of_bag(self._bundle.sum_values_of(X, out_of_bag), out_of_bag.sum(axis=0))

    def _mean_value(self, X: Any) -> np.ndarray:
        """Average what the trees say, shape (n_samples, n_outputs)."""
        X = check_new_X(self, X)
        return self._bundle.sum_values(X) / len(self.estimators_)

    def apply(self, X: Any) -> np.ndarray:
        """Find the leaf in which each row ends in each tree.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray of int, shape (n_samples, n_estimators)
            Numbers of nodes of the trees in ``estimators_``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        X = check_new_X(self, X)
        leaves: np.ndarray = self._bundle.apply(X)
        return leaves

    @property
    def feature_importances_(self) -> np.ndarray:
        """Share of each feature in the decrease of impurity, the mean over trees, shape (n_features,)."""
        check_is_fitted(self)
        return as_shares(np.sum([tree.importances(self.n_features_in_) for tree in self.estimators_], axis=0))
