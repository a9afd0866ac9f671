"""What voting, stacking and blending share: named members that can be reached into, replaced and dropped."""

import numpy as np
import pytest

from lib.basics import NotFittedError, clone
from lib.classical import LogisticRegression
from lib.classical.trees import DecisionTreeClassifier
from lib.data import ColumnTransformer, OneHotEncoder, StandardScaler, Table, make_pipeline
from lib.ensembles import BlendingClassifier, StackingClassifier, VotingClassifier
from lib.ensembles.named_ensemble import output_names

KINDS = [
    lambda members: VotingClassifier(members, voting="soft"),
    lambda members: StackingClassifier(members, cv=2),
    lambda members: BlendingClassifier(members, holdout_size=0.5, random_state=0),
]
rng = np.random.default_rng(0)
X = np.concatenate([rng.normal(-1, 1, (20, 2)), rng.normal(1, 1, (20, 2))])
Y = np.repeat(["low", "high"], 20)


def members():
    """Return two members."""
    return [("plane", LogisticRegression()), ("tree", DecisionTreeClassifier(max_depth=2))]


@pytest.mark.parametrize("make", KINDS)
def test_parameters_reach_into_members(make):
    given = members()
    model = make(given)
    assert model.get_params()["tree__max_depth"] == 2
    assert model.get_params()["plane"] is given[0][1]
    assert "plane" not in model.get_params(deep=False)
    copy = clone(model).set_params(tree__max_depth=1, plane__C=5.0)
    assert (dict(copy.estimators)["tree"].max_depth, dict(copy.estimators)["plane"].C) == (1, 5.0)
    assert (given[1][1].max_depth, given[0][1].C) == (2, 1.0)
    with pytest.raises(ValueError, match="Invalid parameter 'forest__depth' for estimator"):
        model.set_params(forest__depth=1)


@pytest.mark.parametrize("make", KINDS)
def test_a_member_can_be_dropped(make):
    model = make(members()).set_params(tree="drop").fit(X, Y)
    alone = make(members()[:1]).fit(X, Y)
    assert len(model.estimators_) == 1
    assert list(model.named_estimators_) == ["plane", "tree"]
    assert model.named_estimators_["tree"] == "drop"
    assert model.named_estimators_["plane"] is model.estimators_[0]
    np.testing.assert_array_equal(model.predict_proba(X), alone.predict_proba(X))


@pytest.mark.parametrize("make", KINDS)
def test_a_table_with_text_goes_to_pipelines(make):
    table = Table({"size": X[:, 0].tolist(), "colour": np.where(X[:, 1] > 0, "red", "blue").tolist()})
    columns = ColumnTransformer([("size", StandardScaler(), ["size"]), ("colour", OneHotEncoder(), ["colour"])])
    pipeline = make_pipeline(columns, LogisticRegression())
    model = make([("one", pipeline), ("two", make_pipeline(columns, DecisionTreeClassifier(max_depth=2)))])
    assert model.fit(table, Y).score(table, Y) > 0.75
    assert model.n_features_in_ == 2


@pytest.mark.parametrize("make", KINDS)
def test_the_given_members_stay_unfitted(make):
    given = members()
    model = make(given).fit(X, Y)
    assert not hasattr(given[0][1], "coef_")
    assert model.n_features_in_ == 2
    assert model.classes_.tolist() == ["high", "low"]


@pytest.mark.parametrize("make", KINDS)
def test_one_class_is_predicted_if_the_members_can(make):
    trees = [("tree", DecisionTreeClassifier()), ("stump", DecisionTreeClassifier(max_depth=1))]
    model = make(trees)
    if not isinstance(model, VotingClassifier):
        model.set_params(final_estimator=DecisionTreeClassifier())
    model.fit(X, np.repeat("only", 40))
    assert model.predict(X[:3]).tolist() == ["only"] * 3
    assert model.predict_proba(X[:3]).tolist() == [[1.0]] * 3


@pytest.mark.parametrize("make", KINDS)
def test_integer_features_and_integer_labels(make):
    whole = np.round(3 * X)
    y = np.where(Y == "high", 7, -7)
    one, two = (make(members()).fit(features, y) for features in (whole, whole.astype(int)))
    np.testing.assert_array_equal(one.predict_proba(whole), two.predict_proba(whole.astype(int)))
    assert set(one.predict(whole)) == {7, -7}
    assert one.predict(whole).dtype == y.dtype


@pytest.mark.parametrize("make", KINDS)
def test_not_fitted(make):
    for name in ("predict", "predict_proba", "transform"):
        with pytest.raises(NotFittedError, match="is not fitted yet"):
            getattr(make(members()), name)(X)
    assert not hasattr(make(members()), "n_features_in_")


@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ([], ValueError, "estimators must hold at least one tuple, got none"),
        (LogisticRegression(), TypeError, "estimators must be a list of tuples, got LogisticRegression"),
        ([LogisticRegression()], TypeError, r"estimators must hold tuples \(name, estimator\)"),
        ([("a", "drop")], ValueError, "estimators must hold at least one estimator that is not 'drop', got none"),
        ([("a", LogisticRegression()), ("a", LogisticRegression())], ValueError, "must be unique, got 'a' twice"),
        ([("a__b", LogisticRegression())], ValueError, "must not contain '__'"),
        ([("a", StandardScaler())], TypeError, "every estimator must have fit and predict, or be 'drop', got 'a'"),
    ],
)
def test_unusable_members(make, given, error, message):
    with pytest.raises(error, match=message):
        make(given).fit(X, Y)


@pytest.mark.parametrize("make", KINDS)
def test_a_name_of_a_parameter_is_refused(make):
    name = {"VotingClassifier": "weights"}.get(type(make(members())).__name__, "stack_method")
    with pytest.raises(ValueError, match=f"must differ from the parameters .*{name}"):
        make([(name, LogisticRegression())]).fit(X, Y)


def test_output_names():
    assert output_names("voting", ["a", "b"], [2, 1]).tolist() == ["voting_a0", "voting_a1", "voting_b"]
