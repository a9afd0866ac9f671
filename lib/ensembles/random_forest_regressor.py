"""Random forests for numbers: the mean of trees grown on bootstrap samples."""

from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np

from lib.basics import RegressorMixin, check_choice, check_n_features, check_sample_weight, check_X_y, r2_score
from lib.ensembles.forest import Forest
from lib.ensembles.tree_bundle import TreeBundle


class RandomForestRegressor(RegressorMixin, Forest):
    r"""Average regression trees that differ in their rows and, if wanted, in the features of each question.

    .. math:: \hat y(x) = \frac1M \sum_{m=1}^M \hat y_m(x)

    Parameters
    ----------
    n_estimators : int, default 100
        Number of trees :math:`M`.
    criterion : {"squared_error"}, default "squared_error"
        Impurity that a question lowers: the mean squared error around the mean, averaged over outputs.
    max_depth : int, optional
        Largest number of questions in a row.
    min_samples_split : int, default 2
        Least number of different rows in a node that is parted.
    min_samples_leaf : int, default 1
        Least number of different rows on either side of a question.
    max_features : int, float, "sqrt", "log2" or None, default 1.0
        Features drawn for each node: a number, a share, the square root or the logarithm of their number, or all (the
        default: then the bootstrap alone makes the trees differ).
    bootstrap : bool, default True
        Draw a bootstrap sample for each tree; otherwise each is grown on all rows.
    oob_score : bool, default False
        Judge each row by the trees that did not see it.
    random_state : None, int or numpy.random.Generator
        Draws rows and features.
    max_samples : int, float or None
        Rows drawn for each tree: a number, a share (of the sum of weights, if there are any), or as many as there are.

    Attributes
    ----------
    estimators_ : list of Tree
    feature_importances_ : ndarray, shape (n_features,)
        Share of each feature in the decrease of impurity.
    oob_score_ : float
        Out-of-bag :math:`R^2`.
    oob_prediction_ : ndarray, shape (n_samples,) or (n_samples, n_outputs)
        Out-of-bag means; NaN for a row that every tree saw, which the score leaves out.
    n_features_in_ : int

    Notes
    -----
    Grown as ``RandomForestClassifier``. A forest predicts no number outside the range of those it has seen.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (2001), *Random Forests*, section 11.

    Examples
    --------
    >>> from lib.ensembles import RandomForestRegressor
    >>> X, y = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]], [0.0, 0.0, 0.0, 10.0, 10.0, 10.0]
    >>> RandomForestRegressor(n_estimators=25, random_state=0).fit(X, y).predict([[0.0], [10.0]]).round().tolist()
    [0.0, 10.0]
    """

    _multi_output: ClassVar[bool] = True

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        criterion: str = "squared_error",
        max_depth: int | None = None,
        min_samples_split: int = 2,
        min_samples_leaf: int = 1,
        max_features: int | float | str | None = 1.0,
        bootstrap: bool = True,
        oob_score: bool = False,
        random_state: Any = None,
        max_samples: int | float | None = None,
    ) -> None:
        super().__init__(
            n_estimators,
            criterion=criterion,
            max_depth=max_depth,
            min_samples_split=min_samples_split,
            min_samples_leaf=min_samples_leaf,
            max_features=max_features,
            bootstrap=bootstrap,
            oob_score=oob_score,
            random_state=random_state,
            max_samples=max_samples,
        )

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Grow the trees.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,) or (n_samples, n_outputs)
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range or does not fit the others, or the data are not usable.

        Warns
        -----
        UserWarning
            If ``oob_score`` is wanted and a row has no out-of-bag prediction.
        """
        check_choice("criterion", self.criterion, ("squared_error",))
        X, y = check_X_y(X, y, y_numeric=True, multi_output=True)
        weight = None if sample_weight is None else check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        self._one_output = y.ndim == 1
        columns = y.reshape(len(y), -1)
        # Sums of squares of numbers around 0 lose no digits; the mean comes back in the leaves.
        mean = columns.mean(axis=0)
        out_of_bag = self._grow(X, np.ascontiguousarray((columns - mean).T), weight, None)
        self.estimators_ = [replace(tree, value=tree.value + mean) for tree in self.estimators_]
        self._bundle = TreeBundle.of(self.estimators_)
        if out_of_bag is not None:
            known = out_of_bag.any(axis=0)
            self.oob_prediction_ = prediction = self._as_target(self._mean_out_of_bag(X, out_of_bag))
            self.oob_score_ = float("nan")
            if known.any():
                judged = None if weight is None else weight[known]
                self.oob_score_ = r2_score(y[known], prediction[known], judged)
        return self

    def _as_target(self, columns: np.ndarray) -> np.ndarray:
        """Return predictions in the shape of the target of ``fit``."""
        return columns.ravel() if self._one_output else columns

    def predict(self, X: Any) -> np.ndarray:
        """Predict the mean of the trees' means.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_outputs)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        return self._as_target(self._mean_value(X))
