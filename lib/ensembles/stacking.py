"""Stacking: a final model learns how far to trust each member, from predictions on rows the member did not see."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.classical.folds import check_cv
from lib.ensembles.members import fit_member
from lib.ensembles.out_of_fold import out_of_fold
from lib.ensembles.stacked import StackedEnsemble, response_method

PREFIT = "prefit"


class StackingClassifier(StackedEnsemble):
    r"""Combine classifiers by a final estimator that is trained on their out-of-fold predictions.

    With :math:`\hat f_m^{-\kappa(i)}` the member :math:`m` trained without the fold :math:`\kappa(i)` of row :math:`i`,
    the final estimator :math:`g` is fitted to

    .. math:: \big\{\big(\hat f_1^{-\kappa(i)}(x_i), \dots, \hat f_M^{-\kappa(i)}(x_i)\big),\; y_i\big\}_{i=1}^n

    and the prediction is :math:`g(\hat f_1(x), \dots, \hat f_M(x))` with members trained on all rows.

    Parameters
    ----------
    estimators : list of (str, estimator)
        The members, each under a name; ``"drop"`` in place of one leaves it out. Regressors are taken too.
    final_estimator : classifier, optional
        Default: ``LogisticRegression()``.
    cv : None, int, object with ``split``, iterable of (train, test) or "prefit"
        How to make the folds; five stratified ones by default. ``"prefit"`` takes members that are trained already,
        as they are, and the final estimator learns from what they say of the rows given to ``fit``. These must be
        rows that the members have *not* seen, or the final estimator trusts the member that memorises best.
    stack_method : {"auto", "predict_proba", "decision_function", "predict"}, default "auto"
        What members are asked for; ``"auto"`` takes the first of these that a member has.
    passthrough : bool, default False
        Let the final estimator see the features, too.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    estimators_ : list of fitted estimators
        Trained on all rows, to class numbers (positions in ``classes_``), as in scikit-learn.
    named_estimators_ : dict
    final_estimator_ : fitted estimator
    stack_method_ : list of str
    n_features_in_ : int

    Notes
    -----
    Costs ``n_members * (n_folds + 1)`` fits. All members see the same folds. To see the leak, give ``cv="prefit"``
    members trained on the very rows that ``fit`` gets. Left out: ``n_jobs``, ``verbose``, several targets.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Wolpert (1992), *Stacked Generalization*; Breiman (1996), *Stacked Regressions*; van der Laan, Polley and Hubbard
    (2007), *Super Learner*.

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles import StackingClassifier
    >>> X = [[-3.0], [-2.0], [-1.0], [1.0], [2.0], [3.0]]
    >>> y = ["low", "low", "low", "high", "high", "high"]
    >>> members = [("weak", LogisticRegression(C=0.1)), ("strong", LogisticRegression(C=10.0))]
    >>> model = StackingClassifier(members, cv=3).fit(X, y)
    >>> model.predict([[-1.5], [0.5]]).tolist(), model.transform([[0.0]]).round(3)
    (['low', 'high'], array([[0.5, 0.5]]))
    """

    def __init__(
        self,
        estimators: list[tuple[str, Any]],
        final_estimator: Any = None,
        *,
        cv: Any = None,
        stack_method: str = "auto",
        passthrough: bool = False,
    ) -> None:
        self.estimators = estimators
        self.final_estimator = final_estimator
        self.cv = cv
        self.stack_method = stack_method
        self.passthrough = passthrough

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the members and, on their out-of-fold predictions, the final estimator.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type.
        sample_weight : array_like, shape (n_samples,), optional
            Passed to every member and to the final estimator.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If ``estimators`` or ``cv`` are not usable, or an estimator takes no ``sample_weight`` and there are
            weights.
        ValueError
            If a parameter is out of range, ``final_estimator`` is no classifier, a member lacks the method it is
            asked for, members trained before know other classes, or the data are not usable.
        """
        self._check_settings()
        members = self._check_members()
        X, index, weight = self._check_data(X, y, sample_weight)
        self.stack_method_ = [response_method(name, member, self.stack_method) for name, member in members]
        if self._is_prefit():
            self.estimators_ = [member for _, member in members]
            return self._fit_final(self._join(X, self._responses(X)), index, weight)
        self.estimators_ = [fit_member(repr(name), member, X, index, weight) for name, member in members]
        folds = check_cv(self.cv, X, index, stratify=True)
        responses = [
            out_of_fold(repr(name), member, X, index, folds, method, len(self.classes_), weight)
            for (name, member), method in zip(members, self.stack_method_)
        ]
        return self._fit_final(self._join(X, responses), index, weight)

    def _is_prefit(self) -> bool:
        return isinstance(self.cv, str) and self.cv == PREFIT

    def _positions(self, labels: np.ndarray) -> np.ndarray:
        """Return the class numbers of labels; members trained before were fitted to the labels themselves."""
        if not self._is_prefit():
            return labels
        number = {label: k for k, label in enumerate(self.classes_.tolist())}
        unknown = sorted(set(np.asarray(labels).tolist()) - set(number), key=str)
        if unknown:
            raise ValueError(
                f"members trained before must know no class but {list(number)}, those of y, got {unknown[0]!r}"
            )
        return np.array([number[label] for label in np.asarray(labels).tolist()], dtype=int)
