"""The forests keep scikit-learn's estimator contract, no worse than its own forests do."""

import pytest
import sklearn.ensemble
from estimator_contract import Contract, assert_contract

from lib.ensembles import RandomForestClassifier, RandomForestRegressor

SMALL = {"n_estimators": 5, "random_state": 0}
DRAWN = {
    "check_sample_weight_equivalence_on_dense_data": "a weight is a chance to be drawn: other rows, another draw",
}
ONE_TARGET = "the forest of the book has one column of labels"
LEFT_OUT = {
    "check_class_weight_classifiers": "class_weight is left out; sample_weight does the same",
    "check_classifier_multioutput": ONE_TARGET,
    "check_classifiers_multilabel_output_format_decision_function": ONE_TARGET,
    "check_classifiers_multilabel_output_format_predict": ONE_TARGET,
    "check_classifiers_multilabel_output_format_predict_proba": ONE_TARGET,
    "check_classifiers_multilabel_representation_invariance": ONE_TARGET,
}

CONTRACTS = [
    Contract(
        RandomForestClassifier(**SMALL),
        sklearn.ensemble.RandomForestClassifier(**SMALL),
        fails=DRAWN,
        not_run=LEFT_OUT,
    ),
    Contract(RandomForestRegressor(**SMALL), sklearn.ensemble.RandomForestRegressor(**SMALL), fails=DRAWN),
    Contract(
        RandomForestClassifier(**SMALL, bootstrap=False, max_features=None),
        sklearn.ensemble.RandomForestClassifier(**SMALL, bootstrap=False, max_features=None),
        not_run=LEFT_OUT,
    ),
    Contract(
        RandomForestRegressor(**SMALL, bootstrap=False),
        sklearn.ensemble.RandomForestRegressor(**SMALL, bootstrap=False),
    ),
]


@pytest.mark.parametrize("contract", CONTRACTS, ids=str)
def test_forest_keeps_the_contract(contract):
    assert_contract(contract)
