"""Bagging, AdaBoost, voting and stacking against scikit-learn's, with members that both can have."""

import warnings

import numpy as np
import pytest
import sklearn.ensemble as theirs
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.linear_model import LogisticRegression as TheirPlane
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeRegressor as TheirRegressionTree

import lib.ensembles as ours
from lib.classical import LogisticRegression
from lib.classical.trees import DecisionTreeClassifier

LOADERS = {"iris": load_iris, "wine": load_wine, "breast cancer": load_breast_cancer}


def data(name, *, text=False):
    """Return standardised features, labels (text if wanted) and weights that differ."""
    X, y = LOADERS[name](return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    labels = np.array(["first", "second", "third"])[y] if text else y
    return X, labels, np.random.default_rng(0).integers(0, 3, len(y)).astype(float)


def their_plane(C=1.0):
    """Return scikit-learn's logistic regression, converged."""
    return TheirPlane(C=C, tol=1e-10, max_iter=5000, solver="newton-cholesky")


def pairs(C):
    """Return planes with these penalties, once of ours and once of scikit-learn's."""
    mine = [(f"plane{k}", LogisticRegression(C=c)) for k, c in enumerate(C)]
    return mine, [(f"plane{k}", their_plane(c)) for k, c in enumerate(C)]


# ---------------------------------------------------------------------------------------------------------- AdaBoost


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("learning_rate", [1.0, 0.3])
@pytest.mark.parametrize("weighted", [False, True])
def test_adaboost_is_samme_stage_by_stage(name, learning_rate, weighted):
    X, y, weight = data(name, text=True)
    weight = weight + 1 if weighted else None
    settings = {"n_estimators": 25, "learning_rate": learning_rate}
    stump = DecisionTreeClassifier(max_depth=1)  # the very same in both; scikit-learn's would break ties by chance
    mine = ours.AdaBoostClassifier(stump, **settings).fit(X, y, weight)
    other = theirs.AdaBoostClassifier(stump, **settings).fit(X, y, weight)
    assert mine.classes_.tolist() == other.classes_.tolist()
    np.testing.assert_allclose(mine.estimator_errors_, other.estimator_errors_, rtol=1e-8)
    np.testing.assert_allclose(mine.estimator_weights_, other.estimator_weights_, rtol=1e-8)
    np.testing.assert_allclose(mine.feature_importances_, other.feature_importances_, rtol=1e-8)
    assert len(mine.estimators_) == len(other.estimators_)
    stages = zip(mine.staged_decision_function(X), other.staged_decision_function(X))
    for one, two in stages:
        np.testing.assert_allclose(one, two, atol=1e-10)
    for one, two in zip(mine.staged_predict_proba(X), other.staged_predict_proba(X)):
        np.testing.assert_allclose(one, two, atol=1e-10)
    assert list(mine.staged_score(X, y, weight)) == pytest.approx(list(other.staged_score(X, y, weight)))
    np.testing.assert_array_equal(mine.predict(X), other.predict(X))
    np.testing.assert_allclose(mine.predict_proba(X), other.predict_proba(X), atol=1e-10)


def test_adaboost_with_our_stump_equals_scikit_learns_on_data_without_ties():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(200, 3))
    y = np.where(X[:, 0] + X[:, 1] ** 2 + 0.3 * rng.normal(size=200) > 1, "yes", "no")
    weight = rng.uniform(0.5, 1.5, 200)  # no two cuts are equally good
    mine = ours.AdaBoostClassifier(n_estimators=30).fit(X, y, weight)
    other = theirs.AdaBoostClassifier(n_estimators=30, random_state=0).fit(X, y, weight)
    np.testing.assert_allclose(mine.estimator_errors_, other.estimator_errors_, rtol=1e-6)
    for one, two in zip(mine.staged_predict(X), other.staged_predict(X)):
        np.testing.assert_array_equal(one, two)


def test_adaboost_stops_as_scikit_learns_does():
    X, y = np.arange(6.0)[:, None], np.array([0, 0, 0, 1, 1, 1])
    mine, other = (room.AdaBoostClassifier(n_estimators=4, random_state=0).fit(X, y) for room in (ours, theirs))
    assert mine.estimator_weights_.tolist() == other.estimator_weights_.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert mine.estimator_errors_.tolist() == other.estimator_errors_.tolist() == [0.0, 1.0, 1.0, 1.0]


# ----------------------------------------------------------------------------------------------------------- bagging


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", ["iris", "wine"])
def test_bagging_without_chance_equals_scikit_learns(name, weighted):
    X, y, _ = data(name, text=True)
    settings = {"n_estimators": 3, "bootstrap": False, "random_state": 0}
    weight = np.full(len(y), 2.0) if weighted else None
    mine = ours.BaggingClassifier(LogisticRegression(), **settings).fit(X, y, weight)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="When fitting BaggingClassifier with sample_weight")
        other = theirs.BaggingClassifier(their_plane(2.0 if weighted else 1.0), **settings).fit(X, y, weight)
    np.testing.assert_allclose(mine.predict_proba(X), other.predict_proba(X), atol=1e-6)
    np.testing.assert_array_equal(mine.predict(X), other.predict(X))


@pytest.mark.parametrize("name", ["iris", "wine"])
def test_bagging_is_the_mean_of_scikit_learns_models_on_the_same_draws(name):
    X, y, weight = data(name, text=True)
    settings = {"max_features": 0.6, "bootstrap_features": True, "oob_score": True}
    mine = ours.BaggingClassifier(GaussianNB(), 60, random_state=1, **settings).fit(X, y, weight)
    total, unseen_total, n_unseen = 0.0, np.zeros((len(y), 3)), np.zeros(len(y))
    for rows, features in zip(mine.estimators_samples_, mine.estimators_features_):
        assert weight[rows].all()  # a row without weight is never drawn
        member = GaussianNB().fit(X[rows][:, features], y[rows])
        shares = np.zeros((len(y), 3))
        shares[:, np.searchsorted(mine.classes_, member.classes_)] = member.predict_proba(X[:, features])
        total = total + shares / 60
        unseen = np.setdiff1d(np.arange(len(y)), rows)
        unseen_total[unseen] += shares[unseen]
        n_unseen[unseen] += 1
    np.testing.assert_allclose(mine.predict_proba(X), total, atol=1e-10)
    np.testing.assert_allclose(mine.oob_decision_function_, unseen_total / n_unseen[:, None], atol=1e-10)
    right = mine.classes_[unseen_total.argmax(axis=1)] == y
    assert mine.oob_score_ == pytest.approx(np.average(right, weights=weight))


def test_bagged_trees_score_as_scikit_learns_do():
    X, y, _ = data("breast cancer")
    train = np.random.default_rng(0).permutation(len(y)) < 300
    scores = {}
    for room in (ours, theirs):
        models = [room.BaggingClassifier(n_estimators=10, random_state=seed, oob_score=False) for seed in range(6)]
        scores[room] = np.array([model.fit(X[train], y[train]).score(X[~train], y[~train]) for model in models])
    gap = scores[ours].mean() - scores[theirs].mean()
    assert abs(gap) < 4 * np.sqrt((scores[ours].var() + scores[theirs].var()) / 6) + 0.005


def test_bagged_regression_trees_are_the_mean_of_scikit_learns_on_the_same_draws():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(80, 1))  # one feature: no two cuts part the rows alike
    y = np.sin(X[:, 0]) + 0.1 * rng.normal(size=80)
    mine = ours.BaggingRegressor(TheirRegressionTree(), 40, oob_score=True, random_state=0).fit(X, y)
    trees = [TheirRegressionTree().fit(X[rows], y[rows]) for rows in mine.estimators_samples_]
    grid = rng.normal(size=(50, 1))
    np.testing.assert_allclose(mine.predict(grid), np.mean([tree.predict(grid) for tree in trees], axis=0), atol=1e-10)
    assert 0.5 < mine.oob_score_ < mine.score(X, y)


# ------------------------------------------------------------------------------------------------ voting and stacking


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("weights", [None, [3, 1, 1.5]])
@pytest.mark.parametrize("weighted", [False, True])
def test_voting_equals_scikit_learns(name, weights, weighted):
    X, y, weight = data(name, text=True)
    weight = weight if weighted else None
    mine, other = pairs((0.001, 0.1, 10.0))
    for voting in ("hard", "soft"):
        one = ours.VotingClassifier(mine, voting=voting, weights=weights).fit(X, y, weight)
        two = theirs.VotingClassifier(other, voting=voting, weights=weights).fit(X, y, sample_weight=weight)
        np.testing.assert_array_equal(one.predict(X), two.predict(X))
        np.testing.assert_allclose(one.transform(X), two.transform(X), atol=1e-6)
        assert one.get_feature_names_out().tolist() == two.get_feature_names_out().tolist()
        assert hasattr(one, "predict_proba") == hasattr(two, "predict_proba") == (voting == "soft")
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-6)
    one.set_params(plane1="drop", flatten_transform=False).fit(X, y)
    two.set_params(plane1="drop", flatten_transform=False).fit(X, y)
    np.testing.assert_allclose(one.transform(X), two.transform(X), atol=1e-6)
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("passthrough", [False, True])
@pytest.mark.parametrize("stack_method", ["auto", "decision_function", "predict"])
@pytest.mark.parametrize("weighted", [False, True])
def test_stacking_equals_scikit_learns(name, passthrough, stack_method, weighted):
    X, y, weight = data(name, text=True)
    weight = weight if weighted else None
    mine, other = pairs((0.01, 10.0))
    settings = {"cv": 4, "stack_method": stack_method, "passthrough": passthrough}
    one = ours.StackingClassifier([*mine, ("bayes", GaussianNB())][: 3 if stack_method == "auto" else 2], **settings)
    two = theirs.StackingClassifier(
        [*other, ("bayes", GaussianNB())][: 3 if stack_method == "auto" else 2], their_plane(), **settings
    )
    one.fit(X, y, weight)
    two.fit(X, y, sample_weight=weight)
    assert one.stack_method_ == two.stack_method_
    np.testing.assert_allclose(one.transform(X), two.transform(X), atol=1e-5)
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-5)
    np.testing.assert_allclose(one.decision_function(X), two.decision_function(X), atol=1e-3)
    np.testing.assert_array_equal(one.predict(X), two.predict(X))
    assert one.get_feature_names_out().tolist() == two.get_feature_names_out().tolist()


def test_prefit_stacking_equals_scikit_learns():
    X, y, _ = data("wine")
    mine, other = pairs((0.01, 10.0))
    fitted = [[(name, model.fit(X[::2], y[::2])) for name, model in each] for each in (mine, other)]
    one = ours.StackingClassifier(fitted[0], cv="prefit").fit(X[1::2], y[1::2])
    two = theirs.StackingClassifier(fitted[1], their_plane(), cv="prefit").fit(X[1::2], y[1::2])
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-5)


def test_a_search_of_scikit_learns_reaches_into_a_member():
    from sklearn.model_selection import GridSearchCV

    X, y, _ = data("iris", text=True)
    members = [("plane", LogisticRegression()), ("tree", DecisionTreeClassifier(max_depth=2))]
    for model in (
        ours.VotingClassifier(members, voting="soft"),
        ours.StackingClassifier(members, cv=3),
        ours.BlendingClassifier(members, random_state=0),
    ):
        search = GridSearchCV(model, {"tree__max_depth": [1, 3], "plane": ["drop", LogisticRegression()]}, cv=3)
        assert search.fit(X, y).best_score_ > 0.9
        assert dict(members)["tree"].max_depth == 2  # the given ones stay as they are
