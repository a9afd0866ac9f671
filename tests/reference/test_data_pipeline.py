"""Pipelines of ours and of scikit-learn's, mixed in every way and tuned by scikit-learn's search, on real tables."""

import numpy as np
import pytest
import sklearn.compose
import sklearn.impute
import sklearn.pipeline
import sklearn.preprocessing
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score

import lib.data as data


@pytest.fixture(scope="module")
def credit():
    table = data.load_credit().rows(np.arange(600))
    return table.drop(["Status"]), table["Status"].astype(str)


def build(impute, preprocessing, compose, pipeline, numbers, words):
    """Build the same preprocessing from the classes of either package."""
    dense = {"sparse_output": False} if preprocessing is sklearn.preprocessing else {}
    left = pipeline.Pipeline(
        [
            ("fill", impute.SimpleImputer(strategy="median", add_indicator=True)),
            ("scale", preprocessing.StandardScaler()),
        ]
    )
    right = pipeline.Pipeline(
        [
            ("fill", impute.SimpleImputer(strategy="most_frequent")),
            ("hot", preprocessing.OneHotEncoder(handle_unknown="ignore", **dense)),
        ]
    )
    columns = compose.ColumnTransformer([("numbers", left, numbers), ("words", right, words)])
    return pipeline.Pipeline([("columns", columns), ("model", LogisticRegression(max_iter=1000))])


def theirs(numbers, words):
    return build(sklearn.impute, sklearn.preprocessing, sklearn.compose, sklearn.pipeline, numbers, words)


def ours(numbers, words):
    return build(data, data, data, data, numbers, words)


def test_preprocessing_of_a_real_table_agrees(credit):
    X, y = credit
    frame = X.to_pandas()
    for name in X.text_names:
        frame[name] = frame[name].astype(object).where(frame[name].notna(), np.nan)
    mine, known = ours(X.numeric_names, X.text_names).fit(X, y), theirs(X.numeric_names, X.text_names).fit(frame, y)
    np.testing.assert_allclose(mine["columns"].transform(X), known["columns"].transform(frame), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(mine.predict_proba(X), known.predict_proba(frame), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(mine.predict_proba(frame), known.predict_proba(frame), rtol=1e-6, atol=1e-8)
    assert mine.score(X, y) == pytest.approx(known.score(frame, y))
    assert mine.get_feature_names_out().tolist() == [
        name.replace("columns__", "") for name in known[:-1].get_feature_names_out()
    ]


def test_scikit_learns_tools_take_our_table_and_pipeline(credit):
    X, y = credit
    model = ours(X.numeric_names, X.text_names)
    folds = StratifiedKFold(3)
    scores = cross_val_score(model, X, y, cv=folds)
    by_hand = []
    for train, test in folds.split(np.zeros(len(y)), y):
        by_hand.append(clone(model).fit(X.rows(train), y[train]).score(X.rows(test), y[test]))
    np.testing.assert_array_equal(scores, by_hand)
    grid = {"columns__numbers__fill__strategy": ["mean", "median"], "model__C": [0.01, 1.0]}
    search = GridSearchCV(model, grid, cv=folds).fit(X, y)
    assert search.best_score_ == max(search.cv_results_["mean_test_score"])
    assert set(search.best_params_) == set(grid)
    assert search.predict(X).shape == (600,)
    assert search.classes_.tolist() == ["bad", "good"]


def test_same_search_in_both_packages():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 5))
    y = X[:, 0] - 2 * X[:, 1] + 0.3 * rng.normal(size=80)
    grid = {"scale": [data.StandardScaler(), data.MinMaxScaler(), "passthrough"], "ridge__alpha": [0.1, 1.0, 10.0]}
    steps = [("scale", data.StandardScaler()), ("ridge", Ridge())]
    mine = GridSearchCV(data.Pipeline(steps), grid, cv=4).fit(X, y)
    known = GridSearchCV(sklearn.pipeline.Pipeline(steps), grid, cv=4).fit(X, y)
    np.testing.assert_allclose(mine.cv_results_["mean_test_score"], known.cv_results_["mean_test_score"], rtol=1e-12)
    assert repr(mine.best_params_) == repr(known.best_params_)


def test_kind_follows_the_last_step():
    assert is_classifier(data.make_pipeline(data.StandardScaler(), LogisticRegression()))
    assert is_regressor(data.make_pipeline(data.StandardScaler(), Ridge()))
    assert not is_classifier(data.make_pipeline(data.StandardScaler()))


def test_our_steps_in_their_pipeline_and_theirs_in_ours():
    rng = np.random.default_rng(1)
    X, y = rng.normal(3, 5, size=(50, 4)), rng.integers(0, 2, 50)
    first = sklearn.pipeline.make_pipeline(data.StandardScaler(), LogisticRegression()).fit(X, y)
    second = data.make_pipeline(sklearn.preprocessing.StandardScaler(), LogisticRegression()).fit(X, y)
    np.testing.assert_allclose(first.predict_proba(X), second.predict_proba(X), rtol=1e-9)


@pytest.mark.parametrize("remainder", ["drop", "passthrough"])
@pytest.mark.parametrize("key", [[0, 2], [-1], slice(1, 3), [True, False, True, False], [3, 0]])
def test_column_transformer(remainder, key):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(20, 4))
    for names in ([("a", key)], [("a", key), ("b", [1, 0])]):
        mine = data.ColumnTransformer([(n, data.StandardScaler(), k) for n, k in names], remainder=remainder)
        known = sklearn.compose.ColumnTransformer(
            [(n, sklearn.preprocessing.StandardScaler(), k) for n, k in names], remainder=remainder
        )
        np.testing.assert_allclose(mine.fit_transform(X), known.fit_transform(X), rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(mine.transform(X + 1), known.transform(X + 1), rtol=1e-10, atol=1e-12)
        assert mine.get_feature_names_out().tolist() == known.get_feature_names_out().tolist()


def test_make_pipeline_names():
    steps = [sklearn.preprocessing.StandardScaler(), "passthrough", sklearn.preprocessing.StandardScaler(), Ridge()]
    known = [name for name, _ in sklearn.pipeline.make_pipeline(*steps).steps]
    assert [name for name, _ in data.make_pipeline(*steps).steps] == known
