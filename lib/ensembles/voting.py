"""Voting: different models trained on the same data decide together."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.basics import AvailableIf, ClassifierMixin, check_array, check_choice, check_is_fitted
from lib.ensembles.members import fit_member, spread_columns
from lib.ensembles.named_ensemble import NamedEnsemble, output_names

ROUNDING = 1e-12


class VotingClassifier(ClassifierMixin, NamedEnsemble):
    r"""Let classifiers vote, by their labels (hard) or by their probabilities (soft).

    With weights :math:`w_m` that are scaled to add up to 1, class :math:`k` has the share

    .. math:: s_k(x) = \sum_m w_m\,[\hat y_m(x) = k] \quad\text{(hard)}, \qquad
              s_k(x) = \sum_m w_m\,\hat p_m(k \mid x) \quad\text{(soft)}

    of the vote, and the class with the largest share wins: the plurality.

    Parameters
    ----------
    estimators : list of (str, estimator)
        Classifiers to train, each under a name; ``"drop"`` in place of one leaves it out.
    voting : {"hard", "soft"}, default "hard"
    weights : array_like, shape (n_estimators,), optional
        What each vote counts, at least 0; alike by default.
    flatten_transform : bool, default True
        With soft voting: whether ``transform`` puts the members' probabilities side by side.
    majority : {"plurality", "absolute"}, default "plurality"
        ``"absolute"`` demands *more than half* of the vote; a row where no class has that is rejected. With two
        classes only an exact tie is.
    reject_label : label, optional
        What is predicted for a rejected row, with ``majority="absolute"``: not one of the classes. A label of their
        own kind (text among text, a whole number among such) keeps the type of the predictions; with any other, such
        as the default None, they are objects.

    Attributes
    ----------
    classes_ : ndarray, shape (n_classes,)
    estimators_ : list of fitted estimators
        Fitted to class numbers, positions in ``classes_``, as in scikit-learn.
    named_estimators_ : dict
    n_features_in_ : int

    Notes
    -----
    Ties go to the class that comes first in ``classes_``. A vote can be worse than the best member, and gains nothing
    from members that make the same mistakes. ``score`` counts a rejected row as wrong. ``majority`` and
    ``reject_label`` are not in scikit-learn; left out are ``n_jobs`` and ``verbose``.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Hansen and Salamon (1990), *Neural Network Ensembles*; Lam and Suen (1997), *Application of Majority Voting to
    Pattern Recognition: An Analysis of Its Behavior and Performance* (more than half, or reject).

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles import VotingClassifier
    >>> X, y = [[-2.0], [-1.0], [1.0], [2.0]], ["low", "low", "high", "high"]
    >>> pair = [("weak", LogisticRegression(C=0.1)), ("strong", LogisticRegression(C=10.0))]
    >>> VotingClassifier(pair, voting="soft").fit(X, y).predict([[-1.5], [0.5]]).tolist()
    ['low', 'high']
    """

    def __init__(
        self,
        estimators: list[tuple[str, Any]],
        *,
        voting: str = "hard",
        weights: Any = None,
        flatten_transform: bool = True,
        majority: str = "plurality",
        reject_label: Any = None,
    ) -> None:
        self.estimators = estimators
        self.voting = voting
        self.weights = weights
        self.flatten_transform = flatten_transform
        self.majority = majority
        self.reject_label = reject_label

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit a copy of each member to all rows.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
            Labels of any one type.
        sample_weight : array_like, shape (n_samples,), optional
            Passed to every member.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If ``estimators`` are not usable, or one of them takes no ``sample_weight`` and there are weights.
        ValueError
            If a parameter is out of range, ``reject_label`` is one of the classes, or the data are not usable.
        """
        check_choice("voting", self.voting, ("hard", "soft"))
        check_choice("majority", self.majority, ("plurality", "absolute"))
        members = self._check_members()
        self._member_weights()
        X, index, weight = self._check_data(X, y, sample_weight)
        if (
            self.majority == "absolute"
            and self.reject_label is not None
            and self.reject_label in self.classes_.tolist()
        ):
            raise ValueError(f"reject_label must differ from the classes of y, got {self.reject_label!r}")
        self.estimators_ = [fit_member(repr(name), member, X, index, weight) for name, member in members]
        return self

    def vote_shares(self, X: Any) -> np.ndarray:
        """Compute the share of the vote that each class gets.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_classes)
            Rows add up to 1. With soft voting these are the probabilities.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        check_is_fitted(self)
        n_classes = len(self.classes_)
        votes = self._probabilities(X) if self.voting == "soft" else np.eye(n_classes)[self._labels(X).T]
        return np.average(votes, axis=0, weights=self._member_weights())

    def predict(self, X: Any) -> np.ndarray:
        """Predict the class that wins the vote.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,)
            With ``majority="absolute"`` it holds ``reject_label`` where no class has more than half of the vote.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        shares = self.vote_shares(X)
        winner = shares.argmax(axis=1)
        if self.majority == "plurality":
            return self.classes_[winner]
        # Subtle: three weights of one sixth add up to half only up to rounding.
        winner[shares.max(axis=1) <= 0.5 + ROUNDING] = len(self.classes_)
        return self._labels_and_reject()[winner]

    @AvailableIf(lambda model, _: None if model.voting == "soft" else f"voting={model.voting!r} counts labels only")
    def predict_proba(self, X: Any) -> np.ndarray:
        """Compute the weighted mean of the members' probabilities; only with ``voting="soft"``.

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
        return self.vote_shares(X)

    def transform(self, X: Any) -> np.ndarray:
        """Return what each member says.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_estimators) or (n_samples, n_estimators * n_classes)
            Class numbers with hard voting; with soft voting probabilities, side by side, or of shape (n_estimators,
            n_samples, n_classes) with ``flatten_transform=False``.

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        """
        check_is_fitted(self)
        if self.voting == "hard":
            return self._labels(X)
        probabilities = self._probabilities(X)
        return np.hstack(list(probabilities)) if self.flatten_transform else probabilities

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns that ``transform`` gives.

        Parameters
        ----------
        input_features : object
            Ignored.

        Returns
        -------
        ndarray of str, shape (n_features_out,)

        Raises
        ------
        ValueError
            If ``transform`` gives no columns, with soft voting and ``flatten_transform=False``.
        """
        check_is_fitted(self)
        names = self._kept_names()
        if self.voting == "hard":
            return output_names("votingclassifier", names, [1] * len(names))
        if not self.flatten_transform:
            raise ValueError("flatten_transform must be True for columns with names, got False with voting='soft'")
        count = len(self.classes_)
        return np.array([f"votingclassifier_{name}{k}" for name in names for k in range(count)], dtype=object)

    def _labels(self, X: Any) -> np.ndarray:
        """Return the class number that each member predicts, shape (n_samples, n_estimators)."""
        return np.column_stack([member.predict(X) for member in self.estimators_])

    def _probabilities(self, X: Any) -> np.ndarray:
        """Return each member's probabilities, shape (n_estimators, n_samples, n_classes)."""
        count = len(self.classes_)
        return np.array([spread_columns(each.predict_proba(X), each.classes_, count) for each in self.estimators_])

    def _member_weights(self) -> np.ndarray | None:
        """Return the weights of the members that are not dropped."""
        if self.weights is None:
            return None
        weights = check_array(self.weights, "weights", ndim=1)
        if len(weights) != len(self.estimators):
            raise ValueError(
                f"weights must have one entry for each of the {len(self.estimators)} estimators, got {len(weights)}"
            )
        names = self._kept_names()
        kept = np.array([weight for weight, (name, _) in zip(weights, self.estimators) if name in names])
        if (kept < 0).any() or not kept.any():
            raise ValueError(f"weights must not be negative, nor all zero, got {kept.tolist()}")
        return kept

    def _labels_and_reject(self) -> np.ndarray:
        """Return the classes and, last, the label of rejected rows."""
        own = np.array([self.reject_label])
        if own.dtype.kind != self.classes_.dtype.kind:
            own = own.astype(object)
        return np.concatenate([self.classes_.astype(object) if own.dtype == object else self.classes_, own])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # class numbers come out of the floats
        return tags
