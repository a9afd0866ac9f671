"""Every estimator of lib.classical keeps scikit-learn's contract, and the searches accept each other's models."""

import numpy as np
import pytest
import sklearn.linear_model
import sklearn.model_selection
import sklearn.preprocessing
import sklearn.tree
from estimator_contract import Contract, assert_contract

import lib.classical as classical
from lib.basics import Estimator

ONE_TARGET = {"check_regressor_multioutput": "the lasso of the book has one target"}
GRID = {"alpha": [0.1, 1.0]}
GRID_C = {"C": [0.1, 1.0]}

TREE_TARGET = "the trees of the book have one target"
TREE_CLASSIFIER = {
    "check_class_weight_classifiers": "class_weight is left out; sample_weight does the same",
    "check_classifier_multioutput": TREE_TARGET,
    "check_classifiers_multilabel_output_format_decision_function": TREE_TARGET,
    "check_classifiers_multilabel_output_format_predict": TREE_TARGET,
    "check_classifiers_multilabel_output_format_predict_proba": TREE_TARGET,
    "check_classifiers_multilabel_representation_invariance": TREE_TARGET,
}
TREE_REGRESSOR = {"check_regressor_multioutput": TREE_TARGET}
TREE_DRAWN = {"criterion": "entropy", "max_depth": 3, "max_features": "sqrt", "random_state": 0}
TREE_PRUNED = {"max_leaf_nodes": 8, "ccp_alpha": 0.01}

CONTRACTS = [
    Contract(classical.LinearRegression(), sklearn.linear_model.LinearRegression()),
    Contract(
        classical.LinearRegression(fit_intercept=False), sklearn.linear_model.LinearRegression(fit_intercept=False)
    ),
    Contract(classical.Ridge(), sklearn.linear_model.Ridge()),
    Contract(classical.Ridge(alpha=0.0), sklearn.linear_model.LinearRegression()),
    Contract(classical.Lasso(), sklearn.linear_model.Lasso(), not_run=ONE_TARGET),
    Contract(classical.Lasso(alpha=0.01), sklearn.linear_model.Lasso(alpha=0.01), not_run=ONE_TARGET),
    Contract(
        classical.LogisticRegression(),
        sklearn.linear_model.LogisticRegression(),
        not_run={
            "check_class_weight_classifiers": "class_weight is left out; sample_weight does the same",
            "check_class_weight_balanced_linear_classifier": "class_weight is left out; sample_weight does the same",
            "check_sparsify_coefficients": "sparse matrices are outside the book's subject",
        },
    ),
    Contract(classical.PolynomialFeatures(), sklearn.preprocessing.PolynomialFeatures()),
    Contract(classical.PolynomialFeatures(3, interaction_only=True, include_bias=False)),
    Contract(classical.RandomFeatureRegressor(random_state=0)),
    Contract(classical.RandomFeatureRegressor(alpha=0.1, random_state=0)),
    Contract(
        classical.GridSearchCV(classical.Ridge(), GRID),
        sklearn.model_selection.GridSearchCV(sklearn.linear_model.Ridge(), GRID),
    ),
    Contract(
        classical.GridSearchCV(classical.LogisticRegression(), GRID_C),
        sklearn.model_selection.GridSearchCV(sklearn.linear_model.LogisticRegression(), GRID_C),
    ),
    Contract(
        classical.RandomizedSearchCV(classical.Ridge(), GRID, n_iter=2, random_state=0),
        sklearn.model_selection.RandomizedSearchCV(sklearn.linear_model.Ridge(), GRID, n_iter=2, random_state=0),
    ),
    Contract(classical.DecisionTreeClassifier(), sklearn.tree.DecisionTreeClassifier(), not_run=TREE_CLASSIFIER),
    Contract(
        classical.DecisionTreeClassifier(**TREE_DRAWN),
        sklearn.tree.DecisionTreeClassifier(**TREE_DRAWN),
        not_run=TREE_CLASSIFIER,
    ),
    Contract(classical.DecisionTreeRegressor(), sklearn.tree.DecisionTreeRegressor(), not_run=TREE_REGRESSOR),
    Contract(
        classical.DecisionTreeRegressor(**TREE_PRUNED),
        sklearn.tree.DecisionTreeRegressor(**TREE_PRUNED),
        not_run=TREE_REGRESSOR,
    ),
]


@pytest.mark.parametrize("contract", CONTRACTS, ids=str)
def test_estimator_keeps_the_contract(contract):
    assert_contract(contract)


def test_every_estimator_of_the_room_is_registered():
    estimators = {
        name
        for name in classical.__all__
        if isinstance(cls := getattr(classical, name), type) and issubclass(cls, Estimator)
    }
    assert estimators == {type(contract.ours).__name__ for contract in CONTRACTS}


def test_scikit_learns_search_takes_our_models_and_ours_takes_theirs():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    y = X @ [1.0, 2.0, 0.0] + rng.normal(size=60)
    searches = [
        search(ridge, {"alpha": [0.1, 1.0, 10.0]}, cv=4, scoring="neg_mean_squared_error").fit(X, y)
        for search in (classical.GridSearchCV, sklearn.model_selection.GridSearchCV)
        for ridge in (classical.Ridge(), sklearn.linear_model.Ridge())
    ]
    for search in searches[1:]:
        np.testing.assert_allclose(
            search.cv_results_["mean_test_score"], searches[0].cv_results_["mean_test_score"], rtol=1e-9
        )
        assert search.best_params_ == searches[0].best_params_
