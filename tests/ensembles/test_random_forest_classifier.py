"""The forest of classification trees: out-of-bag by hand, weights, labels, classes that are missing."""

import numpy as np
import pytest

from lib.classical.trees import DecisionTreeClassifier
from lib.data import load_penguins
from lib.ensembles import RandomForestClassifier, bootstrap_counts


def draw(seed=0, n_samples=120):
    """Return three overlapping classes."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n_samples)
    return rng.normal(size=(n_samples, 4)) + 1.5 * np.eye(3, 4)[y], y


def test_probabilities_are_the_mean_of_the_trees():
    X, y = draw()
    model = RandomForestClassifier(n_estimators=6, random_state=0).fit(X, y)
    shares = np.mean([tree.predict(X) for tree in model.estimators_], axis=0)
    np.testing.assert_allclose(model.predict_proba(X), shares)
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1)
    np.testing.assert_array_equal(model.predict(X), shares.argmax(axis=1))
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(model.predict_log_proba(X), np.log(shares))


def test_out_of_bag_by_hand():
    X, y = draw(n_samples=60)
    n_trees = 40
    model = RandomForestClassifier(n_trees, oob_score=True, random_state=3).fit(X, y)
    # The forest draws its rows first, from the generator that it is given.
    counts = bootstrap_counts(60, n_trees, random_state=np.random.default_rng(3))
    for tree, row in zip(model.estimators_, counts):
        assert tree.n_samples[0] == (row > 0).sum()
        np.testing.assert_allclose(tree.value[0], np.bincount(y, row) / 60)
    shares = np.zeros((60, 3))
    for i in range(60):
        said = [tree.predict(X[i : i + 1])[0] for tree, row in zip(model.estimators_, counts) if row[i] == 0]
        shares[i] = np.mean(said, axis=0)
    np.testing.assert_allclose(model.oob_decision_function_, shares)
    assert model.oob_score_ == np.mean(shares.argmax(axis=1) == y)


def test_out_of_bag_score_estimates_the_accuracy_on_new_rows():
    X, y = draw(n_samples=900)
    model = RandomForestClassifier(60, oob_score=True, random_state=0).fit(X[:400], y[:400])
    assert model.oob_score_ == pytest.approx(model.score(X[400:], y[400:]), abs=0.06)
    assert model.score(X[:400], y[:400]) > model.oob_score_ + 0.1


def test_rows_that_every_tree_saw_are_reported():
    X, y = draw(n_samples=10)
    with pytest.warns(UserWarning, match="of 10 rows are in the bag of every member and have no out-of-bag") as told:
        model = RandomForestClassifier(2, oob_score=True, random_state=0).fit(X, y)
    assert told[0].filename == __file__
    unknown = np.isnan(model.oob_decision_function_[:, 0])
    assert 0 < unknown.sum() < 10
    right = model.oob_decision_function_[~unknown].argmax(axis=1) == y[~unknown]
    assert model.oob_score_ == right.mean()
    with pytest.warns(UserWarning, match="1 of 1 rows"):
        model = RandomForestClassifier(2, oob_score=True, random_state=0).fit(X[:1], y[:1])
    assert np.isnan(model.oob_score_)


def test_one_tree_on_all_rows_is_the_readable_tree():
    rng = np.random.default_rng(0)
    X = rng.integers(0, 40, (200, 3)).astype(float)
    y = (X[:, 0] + X[:, 1] + 10 * rng.normal(size=200) > 40).astype(int)
    settings = {"max_depth": 4}
    forest = RandomForestClassifier(1, bootstrap=False, max_features=None, **settings).fit(X, y)
    tree = DecisionTreeClassifier(**settings).fit(X, y)
    np.testing.assert_allclose(forest.predict_proba(X), tree.predict_proba(X))
    np.testing.assert_allclose(forest.feature_importances_, tree.feature_importances_)


@pytest.mark.parametrize("labels", [["c", "a", "b"], [7, -2, 100], [True, False, True], [1.0, 5.0, 3.0]])
def test_labels_of_any_type(labels):
    X, index = draw()
    y = np.array(labels)[index]
    model = RandomForestClassifier(20, random_state=0).fit(X, y)
    assert model.classes_.tolist() == sorted(set(labels))
    assert model.classes_.dtype == y.dtype
    assert model.predict(X).dtype == y.dtype
    assert model.score(X, y) > 0.95


def test_one_class_is_always_predicted():
    model = RandomForestClassifier(3).fit([[0.0], [1.0]], ["only", "only"])
    assert model.predict([[5.0]]).tolist() == ["only"]
    assert model.predict_proba([[5.0]]).tolist() == [[1.0]]


def test_a_class_missing_in_most_bootstrap_samples_keeps_its_column():
    X = np.append(np.arange(30.0), 100.0)[:, None]
    y = np.append(np.arange(30) % 2, 2)
    model = RandomForestClassifier(50, random_state=0).fit(X, y)
    without = [tree.value[0, 2] == 0 for tree in model.estimators_]
    assert 5 < sum(without) < 35
    assert model.predict_proba([[100.0]])[0, 2] == pytest.approx(1 - np.mean(without), abs=0.05)


def test_constant_features_change_nothing_but_the_draws():
    X, y = draw()
    useless = np.hstack([np.full((120, 20), 3.0), X])
    model = RandomForestClassifier(30, max_features=1, random_state=0).fit(useless, y)
    assert model.score(useless, y) == 1.0
    assert not model.feature_importances_[:20].any()


def test_weights_count_as_chances():
    X, y = draw(n_samples=300)
    weight = np.where(y == 0, 1.0, 1e-9)
    assert set(RandomForestClassifier(20, random_state=0).fit(X, y, weight).predict(X)) == {0}
    heavy = RandomForestClassifier(50, random_state=0).fit(X, y, np.where(y == 1, 20.0, 1.0))
    plain = RandomForestClassifier(50, random_state=0).fit(X, y)
    new, _ = draw(seed=1, n_samples=300)
    assert heavy.predict_proba(new)[:, 1].mean() > plain.predict_proba(new)[:, 1].mean() + 0.1


def test_whole_weights_without_bootstrap_equal_copies():
    X, y = draw()
    weight = np.random.default_rng(5).integers(0, 3, len(y))
    settings = {"n_estimators": 2, "bootstrap": False, "max_features": None, "max_depth": 4}
    weighted = RandomForestClassifier(**settings).fit(X, y, weight)
    copied = RandomForestClassifier(**settings).fit(np.repeat(X, weight, axis=0), np.repeat(y, weight))
    np.testing.assert_allclose(weighted.predict_proba(X), copied.predict_proba(X))


def test_integer_and_float_features_agree():
    X, y = draw()
    X = (10 * X).astype(int)
    one, two = (RandomForestClassifier(5, random_state=0).fit(part, y).predict_proba(part) for part in (X, X * 1.0))
    np.testing.assert_array_equal(one, two)


def test_same_seed_same_bytes():
    X, y = draw()
    one, two, other = (RandomForestClassifier(5, random_state=s).fit(X, y).predict_proba(X) for s in (0, 0, 1))
    assert one.tobytes() == two.tobytes() != other.tobytes()


def test_it_learns_penguins():
    table = load_penguins()
    columns = [name for name in table.names if np.asarray(table[name]).dtype.kind == "f" and name != "year"]
    X, y = np.column_stack([np.asarray(table[name]) for name in columns]), np.asarray(table["species"]).astype(str)
    known = ~np.isnan(X).any(axis=1)
    model = RandomForestClassifier(100, oob_score=True, random_state=0).fit(X[known], y[known])
    assert model.oob_score_ > 0.95


@pytest.mark.parametrize("criterion", ["gini", "entropy"])
def test_both_criteria_learn(criterion):
    X, y = draw(n_samples=600)
    model = RandomForestClassifier(30, criterion=criterion, random_state=0).fit(X[:300], y[:300])
    assert model.score(X[300:], y[300:]) > 0.65
