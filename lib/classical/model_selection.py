"""Cross-validation: judge a learning method on rows that its model has not seen, and let every row take its turn."""

import sys
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import ClassifierMixin, check_array, check_choice, check_target, clone
from lib.classical.folds import check_cv, rows_in_test_order
from lib.classical.scoring import Scorer, get_scorer
from lib.data.rows import same_n_rows, take_rows


def is_classifier(estimator: Any) -> bool:
    """Tell whether an estimator predicts labels, also where a pipeline or a search stands around it.

    Parameters
    ----------
    estimator : Estimator
        Ours or scikit-learn's.

    Returns
    -------
    bool

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import LinearRegression, LogisticRegression
    >>> from lib.classical.model_selection import is_classifier
    >>> is_classifier(LogisticRegression()), is_classifier(LinearRegression())
    (True, False)
    """
    if isinstance(estimator, ClassifierMixin):
        return True
    if steps := getattr(estimator, "steps", None):
        return is_classifier(steps[-1][1])
    if hasattr(estimator, "estimator"):
        return is_classifier(estimator.estimator)
    # An estimator of scikit-learn's can only be here if scikit-learn is loaded; nothing is imported for the question.
    theirs = sys.modules.get("sklearn.base")
    return theirs is not None and isinstance(estimator, theirs.BaseEstimator) and bool(theirs.is_classifier(estimator))


def check_rows(estimator: Any, X: Any, y: Any) -> tuple[Any, np.ndarray]:
    """Return features and target in a form whose rows can be taken out.

    Parameters
    ----------
    estimator : Estimator
        For a classifier a column of labels is flattened, with a warning.
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,) or (n_samples, n_outputs)

    Returns
    -------
    X : Table or array_like, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,) or (n_samples, n_outputs)

    Raises
    ------
    TypeError
        If `X` is sparse or has no rows.
    ValueError
        If `y` is None or the numbers of rows differ.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import LogisticRegression
    >>> from lib.classical.model_selection import check_rows
    >>> check_rows(LogisticRegression(), [[1], [2]], ["no", "yes"])
    ([[1], [2]], array(['no', 'yes'], dtype='<U3'))
    """
    if hasattr(X, "toarray"):
        check_array(X)  # raises: no estimator of this book takes sparse matrices
    if hasattr(X, "__array__") and not hasattr(X, "__len__"):
        X = np.asarray(X)
    if y is None or (is_classifier(estimator) and np.asarray(y).ndim == 2):
        y = check_target(y)
    y = np.asarray(y)
    same_n_rows((X, y))
    return X, y


def fit_and_score(
    estimator: Any,
    X: Any,
    y: Any,
    train: np.ndarray,
    test: np.ndarray,
    scorer: Scorer,
    *,
    train_score: bool = False,
    fit_params: dict[str, Any] | None = None,
) -> tuple[float, ...]:
    """Fit a copy on the training rows; return its score on the test rows and, if wanted, on the training rows.

    Parameters
    ----------
    estimator : Estimator
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
    train, test : ndarray of int, shape (n_train,) and (n_test,)
    scorer : callable
        As `get_scorer` returns.
    train_score : bool, default False
        Whether to judge the training rows too.
    fit_params : dict, optional
        Passed to ``fit``; what has one entry for each row, such as ``sample_weight``, is cut to the training rows.

    Returns
    -------
    tuple of float
        The test score, or the test and the training score.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LinearRegression, get_scorer
    >>> from lib.classical.model_selection import fit_and_score
    >>> X, y = np.arange(4.0)[:, None], 2 * np.arange(4.0)
    >>> fit_and_score(LinearRegression(), X, y, np.array([0, 1]), np.array([2, 3]), get_scorer("r2"))
    (1.0,)
    """
    X_train, y_train = take_rows(X, train), take_rows(y, train)
    params = {
        name: take_rows(value, train) if np.ndim(value) > 0 and len(value) == len(y) else value
        for name, value in (fit_params or {}).items()
    }
    model = clone(estimator).fit(X_train, y_train, **params)
    test_score = float(scorer(model, take_rows(X, test), take_rows(y, test)))
    return (test_score, float(scorer(model, X_train, y_train))) if train_score else (test_score,)


def cross_val_score(
    estimator: Any, X: Any, y: ArrayLike, *, scoring: str | Scorer | None = None, cv: Any = None
) -> np.ndarray:
    r"""Score a learning method on each fold, trained on the others.

    .. math:: \mathrm{CV} = \frac1K\sum_{k=1}^K \mathrm{score}\big(\hat f_{-k},\; \text{fold } k\big)

    Parameters
    ----------
    estimator : Estimator
        Cloned for each fold, itself left alone. Whatever learns from data - scaling, imputation, selection - belongs
        inside (a pipeline), or the test fold leaks into the training.
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
    scoring : str, callable or None
        As in ``get_scorer``.
    cv : None, int, object with ``split``, or iterable of (train, test)
        Five folds by default, stratified for classifiers.

    Returns
    -------
    ndarray, shape (n_splits,)
        One score for each fold. Their spread understates the doubt: training sets of different folds overlap.

    Raises
    ------
    TypeError, ValueError
        If `scoring` or `cv` is unusable, or `X` and `y` have different numbers of rows.

    Notes
    -----
    Costs one fit for each fold.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), *The Elements of Statistical Learning*, section 7.10, equation 7.48.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LinearRegression, cross_val_score
    >>> X = np.arange(10.0)[:, None]
    >>> cross_val_score(LinearRegression(), X, 3 * X[:, 0] + 1, cv=5).round(3)
    array([1., 1., 1., 1., 1.])
    """
    X, y = check_rows(estimator, X, y)
    scorer = get_scorer(scoring)
    folds = check_cv(cv, X, y, stratify=is_classifier(estimator))
    return np.array([fit_and_score(estimator, X, y, train, test, scorer)[0] for train, test in folds])


def cross_val_predict(estimator: Any, X: Any, y: ArrayLike, *, cv: Any = None, method: str = "predict") -> np.ndarray:
    """Predict every row by the model that was not trained on it.

    Parameters
    ----------
    estimator : Estimator
    X : Table or array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,)
    cv : None, int, object with ``split``, or iterable of (train, test)
        Five folds by default, stratified for classifiers; the test parts must hold every row once.
    method : {"predict", "predict_proba", "predict_log_proba", "decision_function"}, default "predict"
        What the model is asked for.

    Returns
    -------
    ndarray, shape (n_samples,) or (n_samples, n_classes)
        In the order of the rows. Good for curves and confusion matrices; a score of these pooled predictions is not
        the mean of the folds' scores.

    Raises
    ------
    TypeError, ValueError
        If `method` or `cv` is unusable, the test parts do not hold every row once, a training part lacks a class
        whose column is asked for, or `X` and `y` have different numbers of rows.

    Notes
    -----
    Costs one fit for each fold.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import LinearRegression, cross_val_predict
    >>> X = np.arange(6.0)[:, None]
    >>> cross_val_predict(LinearRegression(), X, 2 * X[:, 0], cv=3).round(6) + 0.0
    array([ 0.,  2.,  4.,  6.,  8., 10.])
    """
    check_choice("method", method, ("predict", "predict_proba", "predict_log_proba", "decision_function"))
    X, y = check_rows(estimator, X, y)
    folds = check_cv(cv, X, y, stratify=is_classifier(estimator))
    tested = rows_in_test_order(folds, len(y))
    parts, classes = [], None
    for train, test in folds:
        model = clone(estimator).fit(take_rows(X, train), take_rows(y, train))
        if method != "predict":
            if classes is not None and not np.array_equal(classes, model.classes_):
                raise ValueError(
                    f"every training part must hold the same classes for {method}, got {classes.tolist()} and"
                    f" {model.classes_.tolist()}"
                )
            classes = model.classes_
        parts.append(getattr(model, method)(take_rows(X, test)))
    return np.concatenate(parts)[np.argsort(tested)]
