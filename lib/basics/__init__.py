"""What every room stands on: input checks, random generators, stable numerics, scores, the estimator contract."""

from lib.basics.availability import AvailableIf
from lib.basics.check import check_is_fitted, check_n_features, check_new_X, check_X_y
from lib.basics.check_arrays import check_array
from lib.basics.check_parameters import check_bool, check_choice, check_count, check_integer, check_real
from lib.basics.check_targets import check_labels, check_sample_weight, check_target
from lib.basics.cloning import clone
from lib.basics.errors import DataConversionWarning, NotFittedError
from lib.basics.estimator import ClassifierMixin, Estimator, RegressorMixin, TransformerMixin
from lib.basics.files import replace_file
from lib.basics.numerics import as_shares, log_sigmoid, log_softmax, logsumexp, one_hot, sigmoid, softmax, softplus
from lib.basics.random import as_rng
from lib.basics.scores import accuracy_score, r2_score

__all__ = [
    "AvailableIf",
    "ClassifierMixin",
    "DataConversionWarning",
    "Estimator",
    "NotFittedError",
    "RegressorMixin",
    "TransformerMixin",
    "accuracy_score",
    "as_rng",
    "as_shares",
    "check_X_y",
    "check_array",
    "check_bool",
    "check_choice",
    "check_count",
    "check_integer",
    "check_is_fitted",
    "check_labels",
    "check_n_features",
    "check_new_X",
    "check_real",
    "check_sample_weight",
    "check_target",
    "clone",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "one_hot",
    "r2_score",
    "replace_file",
    "sigmoid",
    "softmax",
    "softplus",
]
