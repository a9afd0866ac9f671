"""Convolutional and pooling layers against torch's: one line of text, read once with torch.nn, once with lib.layers."""

import re

import numpy as np
import pytest
import torch
from layer_pairs import drawn_pair

import lib.layers
from lib.grad import Tensor

pytestmark = pytest.mark.usefixtures("double_precision")

LAYERS = {
    "nn.Conv2d(3, 4, 3)": [(2, 3, 5, 6), (3, 5, 5), (0, 3, 4, 4)],
    "nn.Conv2d(1, 2, (2, 3), stride=(1, 2), padding=(1, 0))": [(2, 1, 5, 7)],
    "nn.Conv2d(4, 6, 3, padding='same', dilation=2, groups=2)": [(2, 4, 5, 6), (4, 3, 3)],
    "nn.Conv2d(4, 8, kernel_size=2, padding='valid', groups=4, bias=False)": [(2, 4, 5, 6)],
    "nn.Conv2d(2, 3, 3, padding=1, padding_mode='circular')": [(2, 2, 5, 4)],
    "nn.Conv2d(2, 3, (3, 5), padding=(1, 2), padding_mode='reflect', stride=2)": [(2, 2, 5, 4), (2, 5, 6)],
    "nn.Conv2d(2, 3, 4, padding='same', padding_mode='replicate')": [(2, 2, 5, 4)],
    "nn.Conv2d(2, 2, 1, 1, 0, 1, 2)": [(1, 2, 1, 1)],
    "nn.Conv1d(3, 4, 3)": [(2, 3, 6), (3, 5)],
    "nn.Conv1d(4, 2, 2, stride=2, padding=1, dilation=2, groups=2, bias=False)": [(2, 4, 6)],
    "nn.Conv1d(2, 3, 4, padding='same')": [(2, 2, 6)],
    "nn.Conv1d(2, 3, 3, padding=2, padding_mode='circular')": [(2, 2, 6)],
    "nn.MaxPool2d(2)": [(2, 3, 4, 5), (3, 4, 4)],
    "nn.MaxPool2d(kernel_size=(3, 2), stride=(2, 1), padding=1, dilation=1)": [(2, 3, 7, 5)],
    "nn.MaxPool2d(3, 2, ceil_mode=True)": [(2, 3, 6, 6)],
    "nn.MaxPool2d(2, dilation=3)": [(2, 3, 6, 6)],
    "nn.AvgPool2d(2)": [(2, 3, 4, 5), (3, 4, 4)],
    "nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)": [(2, 3, 6, 5)],
    "nn.AvgPool2d((2, 3), 1, divisor_override=5)": [(2, 3, 6, 5)],
    "nn.AdaptiveAvgPool2d(1)": [(2, 3, 6, 5), (3, 4, 4)],
    "nn.AdaptiveAvgPool2d((2, None))": [(2, 3, 5, 5)],
    "nn.AdaptiveMaxPool2d((3, 2))": [(2, 3, 5, 7)],
    "nn.AdaptiveMaxPool2d(2)": [(3, 5, 7)],
    "nn.Dropout2d(p=0.0)": [(2, 3, 4, 4)],
    "nn.Dropout2d(0.4).eval()": [(2, 3, 4, 4)],
    "nn.BatchNorm2d(3)": [(8, 3, 2, 2), (1, 3, 2, 1), (2, 3, 4, 5)],
    "nn.BatchNorm2d(3).eval()": [(2, 3, 4, 5), (1, 3, 1, 1)],
    "nn.BatchNorm2d(2, eps=0.1, momentum=None)": [(3, 2, 2, 2)],
    "nn.BatchNorm2d(2, affine=False, track_running_stats=False)": [(3, 2, 2, 2)],
    "nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3), "
    "nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))": [(3, 1, 9, 8)],
}
CASES = [(text, shape) for text, shapes in LAYERS.items() for shape in shapes]


def close(found, wanted, what):
    np.testing.assert_allclose(found, wanted.detach().numpy(), rtol=1e-10, atol=1e-12, err_msg=what)
    assert np.shape(found) == tuple(wanted.shape), what


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize(("text", "shape"), CASES)
def test_outputs_gradients_and_state(text, shape):
    rng = np.random.default_rng(len(text) + sum(shape))
    ours, theirs = drawn_pair(text, rng)
    for _ in range(2):  # running averages move on, gradients add up
        x = rng.normal(size=shape) * 2
        mine, other = Tensor(x.copy(), requires_grad=True), torch.tensor(x, requires_grad=True)
        y, expected = ours(mine), theirs(other)
        close(y.data, expected, "output")
        upstream = rng.normal(size=y.shape)
        y.backward(upstream)
        expected.backward(torch.from_numpy(upstream))
        close(mine.grad, other.grad, "gradient of the input")
        for (name, parameter), (other_name, reference) in zip(ours.named_parameters(), theirs.named_parameters()):
            assert name == other_name
            close(parameter.grad, reference.grad, f"gradient of {name}")
        assert list(ours.state_dict()) == list(theirs.state_dict())
        for key, value in theirs.state_dict().items():
            close(ours.state_dict()[key].data, value, key)


@pytest.mark.parametrize("text", LAYERS)
def test_the_same_text(text):
    ours, theirs = repr(eval(text, {"nn": lib.layers})), repr(eval(text, {"nn": torch.nn}))
    if "bias" not in repr(torch.nn.BatchNorm2d(1)):  # torch says so since 2.13
        ours = re.sub(r"(Norm.*), bias=\w+", r"\1", ours)
    assert ours == theirs


@pytest.mark.parametrize("text", LAYERS)
def test_torchs_state_can_be_loaded(text):
    ours, theirs = eval(text, {"nn": lib.layers}), eval(text, {"nn": torch.nn})
    ours.load_state_dict(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        close(ours.state_dict()[key].data, value, key)


@pytest.mark.parametrize("text", ["nn.Conv2d(8, 40, (3, 5), groups=4)", "nn.Conv1d(6, 300, 5)"])
def test_initial_weights_have_torchs_bounds(text):
    ours = eval(text.replace(")", ", rng=0)") if "1d" in text else text[:-1] + ", rng=0)", {"nn": lib.layers})
    theirs = eval(text, {"nn": torch.nn})
    for mine, other in zip(ours.parameters(), theirs.parameters()):
        bound = 1 / np.sqrt(np.prod(ours.weight.shape[1:]))
        assert 0.9 * bound < np.abs(mine.data).max() <= bound
        assert 0.9 * bound < other.detach().abs().max().item() <= bound


def test_losses_of_a_training_run_are_torchs():
    """The same small network, the same text: every loss of ten steps is equal."""
    rng = np.random.default_rng(0)
    text = (
        "nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU(), "
        "nn.AvgPool2d(2), nn.Flatten(), nn.Linear(6, 3))"
    )
    ours, theirs = drawn_pair(text, rng)
    X, y = rng.normal(size=(16, 1, 9, 9)), rng.integers(0, 3, 16)
    for _ in range(10):
        losses = []
        for model, nn, inputs, labels in (
            (ours, lib.layers, Tensor(X), y),
            (theirs, torch.nn, torch.tensor(X), torch.tensor(y)),
        ):
            model.zero_grad()
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            loss.backward()
            for parameter in model.parameters():
                parameter.data -= 0.1 * parameter.grad
            losses.append(loss.item())
        assert losses[0] == pytest.approx(losses[1], rel=1e-10)
