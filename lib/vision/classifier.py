"""What all networks of this room share: features first, a head after them, weights drawn from a generator."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from lib.vision.initialisation import draw_he_weights


class ImageClassifier(nn.Module):
    """Name the class of an image: ``features`` turns it into maps, ``head`` turns the maps into logits.

    Parameters
    ----------
    config : dataclass
        With ``in_channels`` and, if the head takes one size only, ``image_size``.

    Attributes
    ----------
    features : torch.nn.Module
        From images, shape (batch, in_channels, height, width), to maps, shape (batch, channels, map_height, map_width).
    head : torch.nn.Module
        From the maps to logits, shape (batch, n_classes).
    any_size : bool
        Whether images of other sizes than ``config.image_size`` will do.

    Notes
    -----
    A model is written down on torch's ``meta`` device, where tensors have shapes but no numbers; `draw_parameters` then
    gives it memory and draws each number once. So nothing is drawn from torch's global generator, with or without a
    generator, and a network of any size that is made under ``with torch.device("meta")`` costs no memory: enough to
    count it. Dropout in training draws from torch's global generator, as ``torch.nn`` does (`fit` gives it a state of
    its own); a block made by itself, such as `Inception`, starts as the layers of ``torch.nn`` do.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.vision import LeNet
    >>> net = LeNet(generator=torch.Generator().manual_seed(0))
    >>> net.forward_features(torch.zeros(2, 1, 28, 28)).shape, net(torch.zeros(2, 1, 28, 28)).shape
    (torch.Size([2, 16, 5, 5]), torch.Size([2, 10]))
    """

    features: nn.Module
    head: nn.Module
    any_size = True

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config

    def draw_parameters(self, generator: torch.Generator | None = None) -> None:
        """Give a model that was made on the ``meta`` device its memory, on torch's default device, and draw it.

        Parameters
        ----------
        generator : torch.Generator, optional
            Draws the weights; a new one with fresh entropy if not given.
        """
        self.to_empty(device=torch.get_default_device())
        self.reset_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw all parameters anew, as when the model was made.

        Parameters
        ----------
        generator : torch.Generator, optional
            Draws the weights; a new one with fresh entropy if not given.
        """
        draw_he_weights(self, generator)
        output = list(self.head.children())[-1]
        if isinstance(output, nn.Linear):
            with torch.no_grad():
                output.weight /= math.sqrt(2)  # no rectifier follows that would halve the variance

    def forward_features(self, x: Tensor) -> Tensor:
        """Return the maps of the last layer before the head.

        Parameters
        ----------
        x : Tensor, shape (batch, in_channels, height, width)

        Returns
        -------
        Tensor, shape (batch, channels, map_height, map_width)

        Raises
        ------
        TypeError
            If ``x`` holds no floating-point numbers.
        ValueError
            If its shape does not fit.
        """
        self._check_images(x)
        maps: Tensor = self.features(x)
        return maps

    def _check_images(self, x: Tensor) -> None:
        """Raise TypeError or ValueError unless these are images that the layers can take."""
        channels, size = self.config.in_channels, self.config.image_size
        if not x.is_floating_point():
            raise TypeError(f"x must hold floating-point numbers, got {x.dtype}")
        fits = x.ndim == 4 and x.shape[1] == channels and (self.any_size or tuple(x.shape[2:]) == (size, size))
        if not fits:
            sizes = "height, width" if self.any_size else f"{size}, {size}"
            raise ValueError(f"x must have shape (batch, {channels}, {sizes}), got {tuple(x.shape)}")

    def forward(self, x: Tensor) -> Tensor:
        """Return logits of shape (batch, n_classes) for x of shape (batch, in_channels, height, width)."""
        logits: Tensor = self.head(self.forward_features(x))
        return logits
