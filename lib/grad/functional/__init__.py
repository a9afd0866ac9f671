"""Functions of networks, under torch.nn.functional's names and with its arguments."""

from lib.grad.functional.activations import gelu, leaky_relu, prelu, relu, sigmoid, softplus, tanh
from lib.grad.functional.affine import linear
from lib.grad.functional.binary_losses import binary_cross_entropy, binary_cross_entropy_with_logits
from lib.grad.functional.cross_entropy import cross_entropy
from lib.grad.functional.dropping import dropout, pad
from lib.grad.functional.negative_log_likelihood import kl_div, nll_loss
from lib.grad.functional.normalization import batch_norm, layer_norm
from lib.grad.functional.regression_losses import huber_loss, l1_loss, mse_loss, smooth_l1_loss
from lib.grad.functional.softmaxes import log_softmax, softmax
from lib.grad.functional.sparse import embedding, one_hot

__all__ = [
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "dropout",
    "embedding",
    "gelu",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "mse_loss",
    "nll_loss",
    "one_hot",
    "pad",
    "prelu",
    "relu",
    "sigmoid",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "tanh",
]
