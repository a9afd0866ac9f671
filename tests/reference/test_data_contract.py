"""Every estimator of lib.data keeps scikit-learn's contract; and the harness that says so catches what it should."""

import numpy as np
import pytest
import sklearn.compose
import sklearn.feature_selection
import sklearn.impute
import sklearn.linear_model
import sklearn.pipeline
import sklearn.preprocessing
from estimator_contract import Contract, assert_contract, contract_faults

import lib.data as data
from lib.basics import Estimator, TransformerMixin, check_array, check_is_fitted, check_n_features

REFUSES_NAN_THERE = {
    "check_estimators_nan_inf": "every step lets missing cells through; ours says so in its tags, theirs does not"
}


def chain(pipeline, scaler, last):
    return pipeline([("scale", scaler), ("last", last)])


def side_by_side(transformer, scaler):
    return transformer([("first", scaler, [0])], remainder="passthrough")


CONTRACTS = [
    Contract(data.StandardScaler(), sklearn.preprocessing.StandardScaler()),
    Contract(data.StandardScaler(with_mean=False), sklearn.preprocessing.StandardScaler(with_mean=False)),
    Contract(data.MinMaxScaler(), sklearn.preprocessing.MinMaxScaler()),
    Contract(data.MinMaxScaler(clip=True), sklearn.preprocessing.MinMaxScaler(clip=True)),
    Contract(data.RobustScaler(), sklearn.preprocessing.RobustScaler()),
    Contract(data.SimpleImputer(), sklearn.impute.SimpleImputer()),
    Contract(
        data.SimpleImputer(strategy="median", add_indicator=True),
        sklearn.impute.SimpleImputer(strategy="median", add_indicator=True),
    ),
    Contract(data.SimpleImputer(strategy="most_frequent"), sklearn.impute.SimpleImputer(strategy="most_frequent")),
    Contract(data.SimpleImputer(strategy="constant"), sklearn.impute.SimpleImputer(strategy="constant")),
    Contract(data.OneHotEncoder(), sklearn.preprocessing.OneHotEncoder()),
    Contract(data.OneHotEncoder(handle_unknown="ignore"), sklearn.preprocessing.OneHotEncoder(handle_unknown="ignore")),
    Contract(data.OrdinalEncoder(), sklearn.preprocessing.OrdinalEncoder()),
    Contract(data.SelectKBest(k=1), sklearn.feature_selection.SelectKBest(k=1)),
    Contract(data.VarianceThreshold(), sklearn.feature_selection.VarianceThreshold()),
    Contract(data.IQRClipper()),
    Contract(
        chain(data.Pipeline, data.StandardScaler(), sklearn.linear_model.LogisticRegression()),
        chain(
            sklearn.pipeline.Pipeline,
            sklearn.preprocessing.StandardScaler(),
            sklearn.linear_model.LogisticRegression(),
        ),
    ),
    Contract(
        chain(data.Pipeline, data.StandardScaler(), sklearn.linear_model.Ridge()),
        chain(sklearn.pipeline.Pipeline, sklearn.preprocessing.StandardScaler(), sklearn.linear_model.Ridge()),
    ),
    Contract(
        chain(data.Pipeline, data.StandardScaler(), data.MinMaxScaler()),
        chain(sklearn.pipeline.Pipeline, sklearn.preprocessing.StandardScaler(), sklearn.preprocessing.MinMaxScaler()),
        not_run=REFUSES_NAN_THERE,
    ),
    Contract(
        side_by_side(data.ColumnTransformer, data.StandardScaler()),
        side_by_side(sklearn.compose.ColumnTransformer, sklearn.preprocessing.StandardScaler()),
        not_run=REFUSES_NAN_THERE,
    ),
]


@pytest.mark.parametrize("contract", CONTRACTS, ids=str)
def test_estimator_keeps_the_contract(contract):
    assert_contract(contract)


def test_every_estimator_of_the_room_is_registered():
    estimators = {
        name for name in data.__all__ if isinstance(cls := getattr(data, name), type) and issubclass(cls, Estimator)
    }
    assert estimators == {type(contract.ours).__name__ for contract in CONTRACTS}
    assert len(estimators) >= 11


class Shift(TransformerMixin, Estimator):
    """A sound transformer, the ground for the planted faults."""

    def fit(self, X, y=None):
        X = check_array(X)
        check_n_features(self, X, reset=True)
        self.mean_ = X.mean(axis=0)
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = check_array(X)
        check_n_features(self, X, reset=False)
        return X - self.mean_


class ChangesItsInput(Shift):
    def transform(self, X):
        X = np.asarray(X)
        X -= self.mean_
        return X


class ForgetsNothing(Shift):
    def fit(self, X, y=None):
        super().fit(X)
        self.calls = getattr(self, "calls", 0) + 1
        self.mean_ = self.mean_ * self.calls
        return self


class SkipsEverything(Shift):
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.no_validation = True
        return tags


COUNTERPART = sklearn.feature_selection.VarianceThreshold()


def faults(estimator, **rules):
    return "\n".join(contract_faults(Contract(estimator, **rules)))


def test_sound_estimator_has_no_fault():
    assert faults(Shift()) == ""


def test_harness_catches_a_changed_input():
    assert "check_transformer_general fails: ValueError: output array is read-only" in faults(ChangesItsInput())


def test_harness_catches_state_kept_between_fits():
    assert "check_fit_idempotent fails" in faults(ForgetsNothing())


def test_harness_catches_checks_switched_off_by_a_tag():
    found = faults(SkipsEverything(), theirs=COUNTERPART)
    assert "check_fit1d runs on the counterpart but not on ours" in found


def test_harness_catches_a_listed_failure_that_passes():
    assert "check_fit_idempotent is listed as failing but passes" in faults(
        Shift(), fails={"check_fit_idempotent": "x"}
    )


def test_harness_catches_a_failure_that_the_counterpart_does_not_have():
    found = faults(ForgetsNothing(), theirs=COUNTERPART, fails={"check_fit_idempotent": "planted"})
    assert "check_fit_idempotent is listed as failing but scikit-learn's counterpart passes it" in found


def test_harness_catches_an_excuse_that_is_not_needed():
    assert "check_fit1d is excused from running but runs" in faults(Shift(), not_run={"check_fit1d": "no reason"})


def test_harness_wants_reasons():
    assert "check_fit1d has no reason" in faults(Shift(), not_run={"check_fit1d": " "})


def test_assert_contract_names_estimator_and_fault():
    with pytest.raises(AssertionError, match=r"ForgetsNothing\(\) breaks the estimator contract:\n  check_\w+ fails"):
        assert_contract(Contract(ForgetsNothing()))
