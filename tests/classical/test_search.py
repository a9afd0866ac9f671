"""Grid and random search: the best is the best, on the same folds, and nothing leaks between trials."""

import pickle

import numpy as np
import pytest

from lib.basics import NotFittedError, clone
from lib.classical import (
    GridSearchCV,
    KFold,
    Lasso,
    LogisticRegression,
    PolynomialFeatures,
    RandomizedSearchCV,
    Ridge,
    cross_val_score,
)
from lib.classical.search import Search
from lib.data import StandardScaler, make_pipeline

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
Y = X @ [1.0, 2.0, 0.0] + RNG.normal(size=60)
LABEL = np.where(X[:, 0] + RNG.normal(size=60) > 0, "up", "down")
ALPHAS = [0.01, 1.0, 10.0, 1000.0]


def test_scores_are_those_of_cross_validation():
    search = GridSearchCV(Ridge(), {"alpha": ALPHAS}, cv=4).fit(X, Y)
    for k, alpha in enumerate(ALPHAS):
        scores = cross_val_score(Ridge(alpha=alpha), X, Y, cv=4)
        np.testing.assert_allclose([search.cv_results_[f"split{i}_test_score"][k] for i in range(4)], scores)
    best = int(np.argmax(search.cv_results_["mean_test_score"]))
    assert isinstance(search, Search)
    assert search.best_index_ == best
    assert search.best_params_ == {"alpha": ALPHAS[best]}
    assert search.best_score_ == search.cv_results_["mean_test_score"][best]
    assert search.cv_results_["rank_test_score"][best] == 1
    assert search.n_splits_ == 4


def test_every_trial_sees_the_same_folds_even_if_they_are_drawn_anew_each_time():
    cv = KFold(3, shuffle=True, random_state=np.random.default_rng(0))
    search = GridSearchCV(Ridge(), {"alpha": [1.0, 1.0]}, cv=cv).fit(X, Y)
    first, second = ([search.cv_results_[f"split{i}_test_score"][k] for i in range(3)] for k in range(2))
    assert first == second
    assert search.best_index_ == 0  # the first of equal ones


def test_refit_is_a_fit_on_all_rows():
    search = GridSearchCV(Ridge(), {"alpha": ALPHAS}).fit(X, Y)
    np.testing.assert_array_equal(search.best_estimator_.coef_, Ridge(**search.best_params_).fit(X, Y).coef_)
    np.testing.assert_array_equal(search.predict(X), search.best_estimator_.predict(X))
    assert search.score(X, Y) == search.best_estimator_.score(X, Y)
    assert search.n_features_in_ == 3


def test_score_follows_the_scoring_of_the_search():
    search = GridSearchCV(Ridge(), {"alpha": ALPHAS}, scoring="neg_mean_squared_error").fit(X, Y)
    assert search.score(X, Y) == pytest.approx(-np.mean((search.predict(X) - Y) ** 2))


def test_without_refit_only_parameters_are_chosen():
    search = GridSearchCV(Ridge(), {"alpha": ALPHAS}, refit=False).fit(X, Y)
    assert search.best_params_["alpha"] in ALPHAS
    for call in ("predict", "score"):
        with pytest.raises(ValueError, match=f"{call} needs refit=True: with refit=False the search only chooses"):
            getattr(search, call)(*((X,) if call == "predict" else (X, Y)))
    search.set_params(refit=True).fit(X, Y)
    search.set_params(refit=False).fit(X, Y)
    assert "best_estimator_" not in vars(search)  # the last fit is forgotten


def test_it_offers_what_its_estimator_offers():
    search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]})
    with pytest.raises(NotFittedError, match="this GridSearchCV is not fitted yet"):
        search.predict_proba(X)
    search.fit(X, LABEL)
    np.testing.assert_allclose(search.predict_proba(X).sum(axis=1), 1)
    np.testing.assert_allclose(np.exp(search.predict_log_proba(X)), search.predict_proba(X))
    assert search.decision_function(X).shape == (60,)
    assert search.classes_.tolist() == ["down", "up"]
    assert not hasattr(GridSearchCV(Ridge(), {}), "predict_proba")
    with pytest.raises(AttributeError, match="GridSearchCV has no attribute 'nonsense'"):
        _ = search.nonsense


def test_parameters_inside_a_pipeline():
    model = make_pipeline(PolynomialFeatures(), StandardScaler(), Lasso(max_iter=10_000))
    grid = {"polynomialfeatures__degree": [1, 2], "lasso__alpha": [0.01, 0.1]}
    search = GridSearchCV(model, grid, cv=3).fit(X, Y)
    assert search.best_params_["polynomialfeatures__degree"] == 1
    assert len(search.cv_results_["params"]) == 4
    assert set(search.cv_results_["param_lasso__alpha"]) == {0.01, 0.1}


def test_an_estimator_as_a_value_is_copied():
    scaler = StandardScaler()
    model = make_pipeline(StandardScaler(), Ridge())
    GridSearchCV(model, {"standardscaler": [scaler, "passthrough"]}).fit(X, Y)
    assert not hasattr(scaler, "mean_")


def test_random_search_keeps_to_its_budget_and_its_seed():
    space = {"alpha": lambda rng: float(10 ** rng.uniform(-3, 3))}

    def run(seed):
        return RandomizedSearchCV(Ridge(), space, n_iter=7, random_state=seed).fit(X, Y)

    first, again, other = run(0), run(0), run(1)
    assert len(first.cv_results_["params"]) == 7
    assert first.cv_results_["params"] == again.cv_results_["params"] != other.cv_results_["params"]
    assert first.best_score_ == again.best_score_


def test_of_two_parameters_random_trials_try_more_values_of_each():
    space = {"alpha": lambda rng: rng.uniform(0, 9), "fit_intercept": [True, False]}
    search = RandomizedSearchCV(Ridge(), space, n_iter=16, random_state=0).fit(X, Y)
    assert len(set(search.cv_results_["param_alpha"])) == 16  # a grid of 16 trials would try 8


def test_training_scores_on_request():
    search = GridSearchCV(Ridge(), {"alpha": ALPHAS}, return_train_score=True).fit(X, Y)
    assert np.all(np.diff(search.cv_results_["mean_train_score"]) < 0)  # more penalty, worse fit
    assert "mean_train_score" not in GridSearchCV(Ridge(), {"alpha": ALPHAS}).fit(X, Y).cv_results_


def test_weights_are_cut_to_the_folds():
    weight = np.zeros(60)
    weight[::2] = 1
    search = GridSearchCV(Ridge(), {"alpha": [1.0]}, cv=2).fit(X, Y, sample_weight=weight)
    half = Ridge().fit(X[::2], Y[::2])
    np.testing.assert_allclose(search.best_estimator_.coef_, half.coef_)


def test_it_can_be_copied_and_pickled():
    search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}).fit(X, LABEL)
    again = pickle.loads(pickle.dumps(search))
    np.testing.assert_array_equal(again.predict_proba(X), search.predict_proba(X))
    assert not hasattr(clone(search), "best_params_")


@pytest.mark.parametrize(
    ("search", "y", "error", "message"),
    [
        (GridSearchCV(Ridge(), {"gamma": [1]}), Y, ValueError, "Invalid parameter 'gamma' for estimator Ridge"),
        (GridSearchCV(Ridge(), {"alpha": [1.0]}), None, ValueError, "requires y to be passed"),
        (GridSearchCV(Ridge(), {"alpha": [-1.0]}), Y, ValueError, "alpha must be >= 0, got -1.0"),
        (RandomizedSearchCV(Ridge(), {"alpha": [1.0]}, n_iter=0), Y, ValueError, "n_iter must be >= 1, got 0"),
        (GridSearchCV(Ridge(), {"alpha": [1.0]}, scoring="mse"), Y, ValueError, "scoring must be one of"),
    ],
)
def test_unusable_requests_are_named(search, y, error, message):
    with pytest.raises(error, match=message):
        search.fit(X, y)
