"""Bagging, AdaBoost, voting, stacking and blending keep scikit-learn's contract."""

import pytest
import sklearn.ensemble
import sklearn.linear_model
import sklearn.tree
from estimator_contract import Contract, assert_contract

import lib.ensembles as ensembles
from lib.classical import LogisticRegression
from lib.classical.trees import DecisionTreeClassifier


def our_members():
    """Return two members of different kinds."""
    return [("plane", LogisticRegression()), ("tree", DecisionTreeClassifier(max_depth=3, random_state=0))]


def their_members():
    """Return scikit-learn's counterparts."""
    tree = sklearn.tree.DecisionTreeClassifier(max_depth=3, random_state=0)
    return [("plane", sklearn.linear_model.LogisticRegression()), ("tree", tree)]


DRAWS = {"check_sample_weight_equivalence_on_dense_data": "other rows are drawn from copies than from weighted rows"}

CONTRACTS = [
    Contract(ensembles.AdaBoostClassifier(n_estimators=5), sklearn.ensemble.AdaBoostClassifier(n_estimators=5)),
    Contract(
        ensembles.AdaBoostClassifier(LogisticRegression(), n_estimators=3),
        sklearn.ensemble.AdaBoostClassifier(sklearn.linear_model.LogisticRegression(), n_estimators=3),
    ),
    Contract(
        ensembles.BaggingClassifier(n_estimators=5, random_state=0),
        sklearn.ensemble.BaggingClassifier(n_estimators=5, random_state=0),
        fails=DRAWS,
    ),
    Contract(
        ensembles.BaggingClassifier(LogisticRegression(), n_estimators=5, random_state=0),
        sklearn.ensemble.BaggingClassifier(sklearn.linear_model.LogisticRegression(), n_estimators=5, random_state=0),
        fails=DRAWS,
    ),
    Contract(
        ensembles.BaggingRegressor(n_estimators=5, random_state=0),
        sklearn.ensemble.BaggingRegressor(n_estimators=5, random_state=0),
        fails=DRAWS,
    ),
    Contract(ensembles.VotingClassifier(our_members()), sklearn.ensemble.VotingClassifier(their_members())),
    Contract(
        ensembles.VotingClassifier(our_members(), voting="soft", weights=[2, 1]),
        sklearn.ensemble.VotingClassifier(their_members(), voting="soft", weights=[2, 1]),
    ),
    # majority="absolute" is not here: who may refuse to answer does not always predict the largest probability.
    Contract(
        ensembles.StackingClassifier(our_members(), cv=3), sklearn.ensemble.StackingClassifier(their_members(), cv=3)
    ),
    Contract(
        ensembles.StackingClassifier(our_members(), cv=3, passthrough=True),
        sklearn.ensemble.StackingClassifier(their_members(), cv=3, passthrough=True),
    ),
    Contract(ensembles.BlendingClassifier(our_members(), random_state=0)),
    Contract(ensembles.BlendingClassifier(our_members(), holdout_size=0.5, refit=True, random_state=0)),
]


@pytest.mark.parametrize("contract", CONTRACTS, ids=str)
def test_estimator_keeps_the_contract(contract):
    assert_contract(contract)
