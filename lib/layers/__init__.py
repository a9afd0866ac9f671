"""Layers of neural networks on `lib.grad`, with the names, arguments and behaviour of ``torch.nn``."""

from lib.layers import init
from lib.layers.batch_norm import BatchNorm1d, BatchNorm2d
from lib.layers.binary_losses import BCELoss, BCEWithLogitsLoss
from lib.layers.class_losses import CrossEntropyLoss, KLDivLoss, NLLLoss
from lib.layers.containers import ModuleList, Sequential
from lib.layers.convolution import Conv1d, Conv2d
from lib.layers.convolution_by_loops import conv2d_by_loops
from lib.layers.counting import count_multiply_adds, parameter_counts
from lib.layers.dropconnect import DropConnect
from lib.layers.dropout import Dropout, Dropout2d
from lib.layers.embedding import Embedding
from lib.layers.gru import GRU, GRUCell
from lib.layers.kernel_sliding import convolve2d, cross_correlate2d
from lib.layers.layer_norm import LayerNorm
from lib.layers.linear import Linear
from lib.layers.lstm import LSTM, LSTMCell
from lib.layers.module import Module
from lib.layers.multihead_attention import MultiheadAttention
from lib.layers.noise import GaussianNoise
from lib.layers.output_size import conv_output_size
from lib.layers.parameter import Parameter
from lib.layers.penalties import l1_penalty, l2_penalty, weight_matrices
from lib.layers.pooling import AdaptiveAvgPool2d, AdaptiveMaxPool2d, AvgPool2d, MaxPool2d
from lib.layers.receptive_field import ReceptiveField, receptive_field
from lib.layers.rectifiers import GELU, LeakyReLU, PReLU, ReLU, Softplus
from lib.layers.regression_losses import HuberLoss, L1Loss, MSELoss, SmoothL1Loss
from lib.layers.rnn import RNN, RNNCell
from lib.layers.shaping import Flatten, Identity
from lib.layers.squashing import LogSoftmax, Sigmoid, Softmax, Tanh
from lib.layers.toeplitz import count_links, toeplitz_matrix

__all__ = [
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool2d",
    "AvgPool2d",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv1d",
    "Conv2d",
    "CrossEntropyLoss",
    "DropConnect",
    "Dropout",
    "Dropout2d",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GaussianNoise",
    "HuberLoss",
    "Identity",
    "KLDivLoss",
    "L1Loss",
    "LSTMCell",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "MaxPool2d",
    "Module",
    "ModuleList",
    "MultiheadAttention",
    "NLLLoss",
    "PReLU",
    "Parameter",
    "RNNCell",
    "ReLU",
    "ReceptiveField",
    "Sequential",
    "Sigmoid",
    "SmoothL1Loss",
    "Softmax",
    "Softplus",
    "Tanh",
    "conv2d_by_loops",
    "conv_output_size",
    "convolve2d",
    "count_links",
    "count_multiply_adds",
    "cross_correlate2d",
    "init",
    "l1_penalty",
    "l2_penalty",
    "parameter_counts",
    "receptive_field",
    "toeplitz_matrix",
    "weight_matrices",
]
