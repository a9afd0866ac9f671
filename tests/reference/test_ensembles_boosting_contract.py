"""Gradient boosting keeps scikit-learn's estimator contract, no worse than its own boosting does."""

import pytest
import sklearn.ensemble
from estimator_contract import Contract, assert_contract

from lib.ensembles import GradientBoostingClassifier, GradientBoostingRegressor

SMALL = {"n_estimators": 5, "random_state": 0}
CONTRACTS = [
    Contract(GradientBoostingClassifier(**SMALL), sklearn.ensemble.GradientBoostingClassifier(**SMALL)),
    Contract(GradientBoostingRegressor(**SMALL), sklearn.ensemble.GradientBoostingRegressor(**SMALL)),
    Contract(GradientBoostingClassifier(**SMALL, grower="exact"), sklearn.ensemble.GradientBoostingClassifier(**SMALL)),
    Contract(GradientBoostingRegressor(**SMALL, grower="exact"), sklearn.ensemble.GradientBoostingRegressor(**SMALL)),
]


@pytest.mark.parametrize("contract", CONTRACTS, ids=str)
def test_boosting_keeps_the_contract(contract):
    assert_contract(contract)
