"""Layers of neural networks on `lib.grad`, with the names, arguments and behaviour of ``torch.nn``."""

from lib.layers import init
from lib.layers.batch_norm import BatchNorm1d
from lib.layers.binary_losses import BCELoss, BCEWithLogitsLoss
from lib.layers.class_losses import CrossEntropyLoss, KLDivLoss, NLLLoss
from lib.layers.containers import ModuleList, Sequential
from lib.layers.counting import count_multiply_adds, parameter_counts
from lib.layers.dropconnect import DropConnect
from lib.layers.dropout import Dropout
from lib.layers.embedding import Embedding
from lib.layers.layer_norm import LayerNorm
from lib.layers.linear import Linear
from lib.layers.module import Module
from lib.layers.noise import GaussianNoise
from lib.layers.parameter import Parameter
from lib.layers.penalties import l1_penalty, l2_penalty, weight_matrices
from lib.layers.rectifiers import GELU, LeakyReLU, PReLU, ReLU, Softplus
from lib.layers.regression_losses import HuberLoss, L1Loss, MSELoss, SmoothL1Loss
from lib.layers.shaping import Flatten, Identity
from lib.layers.squashing import LogSoftmax, Sigmoid, Softmax, Tanh

__all__ = [
    "GELU",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "CrossEntropyLoss",
    "DropConnect",
    "Dropout",
    "Embedding",
    "Flatten",
    "GaussianNoise",
    "HuberLoss",
    "Identity",
    "KLDivLoss",
    "L1Loss",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "Module",
    "ModuleList",
    "NLLLoss",
    "PReLU",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "SmoothL1Loss",
    "Softmax",
    "Softplus",
    "Tanh",
    "count_multiply_adds",
    "init",
    "l1_penalty",
    "l2_penalty",
    "parameter_counts",
    "weight_matrices",
]
