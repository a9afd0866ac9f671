"""The estimator contract: parameters in, learned attributes out, and a place in scikit-learn's tools.

This is the one module of the NumPy rooms that knows of scikit-learn: its grid search and pipelines ask an estimator for
*tags*, which are built here on demand, so nothing is imported unless scikit-learn itself is asking.
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar, Self

import numpy as np

from lib.basics.scores import accuracy_score, r2_score


class Estimator:
    """Give every model ``get_params``, ``set_params`` and a readable ``repr``.

    A subclass stores its constructor's keyword arguments unchanged under their own names; everything learned in ``fit``
    ends in an underscore.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Buitinck et al. (2013), *API design for machine learning software: experiences from the scikit-learn project*.

    Examples
    --------
    >>> from lib.basics import Estimator
    >>> class Shrinker(Estimator):
    ...     def __init__(self, alpha=1.0):
    ...         self.alpha = alpha
    >>> Shrinker().set_params(alpha=0.5)
    Shrinker(alpha=0.5)
    """

    # What scikit-learn's tags say of the input; a subclass overrides what differs.
    _input_tags: ClassVar[dict[str, bool]] = {}
    _multi_output: ClassVar[bool] = False

    @classmethod
    def _param_names(cls) -> list[str]:
        if cls.__init__ is object.__init__:
            return []
        parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
        return sorted(p.name for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL))

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's arguments by name.

        Parameters
        ----------
        deep : bool, default True
            Include the parameters of estimators held as parameters, as ``name__parameter``.

        Returns
        -------
        dict
            Parameter names and their values, not copied.
        """
        params = {}
        for name in self._param_names():
            value = getattr(self, name)
            params[name] = value
            if deep and hasattr(value, "get_params") and not isinstance(value, type):
                params.update({f"{name}__{inner}": v for inner, v in value.get_params().items()})
        return params

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name; ``name__parameter`` reaches into an estimator held as a parameter.

        Parameters
        ----------
        **params
            Names as in ``get_params``.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a name is not a parameter of this estimator.
        """
        nested: dict[str, dict[str, Any]] = {}
        known = self.get_params(deep=False)
        for key, value in params.items():
            name, _, inner = key.partition("__")
            if name not in known:
                wanted = ", ".join(sorted(known)) or "none"
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {type(self).__name__}; its parameters are: {wanted}"
                )
            if inner:
                nested.setdefault(name, {})[inner] = value
            else:
                setattr(self, name, value)
                known[name] = value
        for name, inner_params in nested.items():
            known[name].set_params(**inner_params)
        return self

    def __repr__(self) -> str:
        defaults = {name: p.default for name, p in inspect.signature(type(self).__init__).parameters.items()}
        changed = [f"{k}={v!r}" for k, v in self.get_params(deep=False).items() if not _same(v, defaults.get(k))]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=None,
            target_tags=TargetTags(required=False, multi_output=self._multi_output),
            input_tags=InputTags(**self._input_tags),
        )


def _same(a: Any, b: Any) -> bool:
    """Tell whether two parameter values are equal, without asking an array for one truth value."""
    if a is b:
        return True
    return type(a) is type(b) and not isinstance(a, np.ndarray) and bool(a == b)


class RegressorMixin:
    """Add ``score`` (the coefficient of determination) to a model that predicts numbers.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import Estimator, RegressorMixin
    >>> class AlwaysTwo(RegressorMixin, Estimator):
    ...     def predict(self, X):
    ...         return [2.0 for _ in X]
    >>> AlwaysTwo().score([[0], [0]], [1.0, 3.0])
    0.0
    """

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Compute :math:`R^2` of the predictions for ``X``.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,) or (n_samples, n_outputs)
        sample_weight : array_like, shape (n_samples,), optional

        Returns
        -------
        float
            At most 1.
        """
        return r2_score(y, self.predict(X), sample_weight)  # type: ignore[attr-defined]

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import RegressorTags

        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.estimator_type = "regressor"
        tags.regressor_tags = RegressorTags()
        tags.target_tags.required = True
        return tags


class ClassifierMixin:
    """Add ``score`` (accuracy) to a model that predicts labels.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import ClassifierMixin, Estimator
    >>> class AlwaysGood(ClassifierMixin, Estimator):
    ...     def predict(self, X):
    ...         return ["good" for _ in X]
    >>> AlwaysGood().score([[0], [0]], ["good", "bad"])
    0.5
    """

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Compute the accuracy of the predictions for ``X``.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
        sample_weight : array_like, shape (n_samples,), optional

        Returns
        -------
        float
            Between 0 and 1.
        """
        return accuracy_score(y, self.predict(X), sample_weight)  # type: ignore[attr-defined]

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags

        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.estimator_type = "classifier"
        tags.classifier_tags = ClassifierTags()
        tags.target_tags.required = True
        return tags


class TransformerMixin:
    """Add ``fit_transform`` to a model that changes its input.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.basics import Estimator, TransformerMixin
    >>> class Doubler(TransformerMixin, Estimator):
    ...     def fit(self, X, y=None):
    ...         return self
    ...     def transform(self, X):
    ...         return [2 * x for x in X]
    >>> Doubler().fit_transform([1, 2])
    [2, 4]
    """

    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Fit to ``X`` (and ``y``), then transform the same ``X``.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,), optional
        **fit_params
            Passed to ``fit``.

        Returns
        -------
        ndarray, shape (n_samples, n_features_out)
        """
        return self.fit(X, y, **fit_params).transform(X)  # type: ignore[attr-defined]

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import TransformerTags

        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.transformer_tags = TransformerTags(preserves_dtype=["float64"])
        return tags
