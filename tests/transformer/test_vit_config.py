"""Settings and presets of the Vision Transformer."""

import dataclasses

import pytest
import torch

from lib.transformer import VIT_PRESETS, ViT, ViTConfig, parameter_counts


@pytest.mark.parametrize("name", VIT_PRESETS)
def test_every_preset_makes_a_model(name):
    config = ViTConfig.from_preset(name, n_classes=7)
    with torch.device("meta"):
        model = ViT(config)
        logits = model(torch.zeros(2, config.in_channels, config.image_size, config.image_size))
    assert logits.shape == (2, 7)
    assert sum(each.numel() for each in model.parameters()) == sum(parameter_counts(config).values())


# What torchvision's documentation says of its models of the same names (of H/14 at 518 pixels, so with more positions).
PUBLISHED = {
    "vit-b/16": 86_567_656,
    "vit-b/32": 88_224_232,
    "vit-l/16": 304_326_632,
    "vit-l/32": 306_535_400,
    "vit-h/14": 633_470_440 - (37**2 - 16**2) * 1280,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_sizes(name):
    assert sum(parameter_counts(VIT_PRESETS[name]).values()) == PUBLISHED[name]


def test_the_length_follows_from_the_picture():
    config = ViTConfig(image_size=224, patch_size=16, in_channels=3)
    assert (config.n_patches, config.patch_width, config.context_length) == (196, 768, 197)
    finer = dataclasses.replace(config, patch_size=8, pooling="mean")
    assert (finer.n_patches, finer.patch_width, finer.context_length) == (784, 192, 784)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        *(
            ({name: 0}, ValueError, f"{name} must be >= 1, got 0")
            for name in ("image_size", "patch_size", "in_channels", "n_classes", "n_layers")
        ),
        ({"patch_size": 5}, ValueError, "image_size must be a multiple of patch_size, got 28 and 5"),
        ({"pooling": "max"}, ValueError, "pooling must be one of 'class', 'mean', got 'max'"),
        ({"head": "x"}, ValueError, "head must be one of 'linear', 'mlp', got 'x'"),
        ({"positions": "rotary"}, ValueError, "positions must be one of .*'none', got 'rotary'"),
        ({"context_length": 9}, TypeError, "context_length"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        ViTConfig(**options)


def test_an_unknown_preset_is_refused():
    with pytest.raises(ValueError, match=r"name must be one of 'tiny-28x28', .*'vit-h/14', got 'vit-g/14'"):
        ViTConfig.from_preset("vit-g/14", 10)
