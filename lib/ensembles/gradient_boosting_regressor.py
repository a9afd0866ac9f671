"""Gradient boosting for numbers: a sum of small trees, each fitted to what the sum still gets wrong."""

from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from lib.basics import RegressorMixin, check_choice, check_n_features, check_sample_weight, check_X_y
from lib.data.split import train_test_split
from lib.ensembles.boosting_objective import AnyLoss
from lib.ensembles.boosting_rounds import Rows
from lib.ensembles.gradient_boosting import GradientBoosting
from lib.ensembles.regression_objectives import REGRESSION_LOSSES, regression_objective


class GradientBoostingRegressor(RegressorMixin, GradientBoosting):
    r"""Add small regression trees, each fitted to minus the gradient of the loss at the sum of those before it.

    .. math:: F_m(x) = F_{m-1}(x) + \nu\, h_m(x), \qquad h_m \approx -\frac{\partial \ell(y, F_{m-1})}{\partial F}

    With the squared error minus the gradient is the residual.

    Parameters
    ----------
    loss : {"squared_error", "absolute_error", "huber", "quantile"} or Loss, default "squared_error"
        A loss by name, or one of the reader's own with ``value(y, y_pred, sample_weight)`` and ``gradient(y, y_pred)``,
        as in ``lib.classical``. With a method ``curvature(y, y_pred)`` leaves take Newton steps; without, the best
        constant of each leaf is searched.
    learning_rate : float, default 0.1
        :math:`\nu`, at least 0: smaller steps need more rounds and usually predict better.
    n_estimators : int, default 100
        Largest number of rounds.
    subsample : float, default 1.0
        Share of the rows that each tree sees, drawn without replacement; below 1 it is *stochastic* boosting.
    min_samples_split : int, default 2
        Least number of rows in a node that is parted.
    min_samples_leaf : int, default 1
        Least number of rows on either side of a question.
    max_depth : int, optional, default 3
        Largest number of questions in a row: the largest number of features that act together.
    random_state : None, int or numpy.random.Generator
        Draws rows, features and the held-out part.
    max_features : int, float, "sqrt", "log2" or None
        Features drawn for each node; all by default.
    alpha : float, default 0.9
        The quantile of "quantile"; for "huber", the share of residuals that count as small.
    max_leaf_nodes : int, optional
        Largest number of leaves, the best questions first; with ``grower="exact"`` only.
    validation_fraction : float, default 0.1
        Share of the rows held out if there is early stopping.
    n_iter_no_change : int, optional
        Stop when the loss of the held-out rows is no better than in any of so many rounds before; off by default.
    tol : float, default 1e-4
        Less than this is no better.
    grower : {"histogram", "exact"}, default "histogram"
        Grow trees from counts in at most 255 bins, or by sorting all values (``DecisionTreeRegressor``'s way). The
        trees are the same where no feature has more than 255 different values, except for ties.

    Attributes
    ----------
    init_ : ndarray, shape (1,)
        The best constant :math:`F_0`.
    estimators_ : ndarray of Tree, shape (n_estimators_, 1)
        Leaves hold steps before shrinkage.
    n_estimators_ : int
        Number of rounds run.
    train_score_ : ndarray, shape (n_estimators_,)
        Mean loss, after each round, of the rows that its tree saw.
    validation_score_ : ndarray, shape (n_estimators_,)
        The same of the held-out rows, with early stopping only.
    oob_improvement_ : ndarray, shape (n_estimators_,)
        By how much each round lowered the mean loss of the rows its tree did not see, with ``subsample < 1`` only.
    feature_importances_ : ndarray, shape (n_features,)
    n_features_in_ : int

    Notes
    -----
    Rows keep their weights: unlike AdaBoost, gradient boosting changes the targets. ``oob_improvement_`` compares the
    loss of the same rows before and after a round; scikit-learn compares those of two rounds' different rows. Left out:
    another model as the start, warm starts, pruning, missing values. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*; Friedman (2002), *Stochastic Gradient
    Boosting*.

    Examples
    --------
    >>> from lib.ensembles import GradientBoostingRegressor
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [0.0, 0.0, 6.0, 8.0]
    >>> model = GradientBoostingRegressor(n_estimators=2, learning_rate=0.5, max_depth=1).fit(X, y)
    >>> model.init_, model.estimators_[0, 0].to_text().splitlines()[1]
    (array([3.5]), '|   -> -3.5 (2 rows)')
    >>> model.predict(X)
    array([0.875, 0.875, 6.125, 6.125])
    """

    def __init__(
        self,
        *,
        loss: Any = "squared_error",
        learning_rate: float = 0.1,
        n_estimators: int = 100,
        subsample: float = 1.0,
        min_samples_split: int = 2,
        min_samples_leaf: int = 1,
        max_depth: int | None = 3,
        random_state: Any = None,
        max_features: int | float | str | None = None,
        alpha: float = 0.9,
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
        self.alpha = alpha
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
            Numbers.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range or does not fit the others, or the data are not usable.
        """
        X, y = check_X_y(X, y, y_numeric=True)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        if isinstance(self.loss, str) or not hasattr(self.loss, "gradient"):
            check_choice("loss", self.loss, REGRESSION_LOSSES)
            objective = regression_objective(self.loss, self.alpha)
        else:
            objective = AnyLoss(self.loss)
        self._boost(Rows(X, y, weight), objective)
        return self

    def _split(self, rows: Rows, size: float, rng: np.random.Generator) -> tuple[Rows, Rows]:
        kept, out = train_test_split(np.arange(len(rows.y)), test_size=size, random_state=rng)
        return rows.of(kept), rows.of(out)

    def predict(self, X: Any) -> np.ndarray:
        """Predict the sum of the start and all trees, shrunken.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        return self._raw(X)[0]

    def staged_predict(self, X: Any) -> Iterator[np.ndarray]:
        """Predict after the first round, after the second, and so on.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Yields
        ------
        ndarray, shape (n_samples,)

        Raises
        ------
        NotFittedError, ValueError
            As in ``predict``.
        """
        for raw in self._staged_raw(X):
            yield raw[0]

    def apply(self, X: Any) -> np.ndarray:
        """Find the leaf in which each row ends in each tree.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray of int, shape (n_samples, n_estimators_)

        Raises
        ------
        NotFittedError, ValueError
            As in ``predict``.
        """
        return self._leaves(X)[:, :, 0]
