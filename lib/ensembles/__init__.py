"""Many models as one: bagging, forests, boosting, voting, stacking and blending."""

from lib.ensembles.adaboost import AdaBoostClassifier
from lib.ensembles.bagging_classifier import BaggingClassifier
from lib.ensembles.bagging_regressor import BaggingRegressor
from lib.ensembles.blending import BlendingClassifier
from lib.ensembles.boosted_losses import Exponential, Pinball
from lib.ensembles.bootstrap import bootstrap_counts
from lib.ensembles.gradient_boosting_classifier import GradientBoostingClassifier
from lib.ensembles.gradient_boosting_regressor import GradientBoostingRegressor
from lib.ensembles.permutation_importance import PermutationImportance, permutation_importance
from lib.ensembles.random_forest_classifier import RandomForestClassifier
from lib.ensembles.random_forest_regressor import RandomForestRegressor
from lib.ensembles.stacking import StackingClassifier
from lib.ensembles.training_bound import training_error_bound
from lib.ensembles.voting import VotingClassifier

__all__ = [
    "AdaBoostClassifier",
    "BaggingClassifier",
    "BaggingRegressor",
    "BlendingClassifier",
    "Exponential",
    "GradientBoostingClassifier",
    "GradientBoostingRegressor",
    "PermutationImportance",
    "Pinball",
    "RandomForestClassifier",
    "RandomForestRegressor",
    "StackingClassifier",
    "VotingClassifier",
    "bootstrap_counts",
    "permutation_importance",
    "training_error_bound",
]
