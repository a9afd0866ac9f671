"""The weighted vote of classifiers that were trained one after another, after each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.basics import (
    ClassifierMixin,
    Estimator,
    accuracy_score,
    check_new_X,
    softmax,
)


class WeightedVote(ClassifierMixin, Estimator):
    r"""Predict the class with the largest sum of the weights :math:`w_t` of members that vote for it.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    n_classes_ : int
    estimators_ : list of fitted classifiers
    estimator_weights_ : ndarray, shape (n_estimators,)

    Notes
    -----
    Each prediction costs one call of every member, each stage no more than that.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Zhu, Zou, Rosset and Hastie (2009), *Multi-class AdaBoost* (the vote and its probabilities).

    Examples
    --------
    >>> from lib.ensembles import AdaBoostClassifier
    >>> from lib.ensembles.weighted_vote import WeightedVote
    >>> issubclass(AdaBoostClassifier, WeightedVote)
    True
    """

    classes_: np.ndarray
    n_classes_: int
    estimators_: list[Any]
    estimator_weights_: np.ndarray

    def staged_decision_function(self, X: Any) -> Iterator[np.ndarray]:
        """Yield the decision function of the first member, of the first two, and so on.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Yields
        ------
        ndarray, shape (n_samples,) or (n_samples, n_classes)

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        X = check_new_X(self, X)
        n_rivals = max(self.n_classes_ - 1, 1)
        total, norm = np.zeros((len(X), self.n_classes_)), 0.0
        for member, weight in zip(self.estimators_, self.estimator_weights_):
            chosen = member.predict(X)[:, None] == self.classes_
            total += np.where(chosen, weight, -weight / n_rivals)
            norm += weight
            scores = total / norm
            yield scores[:, 1] - scores[:, 0] if self.n_classes_ == 2 else scores

    def decision_function(self, X: Any) -> np.ndarray:
        """Compute the weighted vote, with weights that add up to 1.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_classes)
            A member's vote counts 1 for its class and -1/(K - 1) for each of the others, so rows add up to 0. With two
            classes the column of ``classes_[1]`` minus that of ``classes_[0]``: between -2 and 2.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        *_, last = self.staged_decision_function(X)
        return last

    def staged_predict(self, X: Any) -> Iterator[np.ndarray]:
        """Yield the predictions of the first member, of the first two, and so on.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Yields
        ------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        yield from map(self._labels, self.staged_decision_function(X))

    def predict(self, X: Any) -> np.ndarray:
        """Predict the label with the largest weighted vote.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        return self._labels(self.decision_function(X))

    def staged_predict_proba(self, X: Any) -> Iterator[np.ndarray]:
        """Yield the probabilities by the first member, by the first two, and so on.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Yields
        ------
        ndarray, shape (n_samples, n_classes)

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        yield from map(self._probabilities, self.staged_decision_function(X))

    def predict_proba(self, X: Any) -> np.ndarray:
        r"""Turn the votes :math:`f(x)` into :math:`\mathrm{softmax}(f(x)/(K-1))`.

        With weights that add up to 1, as in scikit-learn, these stay near 1/K even where all members agree: they rank
        rows but are no calibrated probabilities.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        return self._probabilities(self.decision_function(X))

    def staged_score(self, X: Any, y: Any, sample_weight: Any = None) -> Iterator[float]:
        """Yield the accuracy of the first member, of the first two, and so on.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
        sample_weight : array_like, shape (n_samples,), optional

        Yields
        ------
        float

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        for y_pred in self.staged_predict(X):
            yield accuracy_score(y, y_pred, sample_weight)

    def _labels(self, scores: np.ndarray) -> np.ndarray:
        return self.classes_[(scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)]

    def _probabilities(self, scores: np.ndarray) -> np.ndarray:
        if scores.ndim == 1:
            return softmax(np.column_stack([-scores, scores]) / 2, axis=1)
        return softmax(scores / max(self.n_classes_ - 1, 1), axis=1)
