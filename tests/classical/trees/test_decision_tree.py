"""What both kinds of tree share: the parameters reach the growth, and the grown tree answers."""

import numpy as np
import pytest

from lib.basics import NotFittedError
from lib.classical.trees import DecisionTree, DecisionTreeClassifier, DecisionTreeRegressor

BOTH = pytest.mark.parametrize("kind", [DecisionTreeClassifier, DecisionTreeRegressor])


def draw(kind, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(100, 3))
    y = X @ [2.0, 1.0, 0.0] + 0.5 * rng.normal(size=100)
    return X, y > 0 if kind is DecisionTreeClassifier else y


@BOTH
def test_parameters_reach_the_growth(kind):
    assert issubclass(kind, DecisionTree)
    X, y = draw(kind)
    full = kind().fit(X, y)
    assert kind(max_depth=2).fit(X, y).get_depth() == 2
    assert kind(max_leaf_nodes=4).fit(X, y).get_n_leaves() == 4
    assert kind(min_samples_leaf=10).fit(X, y).tree_.n_samples.min() >= 10
    assert 1 < kind(min_samples_split=30).fit(X, y).get_n_leaves() < full.get_n_leaves()
    assert 1 < kind(min_impurity_decrease=0.01).fit(X, y).get_n_leaves() < full.get_n_leaves()
    assert 1 < kind(ccp_alpha=0.02).fit(X, y).get_n_leaves() < full.get_n_leaves()
    drawn = kind(max_features=1, random_state=0).fit(X, y)
    assert np.bincount(drawn.tree_.feature[drawn.tree_.feature >= 0])[2] >= 5  # a feature of no use


@BOTH
def test_apply_importances_and_text(kind):
    X, y = draw(kind)
    model = kind(max_depth=3).fit(X, y)
    leaves = model.apply(X)
    assert (model.tree_.feature[leaves] == -1).all()
    np.testing.assert_array_equal(
        np.bincount(leaves, minlength=model.tree_.n_nodes)[leaves], model.tree_.n_samples[leaves]
    )
    assert model.feature_importances_.sum() == pytest.approx(1)
    assert model.feature_importances_.argmax() == 0
    assert model.to_text(["a", "b", "c"]).startswith("a <= ")


@BOTH
def test_the_path_leads_to_the_pruned_trees(kind):
    X, y = draw(kind)
    model = kind(ccp_alpha=0.5)
    path = model.cost_complexity_pruning_path(X, y)
    assert not hasattr(model, "tree_")
    alpha = path.ccp_alphas[len(path.ccp_alphas) // 2]
    model.set_params(ccp_alpha=alpha * (1 + 1e-9)).fit(X, y)
    leaf = model.tree_.feature < 0
    left = (model.tree_.weight * model.tree_.impurity)[leaf].sum() / 100
    assert left == pytest.approx(path.impurities[path.ccp_alphas <= alpha][-1])


@BOTH
def test_a_weight_of_zero_drops_the_row(kind):
    X, y = draw(kind)
    weight = np.random.default_rng(1).random(100) * (np.arange(100) % 3 > 0)
    some, used = kind().fit(X, y, weight), weight > 0
    half = kind().fit(X[used], y[used], weight[used])
    for name, field in vars(half.tree_).items():
        np.testing.assert_array_equal(getattr(some.tree_, name), field)


@BOTH
def test_a_second_fit_forgets_the_first(kind):
    X, y = draw(kind)
    model = kind().fit(X, y).fit(X[:, :2], y)
    assert model.n_features_in_ == 2
    assert len(model.feature_importances_) == 2


@BOTH
@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"max_depth": 0}, ValueError, "max_depth must be >= 1, got 0"),
        ({"max_features": "all"}, ValueError, "max_features must be a number, 'sqrt', 'log2' or None, got 'all'"),
        ({"ccp_alpha": -1.0}, ValueError, "ccp_alpha must be >= 0, got -1.0"),
        ({"random_state": "x"}, TypeError, "random_state|rng"),
    ],
)
def test_parameters_are_checked_in_fit(kind, params, error, message):
    with pytest.raises(error, match=message):
        kind(**params).fit([[0.0], [1.0]], [0, 1])


@BOTH
@pytest.mark.parametrize(
    "ask",
    [
        lambda model: model.predict([[0.0]]),
        lambda model: model.apply([[0.0]]),
        lambda model: model.get_depth(),
        lambda model: model.get_n_leaves(),
        lambda model: model.to_text(),
        lambda model: model.feature_importances_,
    ],
    ids=["predict", "apply", "depth", "leaves", "text", "importances"],
)
def test_order_of_calls(kind, ask):
    with pytest.raises(NotFittedError, match=f"this {kind.__name__} is not fitted yet"):
        ask(kind())


@BOTH
def test_number_of_features(kind):
    X, y = draw(kind)
    with pytest.raises(ValueError, match=r"X has 2 features, but .* is expecting 3"):
        kind().fit(X, y).predict(X[:, :2])
