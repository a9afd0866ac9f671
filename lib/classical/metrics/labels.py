"""Scores of predicted labels: the confusion matrix and what is read off it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_choice, check_sample_weight


def confusion_matrix(
    y_true: ArrayLike, y_pred: ArrayLike, *, labels: ArrayLike | None = None, sample_weight: Any = None
) -> np.ndarray:
    """Count how often each true label (row) got each predicted label (column).

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,)
        Labels of any one type.
    labels : array_like, shape (n_classes,), optional
        Order of rows and columns; samples with another true or predicted label are left out. All labels that occur,
        sorted, by default.
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    ndarray, shape (n_classes, n_classes)
        Counts as integers, or sums of weights as floats.

    Raises
    ------
    ValueError
        If the shapes differ, a label in `labels` occurs twice or none of them in ``y_true``, or a weight is unusable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import confusion_matrix
    >>> confusion_matrix(["bad", "bad", "good", "good"], ["bad", "good", "good", "good"])
    array([[1, 1],
           [0, 2]])
    """
    return _confusion(y_true, y_pred, labels, sample_weight)[0]


def _confusion(
    y_true: ArrayLike, y_pred: ArrayLike, labels: ArrayLike | None, sample_weight: Any
) -> tuple[np.ndarray, np.ndarray]:
    """Return the confusion matrix and its labels."""
    truth, prediction = np.asarray(y_true), np.asarray(y_pred)
    if truth.ndim != 1 or truth.shape != prediction.shape or not len(truth):
        raise ValueError(
            f"y_true and y_pred must have one shape (n_samples,) and not be empty, got {truth.shape} and "
            f"{prediction.shape}"
        )
    weight = None if sample_weight is None else check_sample_weight(sample_weight, len(truth))
    occurring, codes = np.unique(np.concatenate([truth, prediction]), return_inverse=True)
    n = len(occurring)
    cells = n * codes[: len(truth)] + codes[len(truth) :]
    matrix = np.bincount(cells, weights=weight, minlength=n * n).reshape(n, n)
    if labels is None:
        return matrix, occurring
    wanted = np.asarray(labels)
    if len(np.unique(wanted)) != len(wanted):
        raise ValueError(f"labels must not repeat, got {wanted.tolist()}")
    if not np.isin(wanted, truth).any():
        raise ValueError(f"at least one of labels must occur in y_true, got {wanted.tolist()}")
    # One more row and column of zeros stands for a wanted label that never occurs.
    padded = np.pad(matrix, (0, 1))
    place = {label: i for i, label in enumerate(occurring.tolist())}
    index = np.array([place.get(label, n) for label in wanted.tolist()])
    return padded[np.ix_(index, index)], wanted


def balanced_accuracy_score(y_true: ArrayLike, y_pred: ArrayLike, *, sample_weight: Any = None) -> float:
    """Average the recall over the true classes, so that a rare class counts as much as a common one.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,)
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    float
        Between 0 and 1; ``1 / n_classes`` for a constant prediction.

    Raises
    ------
    ValueError
        If the shapes differ, nothing is given, or a weight is unusable.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import balanced_accuracy_score
    >>> balanced_accuracy_score(["ill"] + ["well"] * 9, ["well"] * 10)  # accuracy is 0.9
    0.5
    """
    matrix = confusion_matrix(y_true, y_pred, sample_weight=sample_weight)
    occurs = matrix.sum(axis=1)
    present = occurs > 0
    return float(np.mean(matrix.diagonal()[present] / occurs[present]))


def precision_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    pos_label: Any = 1,
    average: str | None = "binary",
    sample_weight: Any = None,
) -> float | np.ndarray:
    r"""Compute the share of true positives among the predicted positives, :math:`TP / (TP + FP)`.

    Parameters
    ----------
    y_true, y_pred : array_like, shape (n_samples,)
    pos_label : label, default 1
        The class called positive; used with ``average="binary"``.
    average : {"binary", "macro", "micro", "weighted"} or None, default "binary"
        With more than two classes each is positive once: ``"macro"`` averages the scores, ``"weighted"`` weighs them
        by how often the class occurs, ``"micro"`` adds up the counts first, None returns one score for each class.
    sample_weight : array_like, shape (n_samples,), optional

    Returns
    -------
    float or ndarray, shape (n_classes,)
        Between 0 and 1; 0 where nothing was predicted positive.

    Raises
    ------
    ValueError
        If the shapes differ, `average` is unknown or does not fit the number of classes, or `pos_label` never occurs.

    Notes
    -----
    A score without any predicted positive is 0/0; it is reported as 0 (scikit-learn warns besides).
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import precision_score
    >>> precision_score([1, 0, 0, 1], [1, 1, 1, 1])
    0.5
    """
    return _score("precision", y_true, y_pred, pos_label, average, sample_weight)


def recall_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    pos_label: Any = 1,
    average: str | None = "binary",
    sample_weight: Any = None,
) -> float | np.ndarray:
    r"""Compute the share of true positives among the actual positives, :math:`TP / (TP + FN)`.

    Parameters
    ----------
    y_true, y_pred, pos_label, average, sample_weight
        As in ``precision_score``.

    Returns
    -------
    float or ndarray, shape (n_classes,)
        Between 0 and 1; 0 where the class never occurs.

    Raises
    ------
    ValueError
        As in ``precision_score``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import recall_score
    >>> recall_score([1, 0, 0, 1], [1, 1, 0, 0])
    0.5
    """
    return _score("recall", y_true, y_pred, pos_label, average, sample_weight)


def f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    pos_label: Any = 1,
    average: str | None = "binary",
    sample_weight: Any = None,
) -> float | np.ndarray:
    r"""Compute the harmonic mean of precision and recall, :math:`2TP / (2TP + FP + FN)`.

    Parameters
    ----------
    y_true, y_pred, pos_label, average, sample_weight
        As in ``precision_score``.

    Returns
    -------
    float or ndarray, shape (n_classes,)
        Between 0 and 1; 0 where the class neither occurs nor is predicted.

    Raises
    ------
    ValueError
        As in ``precision_score``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import f1_score
    >>> f1_score([1, 0, 0, 1], [1, 1, 0, 0])
    0.5
    """
    return _score("f1", y_true, y_pred, pos_label, average, sample_weight)


def _score(
    name: str, y_true: ArrayLike, y_pred: ArrayLike, pos_label: Any, average: str | None, sample_weight: Any
) -> float | np.ndarray:
    """Read one of the three scores off the confusion matrix."""
    check_choice("average", average, ("binary", "macro", "micro", "weighted", None))
    matrix, labels = _confusion(y_true, y_pred, None, sample_weight)
    hits, actual, predicted = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
    if average == "binary":
        if len(labels) > 2:
            raise ValueError(
                f"average must be 'macro', 'micro', 'weighted' or None for {len(labels)} classes, got 'binary'"
            )
        positive = labels == pos_label
        if not positive.any() and len(labels) == 1:
            return 0.0  # no positive sample and none predicted: a fold that holds only the other class
        if not positive.any():
            raise ValueError(f"pos_label must be one of the labels {labels.tolist()}, got {pos_label!r}")
        hits, actual, predicted = hits[positive], actual[positive], predicted[positive]
    elif average == "micro":
        hits, actual, predicted = (np.array([counts.sum()]) for counts in (hits, actual, predicted))
    top, bottom = {
        "precision": (hits, predicted),
        "recall": (hits, actual),
        "f1": (2 * hits, actual + predicted),
    }[name]
    scores = np.divide(top, bottom, out=np.zeros(len(top)), where=bottom > 0)
    if average is None:
        return scores
    return float(np.average(scores, weights=actual if average == "weighted" else None))
