"""Hyperparameter search: try settings, score each by cross-validation, refit the best."""

from abc import abstractmethod
from functools import partial
from typing import Any, Self

import numpy as np

from lib.basics import Estimator, as_rng, check_integer, check_is_fitted, clone
from lib.classical.folds import check_cv
from lib.classical.model_selection import check_rows, fit_and_score, is_classifier
from lib.classical.scoring import Scorer, get_scorer
from lib.classical.trials import grid_trials, random_trials, results_table

# What a search offers only if its estimator does.
HANDED_ON = ("predict", "predict_proba", "predict_log_proba", "decision_function", "transform", "inverse_transform")


class Search(Estimator):
    """Score every trial on the same folds and keep the best: the base of `GridSearchCV` and `RandomizedSearchCV`.

    Attributes
    ----------
    best_params_ : dict
        Setting with the highest mean test score; the first of equal ones.
    best_score_ : float
        That mean score. As the largest of many noisy numbers it is too good: judge the winner on fresh rows.
    best_index_ : int
        Its place in `cv_results_`.
    best_estimator_ : Estimator
        Fitted on all rows with `best_params_`, if ``refit``.
    cv_results_ : dict of str to list or ndarray, shape (n_trials,)
        ``params``, ``param_<name>``, ``split<k>_test_score``, ``mean_test_score``, ``std_test_score`` and
        ``rank_test_score`` (1 is best); the same of the training rows if ``return_train_score``.
    n_splits_ : int
        Number of folds.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import GridSearchCV
    >>> from lib.classical.search import Search
    >>> issubclass(GridSearchCV, Search)
    True
    """

    estimator: Any
    scoring: str | Scorer | None
    cv: Any
    refit: bool
    return_train_score: bool

    @abstractmethod
    def _trials(self) -> list[dict[str, Any]]:
        """Return the settings to try."""

    def fit(self, X: Any, y: Any = None, **fit_params: Any) -> Self:
        """Try every setting, then fit the best one on all rows.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)
        **fit_params
            Passed to every ``fit``; what has one entry for each row, such as ``sample_weight``, is cut to the rows of
            the fold.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If a parameter is unusable, or the data do not belong together. An error of a trial is not swallowed.
        """
        X, y = check_rows(self.estimator, X, y)
        scorer = get_scorer(self.scoring)
        trials = self._trials()
        folds = check_cv(self.cv, X, y, stratify=is_classifier(self.estimator))
        candidates = [clone(self.estimator).set_params(**_clone_values(trial)) for trial in trials]
        options: dict[str, Any] = {"train_score": self.return_train_score, "fit_params": fit_params}
        scores = np.array(
            [[fit_and_score(candidate, X, y, *fold, scorer, **options) for fold in folds] for candidate in candidates]
        )  # (n_trials, n_splits, 1 or 2)
        self.n_splits_ = len(folds)
        self.cv_results_ = results_table(trials, scores)
        self.best_index_ = int(np.argmax(self.cv_results_["mean_test_score"]))
        self.best_score_ = float(self.cv_results_["mean_test_score"][self.best_index_])
        self.best_params_ = trials[self.best_index_]
        vars(self).pop("best_estimator_", None)
        if self.refit:
            self.best_estimator_ = clone(candidates[self.best_index_]).fit(X, y, **fit_params)
        return self

    def score(self, X: Any, y: Any) -> float:
        """Score the best estimator with the search's own `scoring`.

        Parameters
        ----------
        X : Table or array_like, shape (n_samples, n_features)
        y : array_like, shape (n_samples,)

        Returns
        -------
        float

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``refit`` is False.
        """
        return float(get_scorer(self.scoring)(self._best("score"), X, y))

    def _best(self, name: str) -> Any:
        """Return the best estimator, or say why there is none."""
        check_is_fitted(self)
        if not hasattr(self, "best_estimator_"):
            raise ValueError(f"{name} needs refit=True: with refit=False the search only chooses parameters")
        return self.best_estimator_

    def __getattr__(self, name: str) -> Any:
        # Reached only where normal look-up fails; `vars` keeps a half-built copy from looking for itself for ever.
        if name in HANDED_ON and hasattr(vars(self).get("estimator"), name):
            return partial(self._hand_on, name)
        if name in ("classes_", "n_features_in_") and "best_estimator_" in vars(self):
            return getattr(self.best_estimator_, name)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def _hand_on(self, name: str, X: Any) -> Any:
        return getattr(self._best(name), name)(X)

    def __sklearn_tags__(self) -> Any:
        return self.estimator.__sklearn_tags__()


def _clone_values(params: dict[str, Any]) -> dict[str, Any]:
    """Copy a setting, estimators in it included, so that one trial's fit cannot reach another's."""
    return {name: clone(value) if hasattr(value, "get_params") else value for name, value in params.items()}


class GridSearchCV(Search):
    """Try every combination of the values given for each hyperparameter.

    Parameters
    ----------
    estimator : Estimator
        Cloned for each trial, itself left alone.
    param_grid : dict or sequence of dict
        Parameter names, as in ``set_params``, and lists of values.
    scoring : str, callable or None
        As in ``get_scorer``.
    cv : None, int, object with ``split``, or iterable of (train, test)
        Five folds by default, stratified for classifiers.
    refit : bool, default True
        Fit the best setting on all rows at the end.
    return_train_score : bool, default False
        Score the training rows of each fold too.

    Attributes
    ----------
    best_params_, best_score_, best_index_, best_estimator_, cv_results_, n_splits_
        See ``Search``.

    Notes
    -----
    Costs one fit for each combination and fold. scikit-learn's fit times are left out: they differ from run to run.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import GridSearchCV, Ridge
    >>> X = np.arange(12.0)[:, None]
    >>> search = GridSearchCV(Ridge(), {"alpha": [0.0, 1.0, 10.0]}).fit(X, 2 * X[:, 0])
    >>> search.best_params_
    {'alpha': 0.0}
    >>> search.predict([[20.0]]).round(6)
    array([40.])
    """

    def __init__(
        self,
        estimator: Any,
        param_grid: Any,
        *,
        scoring: str | Scorer | None = None,
        cv: Any = None,
        refit: bool = True,
        return_train_score: bool = False,
    ) -> None:
        self.estimator = estimator
        self.param_grid = param_grid
        self.scoring = scoring
        self.cv = cv
        self.refit = refit
        self.return_train_score = return_train_score

    def _trials(self) -> list[dict[str, Any]]:
        return grid_trials(self.param_grid)


class RandomizedSearchCV(Search):
    """Try settings drawn at random, as many as the budget allows.

    Parameters
    ----------
    estimator : Estimator
        Cloned for each trial, itself left alone.
    param_distributions : dict or sequence of dict
        Parameter names and, for each, a list of values, a function of a generator that draws one, or an object with
        ``rvs``.
    n_iter : int, default 10
        Budget: the number of settings to try.
    scoring : str, callable or None
        As in ``get_scorer``.
    cv : None, int, object with ``split``, or iterable of (train, test)
        Five folds by default, stratified for classifiers.
    refit : bool, default True
        Fit the best setting on all rows at the end.
    random_state : None, int or numpy.random.Generator
        Draws the settings.
    return_train_score : bool, default False
        Score the training rows of each fold too.

    Attributes
    ----------
    best_params_, best_score_, best_index_, best_estimator_, cv_results_, n_splits_
        See ``Search``.

    Notes
    -----
    Where few of many parameters matter, random trials try more different values of those few than a grid of the same
    budget, which repeats them.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Bergstra and Bengio (2012), *Random Search for Hyper-Parameter Optimization*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import RandomizedSearchCV, Ridge
    >>> X = np.arange(12.0)[:, None]
    >>> space = {"alpha": lambda rng: float(10 ** rng.uniform(-3, 3))}
    >>> search = RandomizedSearchCV(Ridge(), space, n_iter=5, random_state=0).fit(X, 2 * X[:, 0])
    >>> len(search.cv_results_["params"]), 1e-3 < search.best_params_["alpha"] < 1e3
    (5, True)
    """

    def __init__(
        self,
        estimator: Any,
        param_distributions: Any,
        *,
        n_iter: int = 10,
        scoring: str | Scorer | None = None,
        cv: Any = None,
        refit: bool = True,
        random_state: Any = None,
        return_train_score: bool = False,
    ) -> None:
        self.estimator = estimator
        self.param_distributions = param_distributions
        self.n_iter = n_iter
        self.scoring = scoring
        self.cv = cv
        self.refit = refit
        self.random_state = random_state
        self.return_train_score = return_train_score

    def _trials(self) -> list[dict[str, Any]]:
        n_iter = check_integer("n_iter", self.n_iter, low=1)
        return random_trials(self.param_distributions, n_iter, as_rng(self.random_state))
