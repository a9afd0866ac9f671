"""Scoring: one call that judges a fitted model on data, higher always being better."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lib.classical.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    f1_score,
    log_loss,
    mean_absolute_error,
    mean_squared_error,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
)

Scorer = Callable[[Any, Any, Any], float]


def _ranking(model: Any, X: Any) -> np.ndarray:
    """Return a number for each row that grows with the positive class."""
    return model.decision_function(X) if hasattr(model, "decision_function") else model.predict_proba(X)[:, 1]


# A loss is turned round, so that a search may always look for the largest score.
SCORERS: dict[str, Scorer] = {
    "accuracy": lambda model, X, y: accuracy_score(y, model.predict(X)),
    "balanced_accuracy": lambda model, X, y: balanced_accuracy_score(y, model.predict(X)),
    "f1": lambda model, X, y: float(f1_score(y, model.predict(X))),
    "f1_macro": lambda model, X, y: float(f1_score(y, model.predict(X), average="macro")),
    "precision": lambda model, X, y: float(precision_score(y, model.predict(X))),
    "recall": lambda model, X, y: float(recall_score(y, model.predict(X))),
    "roc_auc": lambda model, X, y: roc_auc_score(y, _ranking(model, X)),
    "neg_log_loss": lambda model, X, y: -log_loss(y, model.predict_proba(X), labels=model.classes_),
    "neg_brier_score": lambda model, X, y: (
        -brier_score_loss(y, model.predict_proba(X)[:, 1], pos_label=model.classes_[1])
    ),
    "r2": lambda model, X, y: r2_score(y, model.predict(X)),
    "neg_mean_squared_error": lambda model, X, y: -mean_squared_error(y, model.predict(X)),
    "neg_root_mean_squared_error": lambda model, X, y: -float(np.sqrt(mean_squared_error(y, model.predict(X)))),
    "neg_mean_absolute_error": lambda model, X, y: -mean_absolute_error(y, model.predict(X)),
}


def get_scorer(scoring: str | Scorer | None) -> Scorer:
    """Return a function ``scorer(model, X, y)`` that gives one number, the higher the better.

    Parameters
    ----------
    scoring : str, callable or None
        A name such as ``"accuracy"`` or ``"neg_mean_squared_error"`` (losses carry ``neg_`` and are negative), a
        function of that form, or None for the model's own ``score``.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        If the name is unknown.
    TypeError
        If `scoring` is neither a name nor callable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import LinearRegression, get_scorer
    >>> X, y = [[0.0], [1.0], [2.0]], [0.0, 1.0, 5.0]
    >>> round(get_scorer("neg_mean_absolute_error")(LinearRegression().fit(X, y), X, y), 3)
    -0.667
    """
    if scoring is None:
        return lambda model, X, y: float(model.score(X, y))
    if isinstance(scoring, str):
        if scoring not in SCORERS:
            raise ValueError(f"scoring must be one of {', '.join(sorted(SCORERS))}, got {scoring!r}")
        return SCORERS[scoring]
    if not callable(scoring):
        raise TypeError(f"scoring must be a name, a function or None, got {type(scoring).__name__}")
    return scoring
