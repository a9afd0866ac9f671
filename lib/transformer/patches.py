"""From a picture to a sequence: square patches, and a vector for each."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lib.basics import check_bool, check_integer
from lib.transformer.initialisation import draw_glorot_weights, undrawn_linear


def image_to_patches(images: Tensor, patch_size: int) -> Tensor:
    r"""Cut pictures into squares, row by row, and write the numbers of each square one after the other.

    .. math:: (B, C, H, W) \to \left(B, \frac{H}{p} \cdot \frac{W}{p}, C p^2\right)

    Parameters
    ----------
    images : Tensor, shape (batch, channels, height, width)
    patch_size : int
        p, side of a square in pixels; height and width are multiples of it.

    Returns
    -------
    Tensor, shape (batch, n_patches, channels * patch_size**2)
        Within a patch the channel changes slowest and the column fastest, as in a kernel of ``torch.nn.Conv2d``.

    Raises
    ------
    TypeError, ValueError
        If ``patch_size`` is no positive integer, or does not divide the sides.

    Notes
    -----
    The numbers are moved, none is changed or lost: `patches_to_image` is the exact inverse.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Dosovitskiy et al. (2021), *An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale*,
    section 3.1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import image_to_patches
    >>> image_to_patches(torch.arange(8).view(1, 1, 2, 4), 2)
    tensor([[[0, 1, 4, 5],
             [2, 3, 6, 7]]])
    >>> image_to_patches(torch.zeros(1, 3, 224, 224), 16).shape
    torch.Size([1, 196, 768])
    """
    p = check_integer("patch_size", patch_size, low=1)
    if images.ndim != 4:
        raise ValueError(f"images must have shape (batch, channels, height, width), got {tuple(images.shape)}")
    height, width = images.shape[2:]
    _check_sides(height, width, p)
    squares = images.unflatten(3, (width // p, p)).unflatten(2, (height // p, p))
    squares = squares.permute(0, 2, 4, 1, 3, 5)  # (batch, rows, columns, channels, patch_size, patch_size)
    return squares.flatten(3).flatten(1, 2)  # (batch, n_patches, channels * patch_size**2)


def patches_to_image(patches: Tensor, patch_size: int, height: int, width: int) -> Tensor:
    """Put the squares of `image_to_patches` back into their places.

    Parameters
    ----------
    patches : Tensor, shape (batch, n_patches, channels * patch_size**2)
    patch_size : int
        Side of a square in pixels.
    height, width : int
        Of the pictures, in pixels; multiples of ``patch_size``.

    Returns
    -------
    Tensor, shape (batch, channels, height, width)

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer, or the patches do not fill pictures of these sides.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import image_to_patches, patches_to_image
    >>> images = torch.rand(2, 3, 28, 14)
    >>> torch.equal(patches_to_image(image_to_patches(images, 7), 7, 28, 14), images)
    True
    """
    p = check_integer("patch_size", patch_size, low=1)
    for name, side in (("height", height), ("width", width)):
        check_integer(name, side, low=1)
    _check_sides(height, width, p)
    n_rows, n_columns = height // p, width // p
    if patches.ndim != 3 or patches.shape[1] != n_rows * n_columns or patches.shape[2] % p**2 or not patches.shape[2]:
        wanted = f"(batch, {n_rows * n_columns}, channels * {p**2})"
        raise ValueError(f"patches must have shape {wanted}, got {tuple(patches.shape)}")
    squares = patches.unflatten(2, (-1, p, p)).unflatten(1, (n_rows, n_columns))
    squares = squares.permute(0, 3, 1, 4, 2, 5)  # (batch, channels, rows, patch_size, columns, patch_size)
    return squares.flatten(4).flatten(2, 3)  # (batch, channels, height, width)


def _check_sides(height: int, width: int, patch_size: int) -> None:
    if height % patch_size or width % patch_size or not height or not width:
        raise ValueError(f"height and width must be multiples of patch_size {patch_size}, got {height} and {width}")


class PatchEmbedding(nn.Module):
    r"""Give each patch of a picture a vector: one linear layer for all patches.

    .. math:: z_i = E\, \mathrm{patch}_i + b, \qquad E \in \mathbb{R}^{d_\mathrm{model} \times C p^2}

    Parameters
    ----------
    patch_size : int
        p, in pixels.
    in_channels : int
        C, of the pictures.
    d_model : int
        Numbers per token.
    bias : bool, default True
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Attributes
    ----------
    kernel : Tensor, shape (d_model, in_channels, patch_size, patch_size)
        The matrix E as the filters of a convolution.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    The same as a convolution whose stride is its kernel's side: each patch is seen by every filter once. Takes
    ``height * width * in_channels * d_model`` multiply-adds a picture, whatever the patch size.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    References
    ----------
    Dosovitskiy et al. (2021), *An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale*, eq. 1.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import PatchEmbedding
    >>> embedding = PatchEmbedding(7, in_channels=1, d_model=32)
    >>> embedding(torch.zeros(2, 1, 28, 28)).shape, embedding.kernel.shape
    (torch.Size([2, 16, 32]), torch.Size([32, 1, 7, 7]))
    """

    def __init__(
        self,
        patch_size: int,
        in_channels: int,
        d_model: int,
        *,
        bias: bool = True,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.patch_size = check_integer("patch_size", patch_size, low=1)
        self.in_channels = check_integer("in_channels", in_channels, low=1)
        check_integer("d_model", d_model, low=1)
        self.projection = undrawn_linear(in_channels * patch_size**2, d_model, bias=check_bool("bias", bias))
        draw_glorot_weights(self, generator)

    @property
    def kernel(self) -> Tensor:
        """The weights as filters."""
        return self.projection.weight.unflatten(1, (self.in_channels, self.patch_size, self.patch_size))

    def forward(self, images: Tensor) -> Tensor:
        """Return the vectors of the patches, row by row.

        Parameters
        ----------
        images : Tensor, shape (batch, in_channels, height, width)

        Returns
        -------
        Tensor, shape (batch, n_patches, d_model)

        Raises
        ------
        ValueError
            If the shape is another, or the patch size does not divide the sides.
        """
        if images.ndim != 4 or images.shape[1] != self.in_channels:
            wanted = f"(batch, {self.in_channels}, height, width)"
            raise ValueError(f"images must have shape {wanted}, got {tuple(images.shape)}")
        return self.projection(image_to_patches(images, self.patch_size))  # (batch, n_patches, d_model)

    def extra_repr(self) -> str:
        """Return the settings, as torch's modules show them."""
        return f"patch_size={self.patch_size}, in_channels={self.in_channels}"
