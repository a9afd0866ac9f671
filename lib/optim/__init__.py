"""Optimization: optimizers and schedules under torch's names, clipping, early stopping, and tools for loss surfaces."""

from lib.optim import lr_scheduler
from lib.optim.adagrad import Adagrad
from lib.optim.adam import Adam
from lib.optim.adamw import AdamW
from lib.optim.clip import clip_grad_norm_, clip_grad_value_
from lib.optim.curvature import CriticalPoint, critical_point, hessian, hessian_vector_product, largest_eigenvalue
from lib.optim.early_stopping import EarlyStopping
from lib.optim.flatten import gradient_function, parameters_to_vector, vector_to_parameters
from lib.optim.heavy_ball import HeavyBall
from lib.optim.lamb import LAMB
from lib.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    LRScheduler,
    MultiStepLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
    cosine_decay,
    inverse_square_root,
    linear_warmup,
)
from lib.optim.optimizer import Optimizer
from lib.optim.perturbed_descent import DescentPath, perturbed_descent
from lib.optim.proximal_sgd import ProximalSGD
from lib.optim.range_test import RangeTest, learning_rate_range_test
from lib.optim.rmsprop import RMSprop
from lib.optim.sgd import SGD

__all__ = [
    "LAMB",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "ConstantLR",
    "CosineAnnealingLR",
    "CriticalPoint",
    "DescentPath",
    "EarlyStopping",
    "ExponentialLR",
    "HeavyBall",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "Optimizer",
    "ProximalSGD",
    "RMSprop",
    "RangeTest",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "clip_grad_norm_",
    "clip_grad_value_",
    "cosine_decay",
    "critical_point",
    "gradient_function",
    "hessian",
    "hessian_vector_product",
    "inverse_square_root",
    "largest_eigenvalue",
    "learning_rate_range_test",
    "linear_warmup",
    "lr_scheduler",
    "parameters_to_vector",
    "perturbed_descent",
    "vector_to_parameters",
]
