import pickle

import numpy as np
import pytest

from lib.basics import ClassifierMixin, Estimator, NotFittedError, TransformerMixin, clone
from lib.data import (
    ColumnTransformer,
    MinMaxScaler,
    OneHotEncoder,
    Pipeline,
    SelectKBest,
    SimpleImputer,
    StandardScaler,
    load_credit,
    make_pipeline,
    train_test_split,
)


class NearestMean(ClassifierMixin, Estimator):
    """The class whose mean is nearest: enough of a model to end a pipeline."""

    def fit(self, X, y, sample_weight=None):
        self.weight_ = sample_weight
        self.classes_ = np.unique(y)
        self.means_ = np.stack([X[np.asarray(y) == c].mean(axis=0) for c in self.classes_])
        self.n_features_in_ = X.shape[1]
        return self

    def decision_function(self, X):
        return -((X[:, None, :] - self.means_) ** 2).sum(axis=2)

    def predict_proba(self, X):
        scores = np.exp(self.decision_function(X) - self.decision_function(X).max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def predict_log_proba(self, X):
        return np.log(self.predict_proba(X))

    def predict(self, X):
        return self.classes_[self.decision_function(X).argmax(axis=1)]


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(0, 1, (30, 3)), rng.normal(2, 1, (30, 3))]) * [1, 10, 100]
    return X, np.repeat(["bad", "good"], 30)


def test_same_as_the_steps_by_hand(problem):
    X, y = problem
    pipeline = Pipeline([("scale", StandardScaler()), ("select", SelectKBest(k=2)), ("model", NearestMean())]).fit(X, y)
    scaler = StandardScaler().fit(X)
    select = SelectKBest(k=2).fit(scaler.transform(X), y)
    Z = select.transform(scaler.transform(X))
    model = NearestMean().fit(Z, y)
    np.testing.assert_array_equal(pipeline.predict(X), model.predict(Z))
    np.testing.assert_array_equal(pipeline.predict_proba(X), model.predict_proba(Z))
    np.testing.assert_array_equal(pipeline.predict_log_proba(X), model.predict_log_proba(Z))
    np.testing.assert_array_equal(pipeline.decision_function(X), model.decision_function(Z))
    assert pipeline.score(X, y) == model.score(Z, y)
    weight = np.arange(1, 61)
    assert pipeline.score(X, y, sample_weight=weight) == model.score(Z, y, weight)
    assert pipeline.classes_.tolist() == ["bad", "good"]
    assert pipeline.n_features_in_ == 3
    assert pipeline.get_feature_names_out(["a", "b", "c"]).tolist() == select.get_feature_names_out([*"abc"]).tolist()


def test_every_statistic_comes_from_the_rows_of_fit(problem):
    X, y = problem
    X_train, X_test, y_train, _ = train_test_split(X, y, random_state=0)
    pipeline = make_pipeline(StandardScaler(), NearestMean()).fit(X_train, y_train)
    np.testing.assert_array_equal(pipeline["standardscaler"].mean_, StandardScaler().fit(X_train).mean_)
    pipeline.predict(X_test * 100)
    np.testing.assert_array_equal(pipeline["standardscaler"].mean_, StandardScaler().fit(X_train).mean_)


def test_fit_leaves_the_given_steps_unfitted(problem):
    scaler = StandardScaler()
    pipeline = Pipeline([("scale", scaler)]).fit(*problem)
    assert not hasattr(scaler, "mean_")
    assert pipeline.steps[0][1] is scaler
    assert pipeline[0] is pipeline["scale"] is pipeline.named_steps["scale"] is pipeline.steps_[0][1]
    assert Pipeline([("scale", scaler)])["scale"] is scaler
    assert len(pipeline) == 1


def test_transformers_and_back(problem):
    X, _ = problem
    pipeline = make_pipeline(StandardScaler(), "passthrough", MinMaxScaler())
    Z = pipeline.fit_transform(X)
    np.testing.assert_array_equal(Z, pipeline.transform(X))
    np.testing.assert_allclose(pipeline.inverse_transform(Z), X, rtol=1e-12)
    np.testing.assert_allclose(Z.max(axis=0), 1.0)
    through = Pipeline([("nothing", None)]).fit(X)
    np.testing.assert_array_equal(through.transform(X), X)
    np.testing.assert_array_equal(through.fit_transform(X), X)


def test_methods_exist_only_where_the_last_step_has_them(problem):
    scalers = make_pipeline(StandardScaler())
    assert not hasattr(scalers, "predict")
    assert hasattr(scalers, "transform")
    model = make_pipeline(StandardScaler(), NearestMean())
    assert not hasattr(model, "transform")
    assert hasattr(model, "predict_proba")
    with pytest.raises(AttributeError, match=r"the last step of the pipeline, StandardScaler\(\), has no predict"):
        scalers.predict([[1.0]])
    with pytest.raises(AttributeError, match="classes_ exists after fit only"):
        _ = model.classes_
    assert Pipeline.predict.__doc__.startswith("Transform")


def test_fit_parameters_reach_their_step(problem):
    X, y = problem
    weight = np.arange(60)
    pipeline = make_pipeline(StandardScaler(), NearestMean()).fit(X, y, nearestmean__sample_weight=weight)
    assert pipeline["nearestmean"].weight_ is weight
    for wrong in ("weight", "nobody__sample_weight", "nearestmean__"):
        with pytest.raises(ValueError, match=f"fit parameters must be named step__argument .* got '{wrong}'"):
            pipeline.fit(X, y, **{wrong: weight})


def test_refitting_forgets(problem):
    X, y = problem
    pipeline = make_pipeline(StandardScaler(), NearestMean())
    first = pipeline.fit(X, y).predict_proba(X)
    pipeline.fit(X[:, :1] * 7, y)
    assert pipeline.n_features_in_ == 1
    np.testing.assert_array_equal(pipeline.fit(X, y).predict_proba(X), first)


def test_clone_and_pickle(problem):
    X, y = problem
    pipeline = make_pipeline(StandardScaler(), NearestMean()).fit(X, y)
    copied = clone(pipeline)
    assert not hasattr(copied, "steps_")
    assert copied.steps[0][1] is not pipeline.steps[0][1]
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(pipeline)).predict(X), pipeline.predict(X))


def test_names():
    names = [name for name, _ in make_pipeline(StandardScaler(), MinMaxScaler(), StandardScaler()).steps]
    assert names == ["standardscaler-1", "minmaxscaler", "standardscaler-2"]


def test_real_table_from_raw_cells_to_prediction():
    credit = load_credit()
    features, status = credit.drop(["Status"]), credit["Status"]
    train, test, y_train, y_test = train_test_split(features, status, random_state=0, stratify=status)
    numbers = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    text = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = ColumnTransformer([("n", numbers, features.numeric_names), ("t", text, features.text_names)])
    pipeline = make_pipeline(columns, NearestMean()).fit(train, y_train)
    recall = [(pipeline.predict(test)[y_test == status] == status).mean() for status in ("bad", "good")]
    assert np.mean(recall) > 0.65
    names = pipeline.get_feature_names_out(features.names)
    assert len(names) == pipeline["nearestmean"].n_features_in_
    assert "n__missingindicator_Income" in names
    assert "t__Home_owner" in names


def test_order_of_calls():
    pipeline = make_pipeline(StandardScaler(), NearestMean())
    for act in (lambda: pipeline.predict([[1.0]]), lambda: pipeline.score([[1.0]], [1])):
        with pytest.raises(NotFittedError, match="Pipeline is not fitted yet"):
            act()
    with pytest.raises(NotFittedError, match="Pipeline is not fitted yet"):
        make_pipeline(StandardScaler()).inverse_transform([[1.0]])


class OnlyFit(Estimator):
    def fit(self, X, y=None):
        return self


class OnlyTransform(TransformerMixin, Estimator):
    def transform(self, X):
        return X


def test_unusable_steps():
    with pytest.raises(
        TypeError, match=r"every step but the last must have fit_transform and transform, got 'onlyfit'"
    ):
        make_pipeline(OnlyFit(), StandardScaler()).fit([[1.0]])
    with pytest.raises(TypeError, match=r"the last step must have fit, got 'onlytransform': OnlyTransform\(\)"):
        make_pipeline(StandardScaler(), OnlyTransform()).fit([[1.0]])
    with pytest.raises(ValueError, match="steps must hold at least one tuple, got none"):
        make_pipeline().fit([[1.0]])
