"""Chain preprocessing and model into one estimator, so that every statistic is learned inside each training fold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

import numpy as np

from lib.basics import AvailableIf, check_is_fitted, clone
from lib.data.steps import NamedSteps, check_step_names

PASSTHROUGH = "passthrough"


def _not_in_last_step(pipeline: Any, method: str) -> str | None:
    """Say why a pipeline lacks a method, as ``AvailableIf`` asks; None if its last step has it."""
    last = pipeline.steps[-1][1]
    exists = method in ("transform", "fit_transform") if _is_passthrough(last) else hasattr(last, method)
    return None if exists else f"the last step of the pipeline, {last!r}, has no {method}"


class Pipeline(NamedSteps):
    """Apply transformers in turn, then a final estimator; fit and tune them as one.

    Parameters
    ----------
    steps : list of (str, estimator)
        Every step but the last needs ``transform``; the last may be any estimator. ``"passthrough"`` or ``None`` in
        place of an estimator skips the step.

    Attributes
    ----------
    steps_ : list of (str, estimator)
        Fitted copies. ``pipeline["name"]``, ``pipeline[0]`` and ``pipeline.named_steps`` give these once fitted.
    n_features_in_ : int
    classes_ : ndarray, shape (n_classes,)
        Of the last step, if it has them.

    Notes
    -----
    Fitting a scaler, an imputer or a selection on all rows before splitting lets the test rows speak in training. A
    pipeline inside cross-validation refits every step in each fold, which closes that leak. Unlike scikit-learn's, it
    fits copies of its steps and leaves the parameters as they were given. Left out: ``memory``, slicing, metadata
    routing. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hastie, Tibshirani & Friedman (2009), *The Elements of Statistical Learning*, section 7.10.2.

    Examples
    --------
    >>> from lib.data import Pipeline, MinMaxScaler, StandardScaler
    >>> pipeline = Pipeline([("standard", StandardScaler()), ("range", MinMaxScaler())])
    >>> pipeline.fit([[0.0], [2.0], [4.0]]).transform([[3.0]])
    array([[0.75]])
    >>> pipeline["standard"].mean_
    array([2.])
    """

    def __init__(self, steps: list[tuple[str, Any]]) -> None:
        self.steps = steps

    @property
    def named_steps(self) -> dict[str, Any]:
        """The steps by name: fitted copies once the pipeline is fitted."""
        return dict(getattr(self, "steps_", self.steps))

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, key: str | int) -> Any:
        return self.named_steps[key] if isinstance(key, str) else getattr(self, "steps_", self.steps)[key][1]

    @property
    def classes_(self) -> np.ndarray:
        """The classes of the fitted last step, shape (n_classes,)."""
        return self._of_step("classes_", -1)

    @property
    def n_features_in_(self) -> int:
        """The number of features that the first fitted step saw."""
        return self._of_step("n_features_in_", 0)

    def _of_step(self, name: str, position: int) -> Any:
        # AttributeError, not NotFittedError: hasattr asks this way whether there is such a thing.
        if "steps_" not in vars(self):
            raise AttributeError(f"{name} exists after fit only")
        return getattr([step for _, step in self.steps_ if not _is_passthrough(step)][position], name)

    def fit(self, X: Any, y: Any = None, **fit_params: Any) -> Self:
        """Fit each transformer on what the ones before it give, then the last step.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,), optional
        **fit_params
            ``name__argument=value`` is passed to the ``fit`` of the step ``name``.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If the steps are not usable, a fit parameter names no step, or a step refuses its input.
        """
        self._fit(X, y, fit_params, transform_last=False)
        return self

    @AvailableIf(_not_in_last_step)
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """Fit, and return what the last step makes of ``X``; see ``fit``."""
        return self._fit(X, y, fit_params, transform_last=True)

    @AvailableIf(_not_in_last_step)
    def transform(self, X: Any) -> Any:
        """Apply every step's ``transform`` to ``X``, shape (n_samples, n_features)."""
        last = self._fitted_last()
        return self._before_last(X) if _is_passthrough(last) else last.transform(self._before_last(X))

    @AvailableIf(_not_in_last_step)
    def inverse_transform(self, X: Any) -> Any:
        """Undo every step, the last one first, for ``X`` of shape (n_samples, n_features_out)."""
        check_is_fitted(self)
        for _, step in reversed(self.steps_):
            X = X if _is_passthrough(step) else step.inverse_transform(X)
        return X

    @AvailableIf(_not_in_last_step)
    def predict(self, X: Any) -> Any:
        """Transform ``X``, shape (n_samples, n_features), and predict with the last step, shape (n_samples,)."""
        return self._fitted_last().predict(self._before_last(X))

    @AvailableIf(_not_in_last_step)
    def predict_proba(self, X: Any) -> Any:
        """Transform ``X`` and return the last step's probabilities, shape (n_samples, n_classes)."""
        return self._fitted_last().predict_proba(self._before_last(X))

    @AvailableIf(_not_in_last_step)
    def predict_log_proba(self, X: Any) -> Any:
        """Transform ``X`` and return the last step's log-probabilities (nats), shape (n_samples, n_classes)."""
        return self._fitted_last().predict_log_proba(self._before_last(X))

    @AvailableIf(_not_in_last_step)
    def decision_function(self, X: Any) -> Any:
        """Transform ``X`` and return the last step's scores, shape (n_samples,) or (n_samples, n_classes)."""
        return self._fitted_last().decision_function(self._before_last(X))

    @AvailableIf(_not_in_last_step)
    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """Transform ``X`` and return the last step's ``score`` against ``y``."""
        weight = {} if sample_weight is None else {"sample_weight": sample_weight}
        return self._fitted_last().score(self._before_last(X), y, **weight)

    def get_feature_names_out(self, input_features: Iterable[str] | None = None) -> np.ndarray:
        """Return the names of the columns that the last transformer gives; a final predictor is left out.

        Parameters
        ----------
        input_features : iterable of str, shape (n_features,), optional

        Returns
        -------
        ndarray of str, shape (n_features_out,)
        """
        check_is_fitted(self)
        names: Any = input_features
        for _, step in self.steps_:
            if not _is_passthrough(step) and hasattr(step, "get_feature_names_out"):
                names = step.get_feature_names_out(names)
        return np.asarray(names, dtype=object)

    def _fit(self, X: Any, y: Any, fit_params: dict[str, Any], *, transform_last: bool) -> Any:
        self._check_steps()
        by_step: dict[str, dict[str, Any]] = {name: {} for name, _ in self.steps}
        for key, value in fit_params.items():
            name, _, argument = key.partition("__")
            if name not in by_step or not argument:
                raise ValueError(
                    f"fit parameters must be named step__argument with a step of {list(by_step)}, got {key!r}"
                )
            by_step[name][argument] = value
        fitted: list[tuple[str, Any]] = []
        for position, (name, step) in enumerate(self.steps):
            if _is_passthrough(step):
                fitted.append((name, PASSTHROUGH))
                continue
            step = clone(step)
            if position < len(self.steps) - 1 or transform_last:
                # Subtle: a step's fit_transform may differ from fit then transform (out-of-fold encoders do).
                X = step.fit_transform(X, y, **by_step[name])
            else:
                step.fit(X, y, **by_step[name])
            fitted.append((name, step))
        self.steps_ = fitted
        return X

    def _check_steps(self) -> None:
        check_step_names(self.steps, ["steps"], argument="steps", length=2)
        for name, step in self.steps[:-1]:
            if not _is_passthrough(step) and not (hasattr(step, "fit_transform") and hasattr(step, "transform")):
                raise TypeError(
                    f"every step but the last must have fit_transform and transform, got {name!r}: {step!r}"
                )
        name, last = self.steps[-1]
        if not _is_passthrough(last) and not hasattr(last, "fit"):
            raise TypeError(f"the last step must have fit, got {name!r}: {last!r}")

    def _fitted_last(self) -> Any:
        check_is_fitted(self)
        return self.steps_[-1][1]

    def _before_last(self, X: Any) -> Any:
        """Apply every step but the last."""
        for _, step in self.steps_[:-1]:
            X = X if _is_passthrough(step) else step.transform(X)
        return X

    def __sklearn_is_fitted__(self) -> bool:
        return "steps_" in vars(self)

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import get_tags

        tags = super().__sklearn_tags__()
        all_tags = [get_tags(step) for _, step in self.steps if not _is_passthrough(step)]
        if all_tags:
            first, last = all_tags[0], all_tags[-1]
            tags.input_tags.string = first.input_tags.string
            tags.estimator_type, tags.target_tags = last.estimator_type, last.target_tags
            tags.classifier_tags, tags.regressor_tags = last.classifier_tags, last.regressor_tags
            tags.transformer_tags = last.transformer_tags
            if tags.transformer_tags is not None:
                kept = [set(step.transformer_tags.preserves_dtype) for step in all_tags if step.transformer_tags]
                tags.transformer_tags.preserves_dtype = sorted(set.intersection(*kept))
        return tags


def _is_passthrough(step: Any) -> bool:
    return step is None or (isinstance(step, str) and step == PASSTHROUGH)


def make_pipeline(*steps: Any) -> Pipeline:
    """Chain estimators under names made from their classes: lower case, with a number where a class occurs twice.

    Parameters
    ----------
    *steps : estimators
        In order of application.

    Returns
    -------
    Pipeline

    Raises
    ------
    TypeError, ValueError
        When it is fitted, as ``Pipeline``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import MinMaxScaler, StandardScaler, make_pipeline
    >>> list(make_pipeline(StandardScaler(), MinMaxScaler(), StandardScaler()).named_steps)
    ['standardscaler-1', 'minmaxscaler', 'standardscaler-2']
    """
    names = [step if isinstance(step, str) else type(step).__name__.lower() for step in steps]
    total, seen = Counter(names), Counter[str]()
    named = []
    for name, step in zip(names, steps):
        seen[name] += 1
        named.append((f"{name}-{seen[name]}" if total[name] > 1 else name, step))
    return Pipeline(named)
