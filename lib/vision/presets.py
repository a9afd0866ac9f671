"""All networks of this room by name: published sizes, and small ones that learn in seconds."""

from __future__ import annotations

from typing import Any

import torch

from lib.vision import alexnet, efficientnet_lite, googlenet, lenet, lenet5, nin, resnet, separable, vgg
from lib.vision.classifier import ImageClassifier

PRESETS: dict[str, Any] = {
    **lenet5.PRESETS,
    **lenet.PRESETS,
    **alexnet.PRESETS,
    **vgg.PRESETS,
    **nin.PRESETS,
    **googlenet.PRESETS,
    **resnet.PRESETS,
    **separable.PRESETS,
    **efficientnet_lite.PRESETS,
}

_MODELS: dict[type, Any] = {
    lenet5.LeNet5Config: lenet5.LeNet5,
    lenet.LeNetConfig: lenet.LeNet,
    alexnet.AlexNetConfig: alexnet.AlexNet,
    vgg.VGGConfig: vgg.VGG,
    nin.NiNConfig: nin.NiN,
    googlenet.GoogLeNetConfig: googlenet.GoogLeNet,
    resnet.ResNetConfig: resnet.ResNet,
    separable.SeparableNetConfig: separable.SeparableNet,
    efficientnet_lite.EfficientNetLiteConfig: efficientnet_lite.EfficientNetLite,
}


def create_model(preset: Any, *, generator: torch.Generator | None = None) -> ImageClassifier:
    """Make a network from the name of a preset or from a configuration.

    Parameters
    ----------
    preset : str or dataclass
        A key of `PRESETS`, or a configuration such as ``dataclasses.replace(PRESETS["vgg-28x28"], n_classes=9)``.
    generator : torch.Generator, optional
        Draws the weights; a new one with fresh entropy if not given.

    Returns
    -------
    ImageClassifier

    Raises
    ------
    ValueError
        If there is no preset of this name.
    TypeError
        If ``preset`` is neither a name nor a configuration of this room.

    Notes
    -----
    Names that end in ``28x28`` are small networks for grey images of that size, names in ``32x32`` for colour images.
    All but the LeNets among them cost about 2.5 million multiply-adds an image, so that they can be compared at equal
    work. Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import create_model, count_parameters
    >>> count_parameters(create_model("lenet-28x28"))
    61706
    """
    if isinstance(preset, str):
        if preset not in PRESETS:
            raise ValueError(f"preset must be one of {', '.join(map(repr, PRESETS))}, got {preset!r}")
        return create_model(PRESETS[preset], generator=generator)
    if type(preset) not in _MODELS:
        raise TypeError(f"preset must be a name or a configuration of lib.vision, got {type(preset).__name__}")
    model: ImageClassifier = _MODELS[type(preset)](preset, generator=generator)
    return model
