"""How the weights of a network of rectifiers start."""

from __future__ import annotations

import torch
from torch import nn

from lib.train import own_generator


def draw_he_weights(model: nn.Module, generator: torch.Generator | None = None) -> None:
    r"""Draw the weights of every convolution and linear layer for rectifiers, and put all else to its neutral value.

    .. math:: w \sim \mathcal{N}\left(0, \frac{2}{n_\mathrm{in}}\right), \quad b = 0

    Parameters
    ----------
    model : torch.nn.Module
        Changed in place.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Raises
    ------
    TypeError
        If ``generator`` is of another kind.

    Notes
    -----
    :math:`n_\mathrm{in}` counts the inputs of one output: input channels of the group times the size of the kernel.
    Batch norms start at scale 1, shift 0 and fresh running averages.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    He, Zhang, Ren & Sun (2015), *Delving Deep into Rectifiers*, eq. 10.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import draw_he_weights
    >>> layer = torch.nn.Conv2d(8, 64, 3)
    >>> draw_he_weights(layer, torch.Generator().manual_seed(0))
    >>> print(f"{layer.weight.std().item():.2f} for {(2 / 72) ** 0.5:.2f}, {layer.bias.abs().max().item()}")
    0.17 for 0.17, 0.0
    """
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            source = own_generator(generator, layer.weight.device)
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=source)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        elif isinstance(layer, nn.BatchNorm2d):
            layer.reset_parameters()
