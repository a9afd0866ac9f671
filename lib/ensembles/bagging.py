"""Bagging: train one method on many random samples of the rows and average; what classes and numbers share."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.basics import Estimator, as_rng, check_bool, check_count, check_integer, check_new_X, clone
from lib.ensembles.bootstrap import bootstrap_counts, count_draws, mean_out_of_bag
from lib.ensembles.members import set_seeds, takes_sample_weight


class Bagging(ABC, Estimator):
    """Train members on drawn rows and drawn features: the base of the bagging classifier and regressor.

    Parameters
    ----------
    estimator, n_estimators, max_samples, max_features, bootstrap, bootstrap_features, oob_score, random_state
        As in ``BaggingClassifier``.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles import BaggingRegressor
    >>> from lib.ensembles.bagging import Bagging
    >>> issubclass(BaggingRegressor, Bagging)
    True
    """

    estimators_: list[Any]
    estimators_features_: list[np.ndarray]
    estimators_samples_: list[np.ndarray]

    def __init__(
        self,
        estimator: Any = None,
        n_estimators: int = 10,
        *,
        max_samples: float | None = None,
        max_features: float = 1.0,
        bootstrap: bool = True,
        bootstrap_features: bool = False,
        oob_score: bool = False,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.bootstrap_features = bootstrap_features
        self.oob_score = oob_score
        self.random_state = random_state

    @abstractmethod
    def _base(self) -> Any:
        """Return the estimator that is bagged if none is given."""

    def _fit_members(self, X: np.ndarray, y: np.ndarray, weight: np.ndarray | None) -> None:
        """Draw rows and features and fit a member to them, ``n_estimators`` times."""
        n_estimators = check_integer("n_estimators", self.n_estimators, low=1)
        for name in ("bootstrap", "bootstrap_features", "oob_score"):
            check_bool(name, getattr(self, name))
        if self.oob_score and not self.bootstrap:
            raise ValueError("oob_score needs bootstrap=True, got bootstrap=False: no row is left out by a bootstrap")
        n_samples, n_features = X.shape
        # A share of rows is one of their weight, so that a weight of 2 equals a second copy.
        size = n_samples if weight is None else weight.sum()
        n_rows = n_samples if self.max_samples is None else count_draws(self.max_samples, size)
        n_columns = check_count("max_features", self.max_features, n_features)
        if n_rows > n_samples and not self.bootstrap:
            raise ValueError(f"max_samples must be at most {n_samples}, the rows, when bootstrap=False, got {n_rows}")
        if weight is not None and isinstance(self.max_samples, float) and n_rows < 10:
            warnings.warn(
                f"max_samples={self.max_samples} of a total sample_weight of {size:.3g} draws {n_rows} row(s) for each"
                " estimator; give max_samples as a number of rows if the weights are not counts",
                UserWarning,
                stacklevel=3,
            )
        if n_columns > n_features:
            raise ValueError(f"max_features must be at most the number of features, {n_features}, got {n_columns}")
        self.estimator_ = self._base() if self.estimator is None else clone(self.estimator)
        if weight is not None and not self.bootstrap and not takes_sample_weight(self.estimator_):
            raise ValueError(f"estimator must take sample_weight when bootstrap=False, got {self.estimator_!r}")
        for name in ("oob_score_", "oob_decision_function_", "oob_prediction_"):
            vars(self).pop(name, None)
        rng = as_rng(self.random_state)
        self.estimators_, self.estimators_features_, self.estimators_samples_ = [], [], []
        share = None if weight is None else weight / weight.sum()
        for _ in range(n_estimators):
            features = np.sort(rng.choice(n_features, n_columns, replace=bool(self.bootstrap_features)))
            if self.bootstrap:
                counts = bootstrap_counts(n_samples, 1, n_rows, share=share, random_state=rng)[0]
            else:
                counts = np.zeros(n_samples)
                counts[rng.choice(n_samples, n_rows, replace=False)] = 1
            rows = np.repeat(np.arange(n_samples), counts.astype(int))
            member = set_seeds(clone(self.estimator_), rng)
            if takes_sample_weight(member):
                # How often each row was drawn does the work of the copies, and leaves the sorted columns as they are.
                member.fit(X[:, features], y, counts if self.bootstrap or weight is None else counts * weight)
            else:
                member.fit(X[rows][:, features], y[rows])
            self.estimators_.append(member)
            self.estimators_features_.append(features)
            self.estimators_samples_.append(rows)

    def _responses(self, X: np.ndarray) -> Iterator[np.ndarray]:
        """Yield each member's response to its own features."""
        for member, features in zip(self.estimators_, self.estimators_features_):
            yield self._response(member, X[:, features])

    def _response(self, member: Any, X: np.ndarray) -> np.ndarray:
        return member.predict(X)

    def _mean_response(self, X: Any) -> np.ndarray:
        """Average the members' responses."""
        X = check_new_X(self, X, dtype="any", allow_nan=True)
        total: Any = sum(self._responses(X))
        return total / len(self.estimators_)

    def _mean_out_of_bag(self, X: np.ndarray) -> np.ndarray:
        """Average, for each row, the responses of the members that did not see it; NaN where all have."""
        total: Any = 0.0
        n_voters = np.zeros(len(X))
        for response, rows in zip(self._responses(X), self.estimators_samples_):
            unseen = np.bincount(rows, minlength=len(X)) == 0
            total = total + (response.T * unseen).T
            n_voters += unseen
        return mean_out_of_bag(total, n_voters)

    def _score_known(self, score: Any, y: np.ndarray, y_pred: np.ndarray, weight: np.ndarray | None) -> float:
        """Score the rows that have an out-of-bag prediction; NaN if none has."""
        known = ~np.isnan(y_pred)
        if not known.any():
            return float("nan")
        return score(y[known], y_pred[known], None if weight is None else weight[known])

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import get_tags

        tags = super().__sklearn_tags__()
        base = self._base() if self.estimator is None else self.estimator
        tags.input_tags.allow_nan = get_tags(base).input_tags.allow_nan
        return tags
