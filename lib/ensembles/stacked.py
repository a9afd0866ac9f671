"""Two levels of models: what stacking and blending share once the members are trained."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.basics import AvailableIf, ClassifierMixin, check_array, check_bool, check_choice, check_is_fitted
from lib.classical.logistic import LogisticRegression
from lib.classical.model_selection import is_classifier
from lib.data.names import input_names
from lib.data.table import Table
from lib.ensembles.members import fit_member, spread_columns
from lib.ensembles.named_ensemble import NamedEnsemble, output_names

METHODS = ("predict_proba", "decision_function", "predict")


def response_method(name: str, estimator: Any, stack_method: str) -> str:
    """Choose what to ask a member for: with ``"auto"`` probabilities, else a decision function, else labels.

    Parameters
    ----------
    name : str
        How to call the member in the message.
    estimator : Estimator
    stack_method : {"auto", "predict_proba", "decision_function", "predict"}

    Returns
    -------
    str
        The name of a method.

    Raises
    ------
    ValueError
        If the member has no such method.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical import LogisticRegression, Ridge
    >>> from lib.ensembles.stacked import response_method
    >>> [response_method("first", model, "auto") for model in (LogisticRegression(), Ridge())]
    ['predict_proba', 'predict']
    """
    for method in METHODS if stack_method == "auto" else (stack_method,):
        if hasattr(estimator, method):
            return method
    raise ValueError(f"estimator {name!r} must have {stack_method} with this stack_method, got {estimator!r}")


def _not_in_final_estimator(model: Any, method: str) -> str | None:
    """Say why a model lacks a method, as ``AvailableIf`` asks; None if its final estimator has it."""
    final = vars(model).get("final_estimator_", model.final_estimator)
    return None if final is None or hasattr(final, method) else f"the final estimator {final!r} has none"


class StackedEnsemble(ClassifierMixin, NamedEnsemble):
    """Feed the members' responses to a final estimator: the base of stacking and blending.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    estimators_ : list of fitted estimators
    final_estimator_ : fitted estimator
        Fitted to class numbers, positions in ``classes_``.
    stack_method_ : list of str
        What each member is asked for.

    Notes
    -----
    The two kinds differ in one thing: which rows the final estimator learns from, and what the members knew of them.
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles import BlendingClassifier, StackingClassifier
    >>> from lib.ensembles.stacked import StackedEnsemble
    >>> issubclass(StackingClassifier, StackedEnsemble), issubclass(BlendingClassifier, StackedEnsemble)
    (True, True)
    """

    final_estimator: Any
    stack_method: str
    passthrough: bool
    final_estimator_: Any
    stack_method_: list[str]

    def _check_settings(self) -> None:
        check_choice("stack_method", self.stack_method, ("auto", *METHODS))
        check_bool("passthrough", self.passthrough)

    def _fit_final(self, level_one: np.ndarray, index: np.ndarray, weight: np.ndarray | None) -> Self:
        """Train the final estimator on the members' responses, shape (n_rows, n_columns)."""
        final = LogisticRegression() if self.final_estimator is None else self.final_estimator
        if not is_classifier(final):
            raise ValueError(f"final_estimator must be a classifier, got {final!r}")
        self.final_estimator_ = fit_member("final_estimator", final, level_one, index, weight)
        return self

    def _join(self, X: Any, responses: list[np.ndarray]) -> np.ndarray:
        """Put responses side by side; with two classes the second probability says it all."""
        parts = []
        for values, method in zip(responses, self.stack_method_):
            if values.ndim == 1:
                values = values[:, None]
            elif method == "predict_proba" and len(self.classes_) == 2:
                values = values[:, 1:]
            parts.append(values)
        if self.passthrough:
            parts.append(check_array(X.to_array() if isinstance(X, Table) else X, allow_nan=True))
        return np.hstack(parts)

    def _responses(self, X: Any) -> list[np.ndarray]:
        """Ask every fitted member."""
        n_classes = len(self.classes_)
        responses = []
        for member, method in zip(self.estimators_, self.stack_method_):
            values = getattr(member, method)(X)
            if method == "predict_proba":
                values = spread_columns(values, self._positions(member.classes_), n_classes)
            elif method == "predict" and is_classifier(member):
                values = self._positions(values)
            responses.append(values)
        return responses

    def _positions(self, labels: np.ndarray) -> np.ndarray:
        """Return the class numbers of what members call the classes: here they were fitted to the numbers."""
        return labels

    def transform(self, X: Any) -> np.ndarray:
        """Return what the final estimator sees: the members' responses, and with ``passthrough`` the features.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_features_out)
            With two classes a member's probability is one column, that of ``classes_[1]``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        check_is_fitted(self)
        return self._join(X, self._responses(X))

    def predict(self, X: Any) -> np.ndarray:
        """Predict the label of each row.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        level_one = self.transform(X)
        return self.classes_[self.final_estimator_.predict(level_one)]

    @AvailableIf(_not_in_final_estimator)
    def predict_proba(self, X: Any) -> np.ndarray:
        """Compute the final estimator's probability of each class.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        level_one = self.transform(X)
        values = self.final_estimator_.predict_proba(level_one)
        return spread_columns(values, self.final_estimator_.classes_, len(self.classes_))

    @AvailableIf(_not_in_final_estimator)
    def decision_function(self, X: Any) -> np.ndarray:
        """Compute the final estimator's decision function.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_classes)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        level_one = self.transform(X)
        return self.final_estimator_.decision_function(level_one)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns that ``transform`` gives.

        Parameters
        ----------
        input_features : array_like of str, shape (n_features,), optional
            Names of the features that ``passthrough`` adds; ``x0``, ``x1``, ... by default.

        Returns
        -------
        ndarray of str, shape (n_features_out,)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``passthrough`` is true and the number of names is not the number of features.
        """
        check_is_fitted(self)
        n_classes = len(self.classes_)
        n_columns = [1 if method == "predict" or n_classes == 2 else n_classes for method in self.stack_method_]
        names = output_names(type(self).__name__.lower(), self._kept_names(), n_columns)
        if not self.passthrough:
            return names
        return np.concatenate([names, np.array(input_names(self, input_features), dtype=object)])
