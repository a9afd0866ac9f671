import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics import NotFittedError
from lib.data import SelectKBest, VarianceThreshold, f_regression, make_pipeline


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 5))
    return X, (X[:, 3] + 0.1 * rng.normal(size=60) > 0).astype(int)


def test_best_features_are_kept(problem):
    X, y = problem
    select = SelectKBest(k=1).fit(X, y)
    assert select.get_support(indices=True).tolist() == [3]
    assert select.transform(X).tolist() == X[:, [3]].tolist()
    assert select.get_feature_names_out([*"abcde"]).tolist() == ["d"]
    assert SelectKBest(f_regression, k="all").fit(X, y).get_support().all()
    assert SelectKBest(k=0).fit(X, y).transform(X).shape == (60, 0)


def test_scores_from_a_tuple_and_scores_that_are_no_numbers(problem):
    X, y = problem

    def scorer(X, y):
        return np.array([1.0, np.nan, 3.0, 2.0, np.nan]), np.zeros(5)

    assert SelectKBest(scorer, k=2).fit(X, y).get_support(indices=True).tolist() == [2, 3]


def test_ties_keep_the_last(problem):
    X, y = problem
    assert SelectKBest(lambda X, y: np.ones(5), k=2).fit(X, y).get_support(indices=True).tolist() == [3, 4]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5), st.integers(0, 100))
def test_back_and_forth(k, seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(12, 5)), np.arange(12) % 2
    select = SelectKBest(k=k).fit(X, y)
    back = select.inverse_transform(select.transform(X))
    mask = select.get_support()
    assert mask.sum() == k
    np.testing.assert_array_equal(back, np.where(mask, X, 0.0))


def test_selection_before_the_split_leaks_and_in_a_pipeline_does_not():
    # Pure noise: nothing can be learned, so an honest estimate is one half.
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(50, 2000)), np.tile([0, 1], 25)

    def nearest_mean(Z, y, Z_new):
        means = np.stack([Z[y == c].mean(axis=0) for c in (0, 1)])
        return ((Z_new[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)

    leaky = SelectKBest(k=20).fit_transform(X, y)
    folds = np.arange(50) // 10
    scores = {"before": [], "inside": []}
    for fold in range(5):
        train, test = folds != fold, folds == fold
        scores["before"].append((nearest_mean(leaky[train], y[train], leaky[test]) == y[test]).mean())
        inside = make_pipeline(SelectKBest(k=20)).fit(X[train], y[train])
        predicted = nearest_mean(inside.transform(X[train]), y[train], inside.transform(X[test]))
        scores["inside"].append((predicted == y[test]).mean())
    assert np.mean(scores["before"]) > 0.85
    assert abs(np.mean(scores["inside"]) - 0.5) < 0.2


def test_more_than_there_are(problem):
    with pytest.warns(UserWarning, match="k=10 is more than the 5 features; all are kept"):
        assert SelectKBest().fit(*problem).get_support().all()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"k": "most"}, ValueError, "k must be one of 'all', got 'most'"),
        ({"k": -1}, ValueError, "k must .* got -1"),
        ({"k": 1.5}, TypeError, "k must be an integer"),
        ({"score_func": lambda X, y: [1.0], "k": 1}, ValueError, r"score_func must return 5 scores, got shape \(1,\)"),
    ],
)
def test_unusable_arguments(problem, options, error, message):
    with pytest.raises(error, match=message):
        SelectKBest(**options).fit(*problem)


def test_selector_needs_a_target(problem):
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        SelectKBest(k=1).fit(problem[0])


def test_variance_by_hand():
    X = np.array([[1.0, 5.0, 0.0, np.nan], [3.0, 5.0, 0.1, np.nan]])
    select = VarianceThreshold().fit(X)
    assert select.get_support().tolist() == [True, False, True, False]
    np.testing.assert_allclose(select.variances_, [1.0, 0.0, 0.0025, np.nan])
    assert VarianceThreshold(0.5).fit(X).get_support(indices=True).tolist() == [0]


def test_rounding_does_not_make_a_constant_vary():
    X = np.column_stack([np.full(1000, 0.1), np.arange(1000.0)])
    assert VarianceThreshold().fit(X).get_support().tolist() == [False, True]


def test_nothing_left():
    with pytest.raises(ValueError, match=r"No feature in X meets the variance threshold 2\.00000$"):
        VarianceThreshold(2.0).fit([[1.0], [2.0]])
    with pytest.raises(ValueError, match=r"threshold 0\.00000 \(X contains only one sample\)"):
        VarianceThreshold().fit([[1.0]])
    with pytest.raises(ValueError, match=r"threshold must .* got -1"):
        VarianceThreshold(-1.0).fit([[1.0]])


@pytest.mark.parametrize("select", [SelectKBest(k=1), VarianceThreshold()])
def test_order_of_calls_and_columns(select, problem):
    X, y = problem
    for act in (select.transform, select.inverse_transform):
        with pytest.raises(NotFittedError, match="is not fitted yet"):
            act(X)
    with pytest.raises(NotFittedError, match="is not fitted yet"):
        select.get_support()
    select.fit(X, y)
    with pytest.raises(ValueError, match=r"X has 2 features, but .* is expecting 5"):
        select.transform(X[:, :2])
    with pytest.raises(ValueError, match=r"X must have the \d selected columns, got 4"):
        select.inverse_transform(X[:, :4])
