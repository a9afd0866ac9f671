"""Ensembles of named members, which may be of any kind: the parameters and checks that they share."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.basics import TransformerMixin, check_is_fitted, check_labels, check_sample_weight, check_target
from lib.classical.model_selection import check_rows
from lib.data.steps import NamedSteps, check_step_names

DROP = "drop"


class NamedEnsemble(TransformerMixin, NamedSteps):
    """Hold ``estimators``, a list of (name, estimator): the base of voting, stacking and blending.

    ``set_params(name__parameter=value)`` reaches into a member, ``set_params(name="drop")`` leaves it out.

    Attributes
    ----------
    estimators_ : list of fitted estimators
        Without those that are dropped.

    Notes
    -----
    ``X`` is passed to the members as it is, so that a table with text can go to members that are pipelines.
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.ensembles import VotingClassifier
    >>> model = VotingClassifier([("weak", LogisticRegression(C=0.1)), ("strong", LogisticRegression())])
    >>> model.set_params(weak__C=0.2).get_params()["weak__C"]
    0.2
    """

    _steps_name = "estimators"
    estimators: Any
    estimators_: list[Any]
    classes_: np.ndarray

    @property
    def named_estimators_(self) -> dict[str, Any]:
        """The fitted members by name; ``"drop"`` for one that is left out."""
        check_is_fitted(self)
        fitted = iter(self.estimators_)
        return {name: DROP if _is_dropped(member) else next(fitted) for name, member in self.estimators}

    @property
    def n_features_in_(self) -> int:
        """The number of features that the first member saw in ``fit``."""
        check_is_fitted(self)
        return self.estimators_[0].n_features_in_

    def _check_members(self) -> list[tuple[str, Any]]:
        """Return the (name, estimator) pairs that are not dropped."""
        own = [name for name in self._param_names() if name != self._steps_name]
        check_step_names(self.estimators, own, argument="estimators", length=2)
        kept = [(name, member) for name, member in self.estimators if not _is_dropped(member)]
        if not kept:
            raise ValueError("estimators must hold at least one estimator that is not 'drop', got none")
        for name, member in kept:
            if not (hasattr(member, "fit") and hasattr(member, "predict")):
                raise TypeError(f"every estimator must have fit and predict, or be 'drop', got {name!r}: {member!r}")
        return kept

    def _check_data(self, X: Any, y: Any, sample_weight: Any) -> tuple[Any, np.ndarray, np.ndarray | None]:
        """Return features, class numbers and weights; store the classes."""
        X, y = check_rows(self, X, y)
        self.classes_, index = check_labels(check_target(y), min_classes=1)
        return X, index, None if sample_weight is None else check_sample_weight(sample_weight, len(index))

    def _kept_names(self) -> list[str]:
        return [name for name, member in self.estimators if not _is_dropped(member)]


def _is_dropped(member: Any) -> bool:
    return isinstance(member, str) and member == DROP


def output_names(prefix: str, members: list[str], n_columns: list[int]) -> np.ndarray:
    """Name the columns that members give: by the member, with a number where it gives several.

    Parameters
    ----------
    prefix : str
        Stands before every name.
    members : list of str
    n_columns : list of int
        Number of columns of each member.

    Returns
    -------
    ndarray of str, shape (n_features_out,)

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.ensembles.named_ensemble import output_names
    >>> output_names("voting", ["tree", "plane"], [1, 2]).tolist()
    ['voting_tree', 'voting_plane0', 'voting_plane1']
    """
    names = []
    for member, count in zip(members, n_columns):
        names += [f"{prefix}_{member}"] if count == 1 else [f"{prefix}_{member}{k}" for k in range(count)]
    return np.array(names, dtype=object)
