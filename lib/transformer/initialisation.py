"""Where the weights of a Transformer start: Glorot's uniform draw, and GPT-2's normal one."""

from __future__ import annotations

import math

import torch
from torch import nn

from lib.basics import check_integer, check_real
from lib.train import own_generator


def undrawn_linear(n_in: int, n_out: int, *, bias: bool = True) -> nn.Linear:
    """Return torch's ``Linear`` on the default device, its numbers still to be drawn."""
    # Subtle: nn.Linear draws its start from torch's global generator; on the meta device there is nothing to draw.
    return nn.Linear(n_in, n_out, bias=bias, device="meta").to_empty(device=torch.get_default_device())


def draw_glorot_weights(module: nn.Module, generator: torch.Generator | None = None) -> None:
    r"""Draw the matrices of all linear layers from Glorot's uniform distribution; biases start at 0.

    .. math:: W_{ij} \sim U(-a, a), \qquad a = \sqrt{6 / (n_\mathrm{in} + n_\mathrm{out})}

    Parameters
    ----------
    module : torch.nn.Module
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Notes
    -----
    Vaswani et al. do not say how their weights start; this is the start of their program and of ``torch.nn``.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Glorot and Bengio (2010), *Understanding the Difficulty of Training Deep Feedforward Neural Networks*, eq. 16.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import draw_glorot_weights
    >>> layer = torch.nn.Linear(3, 3)
    >>> draw_glorot_weights(layer, torch.Generator().manual_seed(0))
    >>> bool(layer.weight.abs().max() <= 1), layer.bias.abs().max().item()
    (True, 0.0)
    """
    draw = own_generator(generator)
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight, generator=draw)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


def draw_gpt_weights(
    module: nn.Module, n_layers: int, std: float = 0.02, generator: torch.Generator | None = None
) -> None:
    r"""Draw all matrices and tables from a narrow normal distribution, the ends of residual branches from a narrower.

    .. math:: W_{ij} \sim N(0, \sigma^2), \qquad
        W^{\mathrm{end\ of\ branch}}_{ij} \sim N\!\left(0, \frac{\sigma^2}{2 n_\mathrm{layers}}\right)

    Parameters
    ----------
    module : torch.nn.Module
        A model of this room: the ends of branches are the linear layers called ``out`` and ``down``.
    n_layers : int
        Number of blocks; each adds two branches to the residual stream.
    std : float, default 0.02
        σ.
    generator : torch.Generator, optional
        A new one with fresh entropy if not given.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range.

    Notes
    -----
    The sum of all branches starts with a variance that does not grow with depth. Biases start at 0.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Radford et al. (2019), *Language Models are Unsupervised Multitask Learners*, section 2.3.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import FeedForward, draw_gpt_weights
    >>> layer = FeedForward(64, 256)
    >>> draw_gpt_weights(layer, n_layers=8, generator=torch.Generator().manual_seed(0))
    >>> round(layer.up.weight.std().item(), 3), round(layer.down.weight.std().item(), 3)
    (0.02, 0.005)
    """
    check_real("std", std, low=0)
    narrower = std / math.sqrt(2 * check_integer("n_layers", n_layers, low=1))
    draw = own_generator(generator)
    for name, layer in module.named_modules():
        if isinstance(layer, nn.Linear | nn.Embedding):
            ends_branch = name.rpartition(".")[2] in ("out", "down")
            nn.init.normal_(layer.weight, 0.0, narrower if ends_branch else std, generator=draw)
        if isinstance(layer, nn.Linear) and layer.bias is not None:
            nn.init.zeros_(layer.bias)
