"""Learning-rate schedules under torch's names: ``from lib.optim import lr_scheduler`` reads as with ``torch.optim``."""

from lib.optim.lr_scheduler.cosine import CosineAnnealingLR
from lib.optim.lr_scheduler.decay import ExponentialLR, MultiStepLR, StepLR
from lib.optim.lr_scheduler.lambda_lr import LambdaLR
from lib.optim.lr_scheduler.plateau import ReduceLROnPlateau
from lib.optim.lr_scheduler.ramp import ConstantLR, LinearLR
from lib.optim.lr_scheduler.schedule import LRScheduler
from lib.optim.lr_scheduler.sequential import SequentialLR
from lib.optim.lr_scheduler.warmup import cosine_decay, inverse_square_root, linear_warmup

__all__ = [
    "ConstantLR",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "cosine_decay",
    "inverse_square_root",
    "linear_warmup",
]
