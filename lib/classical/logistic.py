"""Logistic and softmax regression: linear classifiers that give probabilities."""

import warnings
from typing import Any, Self

import numpy as np

from lib.basics import (
    ClassifierMixin,
    Estimator,
    check_integer,
    check_labels,
    check_n_features,
    check_new_X,
    check_real,
    check_sample_weight,
    check_X_y,
    log_sigmoid,
    log_softmax,
    one_hot,
    sigmoid,
    softmax,
)
from lib.classical.convergence import ConvergenceWarning
from lib.classical.logistic_basis import LogisticBasis
from lib.classical.newton import newton
from lib.classical.softmax_loss import SoftmaxLoss


class LogisticRegression(ClassifierMixin, Estimator):
    r"""Fit class probabilities by maximum likelihood with an L2 penalty.

    With two classes :math:`p(y=1 \mid x) = \sigma(w^\top x + b)`; with more, one row of coefficients for each class,
    :math:`p(y=k \mid x) = \mathrm{softmax}(Wx + b)_k`. Fitted are

    .. math:: \min_{W, b}\; C\sum_i s_i\,\big(-\log p(y_i \mid x_i)\big) + \tfrac12 \lVert W\rVert^2

    Parameters
    ----------
    C : float, default 1.0
        Weight of the data against the penalty, above 0: a *small* value penalises strongly. ``np.inf`` leaves the
        penalty out.
    fit_intercept : bool, default True
        Learn :math:`b`, which is not penalised; False fixes it at 0.
    tol : float, default 1e-14
        Stop after a step that promised to lower the mean loss by at most this, in nats per sample.
    max_iter : int, default 100
        Largest number of Newton steps.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
        Labels in sorted order.
    coef_ : ndarray, shape (1, n_features) or (n_classes, n_features)
        :math:`W`; a single row with two classes.
    intercept_ : ndarray, shape (1,) or (n_classes,)
        :math:`b`; adds up to 0 with more than two classes, where only differences count.
    n_iter_ : ndarray of int, shape (1,)
        Newton steps taken.
    n_features_in_ : int

    Notes
    -----
    Newton's method on centred and rescaled features; the result is that of the features as given. A step costs
    ``n_samples * n_features**2`` operations, or ``n_samples**2 * n_features`` where there are more features than
    samples. Without a penalty and with classes that a plane separates, no best coefficients exist: the larger, the
    better. The fit then warns and returns the coefficients it stopped at.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Cox (1958), *The Regression Analysis of Binary Sequences*; Hastie, Tibshirani and Friedman (2009), *The Elements of
    Statistical Learning*, section 4.4.1; Albert and Anderson (1984), *On the Existence of Maximum Likelihood Estimates
    in Logistic Regression Models*.

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], ["dark", "dark", "light", "light"]
    >>> model = LogisticRegression().fit(X, y)
    >>> model.predict([[0.2], [2.9]]).tolist()
    ['dark', 'light']
    >>> model.predict_proba([[1.5]]).round(3)  # halfway
    array([[0.5, 0.5]])
    """

    classes_: np.ndarray
    coef_: np.ndarray
    intercept_: np.ndarray
    n_iter_: np.ndarray

    def __init__(self, *, C: float = 1.0, fit_intercept: bool = True, tol: float = 1e-14, max_iter: int = 100) -> None:
        self.C = C
        self.fit_intercept = fit_intercept
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn the coefficients.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type, at least two different ones.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts; a weight of 2 equals a second copy of the row.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range, the data are not usable or do not belong together, or ``y`` holds fewer
            than two classes (with positive weight).

        Warns
        -----
        ConvergenceWarning
            If the classes are separable and there is no penalty, or ``max_iter`` steps were not enough.
        """
        if not (isinstance(self.C, float) and np.isposinf(self.C)):
            check_real("C", self.C, low=0, closed="neither")
        tol = check_real("tol", self.tol, low=0, closed="neither")
        max_iter = check_integer("max_iter", self.max_iter, low=1)
        X, y = check_X_y(X, y)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        used = weight > 0
        if not used.all():
            X, y, weight = X[used], y[used], weight[used]
        self.classes_, index = check_labels(y, min_classes=2 if used.all() else 1)
        if len(self.classes_) < 2:
            raise ValueError(
                f"sample_weight must be positive in at least 2 classes, got 1 class with weight: {self.classes_[0]}"
            )
        target = one_hot(index, len(self.classes_)).T  # (n_classes, n_samples)
        if len(self.classes_) == 2:
            target = target[1:]  # (1, n_samples)

        total = weight.sum()
        basis = LogisticBasis(X, weight / total, self.fit_intercept, reduce=len(X) < X.shape[1] or np.isinf(self.C))
        loss = SoftmaxLoss(basis.A, target, weight / total, basis.relative_penalty / (self.C * total))
        start = np.zeros((len(target), basis.A.shape[1]))
        result = newton(loss, start, tol=tol, max_iter=max_iter)
        self.coef_, self.intercept_ = basis.original(result.x)
        if len(self.classes_) > 2:
            # The same amount on every class's logit changes no probability; without a penalty it is undetermined.
            self.intercept_ -= self.intercept_.mean()
            if np.isinf(self.C):
                self.coef_ -= self.coef_.mean(axis=0)
        self.n_iter_ = np.array([result.n_iter], dtype=np.int32)
        if np.isinf(self.C) and _separates(result.last_step @ basis.A.T, index):
            warnings.warn(
                "the classes can be separated without error and there is no penalty (C is inf): larger coefficients"
                " are always better, so the ones returned are arbitrary in size; choose a finite C",
                ConvergenceWarning,
                stacklevel=2,
            )
        elif not result.converged:
            warnings.warn(
                f"LogisticRegression stopped after max_iter={max_iter} steps, before it reached tol={tol:g};"
                " raise max_iter or tol",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """Compute the logits.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_classes)
            With two classes the log-odds of ``classes_[1]``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        X = check_new_X(self, X)
        logits = X @ self.coef_.T + self.intercept_
        return logits.ravel() if len(self.classes_) == 2 else logits

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
        logits = self.decision_function(X)
        if logits.ndim == 1:
            return np.column_stack([sigmoid(-logits), sigmoid(logits)])
        return softmax(logits, axis=1)

    def predict_log_proba(self, X: Any) -> np.ndarray:
        """Compute the log-probability of each class, in nats.

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
        logits = self.decision_function(X)
        if logits.ndim == 1:
            return np.column_stack([log_sigmoid(-logits), log_sigmoid(logits)])
        return log_softmax(logits, axis=1)

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
        logits = self.decision_function(X)
        best = (logits > 0).astype(int) if logits.ndim == 1 else logits.argmax(axis=1)
        return self.classes_[best]


def _separates(step: np.ndarray, index: np.ndarray) -> bool:
    """Tell whether a last Newton step still moves samples towards their class, and none away from it.

    At a minimum the last step is next to nothing. Where classes are separable it is a direction in which every margin
    grows, or stays, for ever - by about 1 in each step.

    Parameters
    ----------
    step : ndarray, shape (1, n_samples) or (n_classes, n_samples)
        Change of the logits.
    index : ndarray of int, shape (n_samples,)
        Class of each sample.
    """
    if len(step) == 1:
        step = np.vstack([np.zeros_like(step), step])
    own = np.take_along_axis(step, index[None, :], axis=0)
    rivals = step.copy()
    np.put_along_axis(rivals, index[None, :], -np.inf, axis=0)
    gain = own[0] - rivals.max(axis=0)
    return bool(gain.max() > 0.1 and gain.min() > -1e-3 * gain.max())
