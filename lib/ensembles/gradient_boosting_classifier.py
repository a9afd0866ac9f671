"""Gradient boosting for labels: log-odds as sums of small trees."""

from typing import Any, Self

import numpy as np

from lib.basics import (
    check_choice,
    check_labels,
    check_n_features,
    check_sample_weight,
    check_X_y,
)
from lib.data.split import train_test_split
from lib.ensembles.boosted_classes import BoostedClasses
from lib.ensembles.boosting_objective import AnyLoss, Objective
from lib.ensembles.boosting_rounds import Rows
from lib.ensembles.classification_objectives import ExponentialObjective, LogLoss, SoftmaxLogLoss


class GradientBoostingClassifier(BoostedClasses):
    r"""Add small regression trees that raise the score of each row's own class.

    With two classes the sum of the trees is the log-odds, with K classes there are K sums and the softmax turns them
    into probabilities. Each round fits a tree to the residuals of each class, target minus probability, and lets each
    leaf take a Newton step.

    Parameters
    ----------
    loss : {"log_loss", "exponential"} or Loss, default "log_loss"
        A loss by name ("exponential" for two classes), or one of the reader's own with
        ``value(y, y_pred, sample_weight)`` and ``gradient(y, y_pred)``, as in ``lib.classical``. Its ``y`` holds the
        numbers of the classes; its ``y_pred`` has one number for each row, or one for each row and class, as its
        ``output_shape`` says. With a method ``curvature(y, y_pred)``, the second derivative of each row's own loss,
        leaves take Newton steps; without, the best constant of each leaf is searched.
    learning_rate : float, default 0.1
        Factor of each tree, at least 0.
    n_estimators : int, default 100
        Largest number of rounds.
    subsample : float, default 1.0
        Share of the rows that the trees of a round see, drawn without replacement.
    min_samples_split : int, default 2
        Least number of rows in a node that is parted.
    min_samples_leaf : int, default 1
        Least number of rows on either side of a question.
    max_depth : int, optional, default 3
        Largest number of questions in a row.
    random_state : None, int or numpy.random.Generator
        Draws rows, features and the held-out part.
    max_features : int, float, "sqrt", "log2" or None
        Features drawn for each node; all by default.
    max_leaf_nodes : int, optional
        Largest number of leaves, the best questions first; with ``grower="exact"`` only.
    validation_fraction : float, default 0.1
        Share of the rows of each class held out if there is early stopping.
    n_iter_no_change : int, optional
        Stop when the loss of the held-out rows is no better than in any of so many rounds before; off by default.
    tol : float, default 1e-4
        Less than this is no better.
    grower : {"histogram", "exact"}, default "histogram"
        As in ``GradientBoostingRegressor``.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    n_classes_ : int
    init_ : ndarray, shape (n_outputs,)
        The best constants; ``n_outputs`` is 1 for two classes.
    estimators_ : ndarray of Tree, shape (n_estimators_, n_outputs)
        Leaves hold steps before shrinkage.
    n_estimators_ : int
        Number of rounds run.
    train_score_, validation_score_, oob_improvement_ : ndarray, shape (n_estimators_,)
        As in ``GradientBoostingRegressor``; in nats for the log loss.
    feature_importances_ : ndarray, shape (n_features,)
    n_features_in_ : int

    Notes
    -----
    scikit-learn reports twice the log loss in ``train_score_`` for two classes, and compares ``tol`` with it. Left out:
    as in ``GradientBoostingRegressor``. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, algorithms 5 and 6; Friedman, Hastie
    and Tibshirani (2000), *Additive Logistic Regression: A Statistical View of Boosting*.

    Examples
    --------
    >>> from lib.ensembles import GradientBoostingClassifier
    >>> X, y = [[1], [2], [3], [4], [5], [6]], ["in", "in", "out", "out", "in", "in"]
    >>> model = GradientBoostingClassifier(n_estimators=20, max_depth=1).fit(X, y)
    >>> model.predict([[1.4], [3.4], [5.6]]).tolist()
    ['in', 'out', 'in']
    """

    def __init__(
        self,
        *,
        loss: Any = "log_loss",
        learning_rate: float = 0.1,
        n_estimators: int = 100,
        subsample: float = 1.0,
        min_samples_split: int = 2,
        min_samples_leaf: int = 1,
        max_depth: int | None = 3,
        random_state: Any = None,
        max_features: int | float | str | None = None,
        max_leaf_nodes: int | None = None,
        validation_fraction: float = 0.1,
        n_iter_no_change: int | None = None,
        tol: float = 1e-4,
        grower: str = "histogram",
    ) -> None:
        self.loss = loss
        self.learning_rate = learning_rate
        self.n_estimators = n_estimators
        self.subsample = subsample
        self.min_samples_split = min_samples_split
        self.min_samples_leaf = min_samples_leaf
        self.max_depth = max_depth
        self.random_state = random_state
        self.max_features = max_features
        self.max_leaf_nodes = max_leaf_nodes
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.tol = tol
        self.grower = grower

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Run the rounds.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type, of at least two classes.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range or does not fit the others or the number of classes, or the data are not
            usable.
        """
        X, y = check_X_y(X, y)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        self.classes_, index = check_labels(y)
        check_labels(y[weight > 0])
        self.n_classes_ = len(self.classes_)
        self._boost(Rows(X, index, weight), self._objective(index))
        return self

    def _objective(self, index: np.ndarray) -> Objective:
        """Return how the loss is to be treated."""
        if not isinstance(self.loss, str) and hasattr(self.loss, "gradient"):
            one_each = (1,) if self.n_classes_ == 2 else (self.n_classes_,)
            shape = self.loss.output_shape(index) if hasattr(self.loss, "output_shape") else one_each
            if self.n_classes_ > 2 and shape != (self.n_classes_,):
                raise ValueError(
                    f"loss must take a prediction for each of {self.n_classes_} classes, got {self.loss!r}, which takes"
                    f" predictions of shape {shape} for a row"
                )
            return AnyLoss(self.loss, *shape)
        check_choice("loss", self.loss, ("log_loss", "exponential"))
        if self.loss == "exponential" and self.n_classes_ > 2:
            raise ValueError(f"loss='exponential' is for two classes, got {self.n_classes_}; use loss='log_loss'")
        if self.loss == "exponential":
            return ExponentialObjective()
        return LogLoss() if self.n_classes_ == 2 else SoftmaxLogLoss(self.n_classes_)

    def _split(self, rows: Rows, size: float, rng: np.random.Generator) -> tuple[Rows, Rows]:
        number = np.arange(len(rows.y))
        kept, out = train_test_split(number, test_size=size, stratify=rows.y, random_state=rng)
        return rows.of(kept), rows.of(out)
