"""Blending: stacking with one hold-out part in place of folds."""

from __future__ import annotations

import numbers
from typing import Any, Self

import numpy as np

from lib.basics import check_bool, check_integer, check_real
from lib.data.rows import take_rows
from lib.data.split import train_test_split
from lib.ensembles.members import fit_member
from lib.ensembles.stacked import StackedEnsemble, response_method


class BlendingClassifier(StackedEnsemble):
    r"""Combine classifiers by a final estimator that is trained on their predictions for held-out rows.

    The rows are split, with the classes in proportion. Members learn from the first part; the final estimator learns
    from what they say of the second, which they have not seen.

    Parameters
    ----------
    estimators : list of (str, estimator)
        The members, each under a name; ``"drop"`` in place of one leaves it out. Regressors are taken too.
    final_estimator : classifier, optional
        Default: ``LogisticRegression()``.
    holdout_size : float or int, default 0.2
        Share or number of the rows that are held out.
    refit : bool, default False
        Train the members anew on all rows once the final estimator is fitted. They then know more than the members
        whose predictions it has learned to weigh; without it the held-out rows never reach them.
    stack_method : {"auto", "predict_proba", "decision_function", "predict"}, default "auto"
        What members are asked for; ``"auto"`` takes the first of these that a member has.
    passthrough : bool, default False
        Let the final estimator see the features, too.
    random_state : None, int or numpy.random.Generator
        Draws the held-out rows.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    estimators_ : list of fitted estimators
        Fitted to class numbers, positions in ``classes_``.
    named_estimators_ : dict
    final_estimator_ : fitted estimator
    holdout_ : ndarray of int, shape (n_held_out,)
        The rows that were held out, in rising order.
    stack_method_ : list of str
    n_features_in_ : int

    Notes
    -----
    Costs one fit for each member, two with ``refit``, against ``n_folds + 1`` in stacking; in return the final
    estimator sees only ``holdout_size`` of the rows, and its result depends on the draw. A practitioners' variant of
    stacking, known from the Netflix Prize, where models were weighed on a hold-out set ("probe") and then trained
    anew with it: ``refit=True``. scikit-learn has none. There is no ``sample_weight``: a row of weight 2 falls on one
    side of the split, two copies of it can fall on both.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Töscher, Jahrer and Bell (2009), *The BigChaos Solution to the Netflix Grand Prize*.

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles import BlendingClassifier
    >>> X = [[-3.0], [-2.0], [-1.0], [1.0], [2.0], [3.0]]
    >>> y = ["low", "low", "low", "high", "high", "high"]
    >>> members = [("weak", LogisticRegression(C=0.1)), ("strong", LogisticRegression(C=10.0))]
    >>> model = BlendingClassifier(members, holdout_size=2, random_state=0).fit(X, y)
    >>> model.predict([[-2.5], [2.5]]).tolist(), len(model.holdout_)
    (['low', 'high'], 2)
    """

    def __init__(
        self,
        estimators: list[tuple[str, Any]],
        final_estimator: Any = None,
        *,
        holdout_size: float = 0.2,
        refit: bool = False,
        stack_method: str = "auto",
        passthrough: bool = False,
        random_state: Any = None,
    ) -> None:
        self.estimators = estimators
        self.final_estimator = final_estimator
        self.holdout_size = holdout_size
        self.refit = refit
        self.stack_method = stack_method
        self.passthrough = passthrough
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Self:
        """Fit the members on one part of the rows and the final estimator on the other.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type, each on at least two rows.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If ``estimators`` are not usable, or ``refit`` or ``passthrough`` is not a truth value.
        ValueError
            If a parameter is out of range, ``final_estimator`` is no classifier, a member lacks the method it is
            asked for, or the rows cannot be split.
        """
        self._check_settings()
        check_bool("refit", self.refit)
        members = self._check_members()
        X, index, _ = self._check_data(X, y, None)
        if len(index) < 2:
            raise ValueError(f"blending needs at least two rows to split, got n_samples = {len(index)}")
        if isinstance(self.holdout_size, numbers.Integral):
            check_integer("holdout_size", self.holdout_size, low=1, high=len(index) - 1)
        else:
            check_real("holdout_size", self.holdout_size, low=0, high=1, closed="neither")
        parts = train_test_split(
            np.arange(len(index)), test_size=self.holdout_size, random_state=self.random_state, stratify=index
        )
        train, self.holdout_ = (np.sort(part) for part in parts)
        self.stack_method_ = [response_method(name, member, self.stack_method) for name, member in members]
        X_train, X_holdout = take_rows(X, train), take_rows(X, self.holdout_)
        self.estimators_ = [fit_member(repr(name), member, X_train, index[train], None) for name, member in members]
        self._fit_final(self._join(X_holdout, self._responses(X_holdout)), index[self.holdout_], None)
        if self.refit:
            self.estimators_ = [fit_member(repr(name), member, X, index, None) for name, member in members]
        return self
