"""AdaBoost: each new classifier works hardest on the rows that those before it got wrong."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.basics import (
    as_rng,
    check_integer,
    check_is_fitted,
    check_labels,
    check_n_features,
    check_real,
    check_sample_weight,
    check_X_y,
    clone,
)
from lib.classical.trees import DecisionTreeClassifier
from lib.ensembles.members import set_seeds, takes_sample_weight
from lib.ensembles.weighted_vote import WeightedVote


class AdaBoostClassifier(WeightedVote):
    r"""Boost a weak classifier by SAMME, the AdaBoost for any number of classes.

    Round :math:`t` fits :math:`h_t` to the rows with weights :math:`D_t`, which add up to 1. With its weighted error
    :math:`\varepsilon_t = \sum_i D_t(i)\,[h_t(x_i) \ne y_i]`, :math:`K` classes and the learning rate :math:`\nu`

    .. math:: w_t = \nu\Big(\ln\frac{1-\varepsilon_t}{\varepsilon_t} + \ln(K-1)\Big), \qquad
              D_{t+1}(i) \propto D_t(i)\, e^{w_t [h_t(x_i) \ne y_i]}

    and the class with the largest :math:`\sum_t w_t [h_t(x) = k]` is predicted.

    Parameters
    ----------
    estimator : Estimator, optional
        The weak classifier; its ``fit`` must take ``sample_weight``. Default: a stump,
        ``DecisionTreeClassifier(max_depth=1)``.
    n_estimators : int, default 50
        Largest number of rounds. Boosting stops early after a round without error, and before one that is no better
        than chance, :math:`\varepsilon_t \ge 1 - 1/K`.
    learning_rate : float, default 1.0
        :math:`\nu`, above 0: shrinks every weight.
    random_state : None, int or numpy.random.Generator
        Gives each member a seed, if it takes one.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    n_classes_ : int
    estimator_ : Estimator
        What is boosted.
    estimators_ : list of fitted classifiers
    estimator_weights_ : ndarray, shape (n_estimators,)
        :math:`w_t`; 0 for rounds that were not needed, 1 for a round without error, as in scikit-learn.
    estimator_errors_ : ndarray, shape (n_estimators,)
        :math:`\varepsilon_t`; 1 for rounds that were not needed.
    feature_importances_ : ndarray, shape (n_features,)
    n_features_in_ : int

    Notes
    -----
    **Two conventions.** With two classes coded as :math:`\pm 1`, the book takes
    :math:`\alpha_t = \tfrac12 \ln\frac{1-\varepsilon_t}{\varepsilon_t}` and multiplies the weight of every row by
    :math:`e^{-\alpha_t y_i h_t(x_i)}`. ``estimator_weights_`` holds SAMME's :math:`w_t = 2\alpha_t`, which leaves right
    rows alone and multiplies wrong ones by :math:`e^{2\alpha_t}`. Once the rows' weights add up to 1 again they are the
    same, and so is the sign of the vote. ``training_error_bound`` bounds the training error. Left out: regression.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Freund and Schapire (1997), *A Decision-Theoretic Generalization of On-Line Learning and an Application to
    Boosting*; Zhu, Zou, Rosset and Hastie (2009), *Multi-class AdaBoost*, algorithm 2.

    Examples
    --------
    >>> from lib.ensembles import AdaBoostClassifier
    >>> X, y = [[1], [2], [3], [4], [5], [6]], ["in", "in", "out", "out", "in", "in"]
    >>> model = AdaBoostClassifier(n_estimators=3).fit(X, y)  # no single cut separates the middle
    >>> [round(score, 3) for score in model.staged_score(X, y)]
    [0.667, 0.667, 1.0]
    """

    estimator_errors_: np.ndarray

    def __init__(
        self,
        estimator: Any = None,
        *,
        n_estimators: int = 50,
        learning_rate: float = 1.0,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Boost round by round.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type.
        sample_weight : array_like, shape (n_samples,), optional
            The first round's weights, up to their sum; alike by default.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is out of range, ``estimator`` takes no ``sample_weight`` or is no better than chance in
            the first round, or the data are not usable.
        """
        n_estimators = check_integer("n_estimators", self.n_estimators, low=1)
        rate = check_real("learning_rate", self.learning_rate, low=0, closed="neither")
        X, y = check_X_y(X, y)
        weight = check_sample_weight(sample_weight, len(X))
        check_n_features(self, X, reset=True)
        self.classes_, _ = check_labels(y, min_classes=1)
        self.n_classes_ = len(self.classes_)
        self.estimator_ = DecisionTreeClassifier(max_depth=1) if self.estimator is None else clone(self.estimator)
        if not takes_sample_weight(self.estimator_):
            raise ValueError(f"estimator must take sample_weight in fit, got {self.estimator_!r}")
        rng = as_rng(self.random_state)
        self.estimators_ = []
        self.estimator_weights_, self.estimator_errors_ = np.zeros(n_estimators), np.ones(n_estimators)
        used = weight > 0
        for t in range(n_estimators):
            weight = weight / weight.sum()
            # A weight that underflows to 0 could never grow again.
            weight[used] = np.maximum(weight[used], np.finfo(np.float64).eps)
            member = set_seeds(clone(self.estimator_), rng).fit(X, y, sample_weight=weight)
            wrong = member.predict(X) != y
            error = float(np.average(wrong, weights=weight))
            if error >= 1 - 1 / self.n_classes_ and error > 0:
                break
            self.estimators_.append(member)
            self.estimator_errors_[t] = error
            if error == 0:
                self.estimator_weights_[t] = 1.0
                break
            log_odds = np.log((1 - error) / error) + np.log(self.n_classes_ - 1)
            self.estimator_weights_[t] = rate * log_odds
            # Only ratios matter: the largest exponent is 0, so none overflows however large the learning rate.
            weight = weight * np.exp(rate * log_odds * (wrong - 1.0))
        if not self.estimators_:
            raise ValueError(
                f"estimator must do better than chance in the first round, got the error {error:.3g} with"
                f" {self.n_classes_} classes: {self.estimator_!r}"
            )
        return self

    @property
    def feature_importances_(self) -> np.ndarray:
        """The members' importances, weighted like their votes, shape (n_features,)."""
        check_is_fitted(self)
        each = [member.feature_importances_ for member in self.estimators_]
        return np.average(each, axis=0, weights=self.estimator_weights_[: len(each)])
