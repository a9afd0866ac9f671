"""The two levels of stacking and blending: what is asked of members, and how the final estimator sees it."""

import numpy as np
import pytest

from lib.classical import LogisticRegression, Ridge
from lib.classical.trees import DecisionTreeClassifier
from lib.data import Table
from lib.ensembles import BlendingClassifier, StackingClassifier
from lib.ensembles.stacked import response_method

rng = np.random.default_rng(0)
X = rng.normal(size=(90, 2))
TWO = np.where(X[:, 0] > 0, "yes", "no")
THREE = np.array(["a", "b", "c"])[np.digitize(X[:, 0], [-0.4, 0.4])]
MEMBERS = [("plane", LogisticRegression()), ("tree", DecisionTreeClassifier(max_depth=2)), ("ridge", Ridge())]
KINDS = [
    lambda **settings: StackingClassifier(MEMBERS, cv=3, **settings),
    lambda **settings: BlendingClassifier(MEMBERS, random_state=0, **settings),
]


def test_response_method():
    assert response_method("a", LogisticRegression(), "auto") == "predict_proba"
    assert response_method("a", LogisticRegression(), "decision_function") == "decision_function"
    assert response_method("a", Ridge(), "auto") == "predict"
    with pytest.raises(ValueError, match="estimator 'a' must have predict_proba with this stack_method, got Ridge"):
        response_method("a", Ridge(), "predict_proba")


@pytest.mark.parametrize("make", KINDS)
def test_columns_of_level_one(make):
    model = make().fit(X, TWO)
    level_one = model.transform(X)
    assert model.stack_method_ == ["predict_proba", "predict_proba", "predict"]
    assert level_one.shape == (90, 3)
    np.testing.assert_array_equal(level_one[:, 0], model.estimators_[0].predict_proba(X)[:, 1])
    assert model.fit(X, THREE).transform(X).shape == (90, 7)
    kind = type(model).__name__.lower()
    assert model.get_feature_names_out()[[0, 2, 6]].tolist() == [f"{kind}_plane0", f"{kind}_plane2", f"{kind}_ridge"]
    assert make(stack_method="predict").fit(X, THREE).transform(X).shape == (90, 3)


@pytest.mark.parametrize("make", KINDS)
def test_passthrough_adds_the_features(make):
    model = make(passthrough=True).fit(X, TWO)
    np.testing.assert_array_equal(model.transform(X)[:, 3:], X)
    assert model.get_feature_names_out()[3:].tolist() == ["x0", "x1"]
    assert model.get_feature_names_out(["size", "age"])[3:].tolist() == ["size", "age"]
    with pytest.raises(ValueError, match="input_features must have 2 names, got 1"):
        model.get_feature_names_out(["size"])


def test_passthrough_of_a_table():
    table = Table({"one": X[:, 0].tolist(), "two": X[:, 1].tolist()})

    class Columns(LogisticRegression):
        """Take a table."""

        def fit(self, X, y, sample_weight=None):
            return super().fit(X.to_array().astype(float), y, sample_weight)

        def predict_proba(self, X):
            return super().predict_proba(X.to_array().astype(float))

    model = StackingClassifier([("plane", Columns())], cv=3, passthrough=True).fit(table, TWO)
    np.testing.assert_array_equal(model.transform(table)[:, 1:], X)


@pytest.mark.parametrize("make", KINDS)
def test_methods_of_the_final_estimator_show_through(make):
    assert hasattr(make(), "decision_function")
    tree = make(final_estimator=DecisionTreeClassifier(max_depth=2)).fit(X, THREE)
    assert not hasattr(tree, "decision_function")
    np.testing.assert_allclose(tree.predict_proba(X).sum(axis=1), 1)
    with pytest.raises(AttributeError, match="decision_function is not available: the final estimator Decision"):
        tree.decision_function(X)
    assert make().fit(X, THREE).decision_function(X).shape == (90, 3)


@pytest.mark.parametrize("make", KINDS)
def test_it_learns(make):
    assert make().fit(X, THREE).score(X, THREE) > 0.9


@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"passthrough": "yes"}, TypeError, "passthrough must be True or False, got 'yes'"),
        ({"final_estimator": Ridge()}, ValueError, "final_estimator must be a classifier, got Ridge"),
        ({"stack_method": "vote"}, ValueError, "stack_method must be one of 'auto', 'predict_proba'"),
        ({"stack_method": "predict_proba"}, ValueError, "estimator 'ridge' must have predict_proba"),
    ],
)
def test_unusable_parameters(make, settings, error, message):
    with pytest.raises(error, match=message):
        make(**settings).fit(X, TWO)
