"""Functions of networks, under torch.nn.functional's names and with its arguments."""

from lib.grad.functional.activations import gelu, leaky_relu, prelu, relu, sigmoid, softplus, tanh
from lib.grad.functional.adaptive_pooling import adaptive_avg_pool2d, adaptive_max_pool2d
from lib.grad.functional.affine import linear
from lib.grad.functional.attention import scaled_dot_product_attention
from lib.grad.functional.binary_losses import binary_cross_entropy, binary_cross_entropy_with_logits
from lib.grad.functional.convolution import conv1d, conv2d
from lib.grad.functional.cross_entropy import cross_entropy
from lib.grad.functional.dropping import dropout, dropout2d
from lib.grad.functional.negative_log_likelihood import kl_div, nll_loss
from lib.grad.functional.normalization import batch_norm, layer_norm
from lib.grad.functional.packed_attention import packed_attention
from lib.grad.functional.padding import pad
from lib.grad.functional.pooling import avg_pool2d, max_pool2d
from lib.grad.functional.recurrence_gru import gru_layer
from lib.grad.functional.recurrence_lstm import lstm_layer
from lib.grad.functional.recurrence_rnn import rnn_layer
from lib.grad.functional.recurrent_cells import gru_cell, lstm_cell, rnn_cell
from lib.grad.functional.regression_losses import huber_loss, l1_loss, mse_loss, smooth_l1_loss
from lib.grad.functional.softmaxes import log_softmax, softmax
from lib.grad.functional.sparse import embedding, one_hot
from lib.grad.functional.unfolding import fold, unfold

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_max_pool2d",
    "avg_pool2d",
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "cross_entropy",
    "dropout",
    "dropout2d",
    "embedding",
    "fold",
    "gelu",
    "gru_cell",
    "gru_layer",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "lstm_cell",
    "lstm_layer",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "one_hot",
    "packed_attention",
    "pad",
    "prelu",
    "relu",
    "rnn_cell",
    "rnn_layer",
    "scaled_dot_product_attention",
    "sigmoid",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "tanh",
    "unfold",
]
