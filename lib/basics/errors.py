"""The two exception types of the estimator contract, and how they meet scikit-learn's.

scikit-learn's tools accept only their own classes. When ``sklearn`` is loaded already, what is raised here is therefore
a subclass of both; when it is not, nothing of it is imported.
"""

from __future__ import annotations

import sys
import warnings


class NotFittedError(ValueError, AttributeError):
    """Tell that a fitted attribute was asked for before ``fit``.

    A ``ValueError`` and an ``AttributeError`` at once, as in scikit-learn, so that code written for either catches it.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import NotFittedError
    >>> issubclass(NotFittedError, ValueError)
    True
    """


class DataConversionWarning(UserWarning):
    """Tell that the shape of an input was changed to the one that is wanted.

    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import DataConversionWarning
    >>> issubclass(DataConversionWarning, UserWarning)
    True
    """


def _joined_with_sklearn(ours: type) -> type:
    """Return a subclass of ours and of scikit-learn's class of the same name if scikit-learn is loaded, else ours."""
    exceptions = sys.modules.get("sklearn.exceptions")
    if exceptions is None:
        return ours
    theirs = getattr(exceptions, ours.__name__)
    return type(ours.__name__, (ours, theirs), {"__module__": ours.__module__})


def not_fitted(name: str) -> NotFittedError:
    """Return the error to raise when the estimator called ``name`` is used before ``fit``."""
    error: NotFittedError = _joined_with_sklearn(NotFittedError)(
        f"this {name} is not fitted yet; call fit before using it"
    )
    return error


def warn_data_conversion(message: str, stacklevel: int = 4) -> None:
    """Issue a ``DataConversionWarning`` that scikit-learn's tools recognise."""
    warnings.warn(message, _joined_with_sklearn(DataConversionWarning), stacklevel=stacklevel)
