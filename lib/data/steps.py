"""Parameters of an estimator that is made of named estimators: ``step__parameter`` reaches into each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from lib.basics import Estimator


class NamedSteps(Estimator):
    """Give ``get_params`` and ``set_params`` to an estimator that holds a list of (name, estimator, ...) tuples.

    A subclass names the parameter that is this list in ``_steps_name``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import Pipeline, StandardScaler
    >>> pipeline = Pipeline([("scale", StandardScaler())])
    >>> pipeline.get_params()["scale__with_mean"]
    True
    >>> pipeline.set_params(scale__with_mean=False)
    Pipeline(steps=[('scale', StandardScaler(with_mean=False))])
    """

    _steps_name = "steps"

    def _named(self) -> dict[str, Any]:
        return {step[0]: step[1] for step in getattr(self, self._steps_name)}

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the constructor's arguments and, if ``deep``, the steps by name with their own parameters.

        Parameters
        ----------
        deep : bool, default True

        Returns
        -------
        dict
        """
        params = super().get_params(deep=deep)
        if deep:
            for name, step in self._named().items():
                params[name] = step
                if hasattr(step, "get_params"):
                    params.update({f"{name}__{inner}": value for inner, value in step.get_params().items()})
        return params

    def set_params(self, **params: Any) -> Self:
        """Set parameters: ``name=estimator`` replaces a step, ``name__parameter=value`` reaches into it.

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
            If a name is neither a parameter nor a step.
        """
        own = super().get_params(deep=False)
        # The list of steps first: the other names may refer to the steps it brings.
        super().set_params(**{key: value for key, value in params.items() if key.partition("__")[0] in own})
        rest = {key: value for key, value in params.items() if key.partition("__")[0] not in own}
        for key, value in rest.items():
            if key in self._named():
                steps = getattr(self, self._steps_name)
                setattr(self, self._steps_name, [(s[0], value, *s[2:]) if s[0] == key else s for s in steps])
        for key, value in rest.items():
            name, _, inner = key.partition("__")
            step: Any = self._named().get(name)
            if name not in self._named() or (inner and not hasattr(step, "set_params")):
                raise ValueError(
                    f"Invalid parameter {key!r} for estimator {type(self).__name__};"
                    f" its parameters and steps are: {', '.join([*own, *self._named()])}"
                )
            if inner:
                step.set_params(**{inner: value})
        return self

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import get_tags

        tags = super().__sklearn_tags__()
        estimators = [step for step in self._named().values() if step is not None and not isinstance(step, str)]
        # Missing cells get through only if no step refuses them.
        tags.input_tags.allow_nan = all(get_tags(step).input_tags.allow_nan for step in estimators)
        return tags


def check_step_names(steps: Any, own: Sequence[str], *, argument: str, length: int) -> None:
    """Check that ``steps`` is a list of tuples of this length, with names that can be told apart.

    Parameters
    ----------
    steps : list of tuple
    own : sequence of str
        Names of the estimator's own parameters, which no step may take.
    argument : str
        Name of the argument in messages.
    length : int
        Wanted length of each tuple.

    Raises
    ------
    TypeError
        If ``steps`` is not a list of tuples, or a name is not text.
    ValueError
        If there is no step, or a name is used twice, is the name of a parameter or contains ``__``.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import StandardScaler
    >>> from lib.data.steps import check_step_names
    >>> check_step_names([("a__b", StandardScaler())], ["steps"], argument="steps", length=2)
    Traceback (most recent call last):
        ...
    ValueError: names in steps must not contain '__', which separates a step from its parameter, got 'a__b'
    """
    if not isinstance(steps, list | tuple):
        raise TypeError(f"{argument} must be a list of tuples, got {type(steps).__name__}")
    if not steps:
        raise ValueError(f"{argument} must hold at least one tuple, got none")
    for step in steps:
        if not isinstance(step, tuple | list) or len(step) != length or not isinstance(step[0], str):
            wanted = "(name, estimator)" if length == 2 else "(name, estimator, columns)"
            raise TypeError(f"{argument} must hold tuples {wanted}, got {step!r}")
    names = [step[0] for step in steps]
    for name in names:
        if "__" in name:
            raise ValueError(
                f"names in {argument} must not contain '__', which separates a step from its parameter, got {name!r}"
            )
        if name in own:
            raise ValueError(f"names in {argument} must differ from the parameters {', '.join(own)}, got {name!r}")
        if names.count(name) > 1:
            raise ValueError(f"names in {argument} must be unique, got {name!r} twice")
