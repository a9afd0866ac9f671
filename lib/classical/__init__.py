"""Classical machine learning: losses, linear models, trees, metrics, and how to choose between models."""

from lib.classical.convergence import ConvergenceWarning
from lib.classical.curves import learning_curve, validation_curve
from lib.classical.decomposition import BiasVariance, bias_variance
from lib.classical.descent import History, gradient_descent
from lib.classical.folds import KFold, StratifiedKFold
from lib.classical.lasso import Lasso
from lib.classical.linear import LinearRegression
from lib.classical.logistic import LogisticRegression
from lib.classical.loss import Loss
from lib.classical.losses import AbsoluteError, BinaryCrossEntropy, CrossEntropy, Huber, SquaredError
from lib.classical.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    calibration_curve,
    confusion_matrix,
    f1_score,
    log_loss,
    mean_absolute_error,
    mean_squared_error,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)
from lib.classical.model_selection import cross_val_predict, cross_val_score
from lib.classical.parameters import count_parameters
from lib.classical.polynomial import PolynomialFeatures
from lib.classical.random_features import RandomFeatureRegressor
from lib.classical.ridge import Ridge
from lib.classical.scoring import get_scorer
from lib.classical.search import GridSearchCV, RandomizedSearchCV
from lib.classical.trees import DecisionTreeClassifier, DecisionTreeRegressor

__all__ = [
    "AbsoluteError",
    "BiasVariance",
    "BinaryCrossEntropy",
    "ConvergenceWarning",
    "CrossEntropy",
    "DecisionTreeClassifier",
    "DecisionTreeRegressor",
    "GridSearchCV",
    "History",
    "Huber",
    "KFold",
    "Lasso",
    "LinearRegression",
    "LogisticRegression",
    "Loss",
    "PolynomialFeatures",
    "RandomFeatureRegressor",
    "RandomizedSearchCV",
    "Ridge",
    "SquaredError",
    "StratifiedKFold",
    "accuracy_score",
    "balanced_accuracy_score",
    "bias_variance",
    "brier_score_loss",
    "calibration_curve",
    "confusion_matrix",
    "count_parameters",
    "cross_val_predict",
    "cross_val_score",
    "f1_score",
    "get_scorer",
    "gradient_descent",
    "learning_curve",
    "log_loss",
    "mean_absolute_error",
    "mean_squared_error",
    "precision_score",
    "r2_score",
    "recall_score",
    "roc_auc_score",
    "roc_curve",
    "validation_curve",
]
