"""The settings of the Vision Transformer."""

from __future__ import annotations

from dataclasses import dataclass, field

from lib.basics import check_choice, check_integer
from lib.transformer.config import TransformerConfig, sized_preset

IMAGE_POSITIONS = ("learned", "sinusoidal", "none")
POOLINGS = ("class", "mean")
HEADS = ("linear", "mlp")


@dataclass(frozen=True, kw_only=True)
class ViTConfig(TransformerConfig):
    """Settings of `ViT`.

    Parameters
    ----------
    image_size : int, default 28
        Side of the pictures in pixels, a multiple of ``patch_size``.
    patch_size : int, default 7
        Side of a patch in pixels.
    in_channels, n_classes : int
        1 and 10 if not given.
    pooling : {"class", "mean"}, default "class"
        What stands for the whole picture: one more token, whose vector is learned, or the mean of all patches.
    head : {"linear", "mlp"}, default "linear"
        One linear layer, or two with a tanh between: the paper's heads for fine-tuning and for pre-training.
    positions : {"learned", "sinusoidal", "none"}, default "learned"
        Patches are counted row by row, after the class token if there is one.
    d_model, n_heads, n_kv_heads, d_ff, n_layers
        Sizes, as in `TransformerConfig`.
    rotary_layout, position_base, activation, norm, norm_first, norm_eps, bias
        As in `TransformerConfig`; norms come first, with eps 1e-6, and the activation is GELU if not given.
    dropout, attention_dropout, feed_forward_dropout : float, default 0.0
    fused : bool, default True
    n_experts, top_k, softmax_over, router_noise, capacity_factor
        As in `TransformerConfig`.

    Attributes
    ----------
    context_length : int
        Tokens of a picture: its patches, and the class token if there is one.
    n_patches : int
    patch_width : int
        Numbers in a patch.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range, or sizes do not fit.

    Notes
    -----
    The width of a token has nothing to do with that of a patch: both are 768 in ViT-B/16, but ViT-L/16 gives the same
    768 numbers a vector of 1,024.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer import VIT_PRESETS
    >>> config = VIT_PRESETS["vit-l/16"]
    >>> config.n_patches, config.context_length, config.patch_width, config.d_model
    (196, 197, 768, 1024)
    """

    image_size: int = 28  # pixels
    patch_size: int = 7  # pixels
    in_channels: int = 1  # colours
    n_classes: int = 10  # classes
    pooling: str = "class"
    head: str = "linear"
    context_length: int = field(init=False)  # tokens
    positions: str = "learned"
    activation: str = "gelu"
    norm_first: bool = True
    norm_eps: float = 1e-6  # added to a variance

    def __post_init__(self) -> None:
        for name in ("image_size", "patch_size", "in_channels", "n_classes"):
            check_integer(name, getattr(self, name), low=1)
        if self.image_size % self.patch_size:
            raise ValueError(
                f"image_size must be a multiple of patch_size, got {self.image_size} and {self.patch_size}"
            )
        check_choice("pooling", self.pooling, POOLINGS)
        check_choice("head", self.head, HEADS)
        check_choice("positions", self.positions, IMAGE_POSITIONS)
        object.__setattr__(self, "context_length", self.n_patches + (self.pooling == "class"))
        super().__post_init__()

    @property
    def n_patches(self) -> int:
        """Number of patches of a picture."""
        return (self.image_size // self.patch_size) ** 2

    @property
    def patch_width(self) -> int:
        """Numbers in a patch."""
        return self.in_channels * self.patch_size**2

    @classmethod
    def from_preset(cls, name: str, n_classes: int) -> ViTConfig:
        """Return a preset for a number of classes.

        Parameters
        ----------
        name : str
            A key of `VIT_PRESETS`.
        n_classes : int

        Returns
        -------
        ViTConfig

        Raises
        ------
        ValueError
            If there is no such preset.
        """
        return sized_preset(name, VIT_PRESETS, n_classes=n_classes)


def _published(patch_size: int, d_model: int, n_heads: int, n_layers: int) -> ViTConfig:
    """Return a row of Table 1: photographs of 224 pixels, one of a thousand classes."""
    return ViTConfig(
        image_size=224,
        patch_size=patch_size,
        in_channels=3,
        n_classes=1000,
        d_model=d_model,
        n_heads=n_heads,
        d_ff=4 * d_model,
        n_layers=n_layers,
    )


# "tiny-28x28" learns in seconds on one core, "small-28x28" in minutes. The others are the rows of Table 1 of
# Dosovitskiy et al. (2021), with the patch size behind the stroke and the thousand classes of ImageNet.
VIT_PRESETS = {
    "tiny-28x28": ViTConfig(patch_size=7, d_model=64, n_heads=4, d_ff=128, n_layers=2),
    "small-28x28": ViTConfig(patch_size=4, d_model=128, n_heads=4, d_ff=256, n_layers=4),
    "vit-b/16": _published(16, d_model=768, n_heads=12, n_layers=12),
    "vit-b/32": _published(32, d_model=768, n_heads=12, n_layers=12),
    "vit-l/16": _published(16, d_model=1024, n_heads=16, n_layers=24),
    "vit-l/32": _published(32, d_model=1024, n_heads=16, n_layers=24),
    "vit-h/14": _published(14, d_model=1280, n_heads=16, n_layers=32),
}
