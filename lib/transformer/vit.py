"""The Vision Transformer: a picture is read as a sequence of patches."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.train import own_generator
from lib.transformer.encoder import Encoder
from lib.transformer.initialisation import draw_glorot_weights, undrawn_linear
from lib.transformer.patches import PatchEmbedding
from lib.transformer.positions import LearnedPositions, SinusoidalPositions
from lib.transformer.vit_config import ViTConfig


class ViT(nn.Module):
    r"""Name what a picture shows, from its patches.

    .. math::
        z_0 = [x_\mathrm{class};\, E\,\mathrm{patch}_1;\, \dots;\, E\,\mathrm{patch}_n] + P, \qquad
        y = \mathrm{LN}(\mathrm{encoder}(z_0))_\mathrm{class}

    Parameters
    ----------
    config : ViTConfig
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Notes
    -----
    Nothing but the patches knows that this is a picture: neighbours and distances must be learned. Without positions
    the patches can change places and neither pooling sees it. The matrices start with Glorot's draw, class token and
    learned positions with N(0, 0.02^2). Left out compared with the authors' program: the head's start at 0, and new
    positions between the old ones for larger pictures.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Dosovitskiy et al. (2021), *An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale*,
    eq. 1 to 4 and section 3.1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import VIT_PRESETS, ViT
    >>> model = ViT(VIT_PRESETS["tiny-28x28"])
    >>> images = torch.zeros(2, 1, 28, 28)
    >>> model.tokens(images).shape, model(images).shape
    (torch.Size([2, 17, 64]), torch.Size([2, 10]))
    """

    def __init__(self, config: ViTConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        d, draw = config.d_model, own_generator(generator)
        self.patch_embedding = PatchEmbedding(
            config.patch_size, config.in_channels, d, bias=config.bias, generator=draw
        )
        self.class_token = nn.Parameter(torch.empty(1, 1, d)) if config.pooling == "class" else None
        if self.class_token is not None:
            nn.init.normal_(self.class_token, 0.0, 0.02, generator=draw)
        self.positions: nn.Module | None = None
        if config.positions == "learned":
            self.positions = LearnedPositions(d, config.context_length, generator=draw)
        elif config.positions == "sinusoidal":
            self.positions = SinusoidalPositions(d, config.context_length, config.position_base)
        self.encoder = Encoder(config, generator=draw)
        self.head: nn.Module = undrawn_linear(d, config.n_classes, bias=config.bias)
        if config.head == "mlp":
            self.head = nn.Sequential(undrawn_linear(d, d, bias=config.bias), nn.Tanh(), self.head)
        draw_glorot_weights(self.head, draw)

    def tokens(self, images: Tensor) -> Tensor:
        """Return what the encoder reads: the class token if there is one, the patches row by row, their positions.

        Parameters
        ----------
        images : Tensor, shape (batch, in_channels, image_size, image_size)

        Returns
        -------
        Tensor, shape (batch, context_length, d_model)

        Raises
        ------
        TypeError
            If ``images`` holds no floating-point numbers.
        ValueError
            If its shape is another.
        """
        channels, size = self.config.in_channels, self.config.image_size
        if not images.is_floating_point():
            raise TypeError(f"images must hold floating-point numbers, got {images.dtype}")
        if images.ndim != 4 or images.shape[1:] != (channels, size, size):
            wanted = f"(batch, {channels}, {size}, {size})"
            raise ValueError(f"images must have shape {wanted}, got {tuple(images.shape)}")
        x = self.patch_embedding(images)  # (batch, n_patches, d_model)
        if self.class_token is not None:
            first = self.class_token.to(x.dtype).expand(len(x), -1, -1)  # (batch, 1, d_model)
            x = torch.cat([first, x], dim=1)  # (batch, context_length, d_model)
        if self.positions is not None:
            x = self.positions(x)
        return functional.dropout(x, self.config.dropout, self.training)

    def forward_features(self, images: Tensor) -> Tensor:
        """Return one vector for each picture: the class token's result, or the mean of all.

        Parameters
        ----------
        images : Tensor, shape (batch, in_channels, image_size, image_size)

        Returns
        -------
        Tensor, shape (batch, d_model)

        Raises
        ------
        TypeError, ValueError
            If ``images`` holds no floating-point numbers or its shape is another.
        """
        x: Tensor = self.encoder(self.tokens(images))  # (batch, context_length, d_model)
        return x.mean(dim=1) if self.class_token is None else x[:, 0]

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits of the classes.

        Parameters
        ----------
        images : Tensor, shape (batch, in_channels, image_size, image_size)

        Returns
        -------
        Tensor, shape (batch, n_classes)

        Raises
        ------
        TypeError, ValueError
            If ``images`` holds no floating-point numbers or its shape is another.
        """
        logits: Tensor = self.head(self.forward_features(images))
        return logits
