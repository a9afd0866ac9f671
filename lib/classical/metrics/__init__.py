"""Metrics: how good predictions are, as the reader of a result wants to know it."""

from lib.basics import accuracy_score, r2_score
from lib.classical.metrics.labels import (
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)
from lib.classical.metrics.probabilities import brier_score_loss, calibration_curve, log_loss
from lib.classical.metrics.ranking import roc_auc_score, roc_curve
from lib.classical.metrics.regression import mean_absolute_error, mean_squared_error

__all__ = [
    "accuracy_score",
    "balanced_accuracy_score",
    "brier_score_loss",
    "calibration_curve",
    "confusion_matrix",
    "f1_score",
    "log_loss",
    "mean_absolute_error",
    "mean_squared_error",
    "precision_score",
    "r2_score",
    "recall_score",
    "roc_auc_score",
    "roc_curve",
]
