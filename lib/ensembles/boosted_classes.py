"""What a boosted classifier says of new rows: scores, probabilities and labels, at the end and after every round."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.basics import ClassifierMixin, sigmoid, softmax
from lib.ensembles.boosted_losses import Exponential
from lib.ensembles.gradient_boosting import GradientBoosting


class BoostedClasses(ClassifierMixin, GradientBoosting):
    """Turn sums of trees into probabilities and labels: the upper half of ``GradientBoostingClassifier``.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles import GradientBoostingClassifier
    >>> GradientBoostingClassifier.__bases__[0].__name__
    'BoostedClasses'
    """

    classes_: np.ndarray

    def _probabilities(self, raw: np.ndarray) -> np.ndarray:
        """Turn raw predictions, shape (n_outputs, n_samples), into probabilities, shape (n_samples, n_classes)."""
        if len(raw) > 1:
            return softmax(raw.T, axis=1)
        doubled = self.loss == "exponential" or isinstance(self.loss, Exponential)
        second = sigmoid(2 * raw[0] if doubled else raw[0])
        return np.column_stack([1 - second, second])

    def _labels(self, raw: np.ndarray) -> np.ndarray:
        index = (raw[0] >= 0).astype(np.intp) if len(raw) == 1 else raw.argmax(axis=0)
        return self.classes_[index]

    def decision_function(self, X: Any) -> np.ndarray:
        """Compute the scores: the sums of start and trees.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_classes)
            With two classes the log-odds of the second (half of them for the exponential loss).

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        return _by_row(self._raw(X))

    def predict_proba(self, X: Any) -> np.ndarray:
        """Compute the probability of each class.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)
            Columns in the order of ``classes_``; rows add up to 1.

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        return self._probabilities(self._raw(X))

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Compute the logarithm of each probability, in nats.

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
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def predict(self, X: Any) -> np.ndarray:
        """Predict the most probable label.

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
        return self._labels(self._raw(X))

    def staged_decision_function(self, X: Any) -> Iterator[np.ndarray]:
        """Compute the scores after the first round, after the second, and so on.

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
        for raw in self._staged_raw(X):
            yield _by_row(raw)

    def staged_predict_proba(self, X: Any) -> Iterator[np.ndarray]:
        """Compute the probabilities after the first round, after the second, and so on.

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
        for raw in self._staged_raw(X):
            yield self._probabilities(raw)

    def staged_predict(self, X: Any) -> Iterator[np.ndarray]:
        """Predict labels after the first round, after the second, and so on.

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
        for raw in self._staged_raw(X):
            yield self._labels(raw)

    def apply(self, X: Any) -> np.ndarray:
        """Find the leaf in which each row ends in each tree.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray of int, shape (n_samples, n_estimators_, n_outputs)

        Raises
        ------
        NotFittedError, ValueError
            As in ``decision_function``.
        """
        return self._leaves(X)


def _by_row(raw: np.ndarray) -> np.ndarray:
    """Return raw predictions as scores: one number or one row of numbers for each sample."""
    return raw[0] if len(raw) == 1 else np.ascontiguousarray(raw.T)
