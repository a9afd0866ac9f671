"""Every loss against torch: values, gradients of the input, all reductions, weights and settings."""

import numpy as np
import pytest
import torch

import lib.layers
from lib.grad import Tensor

pytestmark = pytest.mark.usefixtures("double_precision")

REDUCTIONS = ["mean", "sum", "none"]
SHAPES = [(), (1,), (7,), (3, 4), (2, 1, 3)]


def check(name, x, y, rng, *arrays, **options):
    """Compare a loss and its gradient with torch's; ``arrays`` are positional weights."""
    named = {key: value for key, value in options.items() if isinstance(value, np.ndarray)}
    rest = {key: value for key, value in options.items() if key not in named}
    ours = getattr(lib.layers, name)(*map(Tensor, arrays), **{k: Tensor(v) for k, v in named.items()}, **rest)
    theirs = getattr(torch.nn, name)(
        *map(torch.from_numpy, arrays), **{k: torch.from_numpy(v) for k, v in named.items()}, **rest
    )
    mine, other = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    value = ours(mine, Tensor(y) if np.asarray(y).dtype.kind == "f" else y)
    expected = theirs(other, torch.from_numpy(np.asarray(y)))
    np.testing.assert_allclose(value.data, expected.detach().numpy(), rtol=1e-10, atol=1e-13)
    assert value.shape == tuple(expected.shape)
    upstream = rng.normal(size=value.shape)
    value.backward(upstream)
    expected.backward(torch.from_numpy(np.asarray(upstream)))
    np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=1e-10, atol=1e-13)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("MSELoss", {}),
        ("L1Loss", {}),
        ("SmoothL1Loss", {}),
        ("SmoothL1Loss", {"beta": 0.3}),
        ("SmoothL1Loss", {"beta": 3.0}),
        ("SmoothL1Loss", {"beta": 0.0}),
        ("HuberLoss", {}),
        ("HuberLoss", {"delta": 0.3}),
        ("HuberLoss", {"delta": 3.0}),
    ],
)
def test_differences(name, options, shape, reduction):
    rng = np.random.default_rng(sum(shape))
    x, y = rng.normal(size=shape) * 2, rng.normal(size=shape)
    if shape:
        x[..., 0] = y[..., 0]  # the corner
    check(name, x, y, rng, reduction=reduction, **options)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", SHAPES)
def test_yes_or_no(shape, reduction):
    rng = np.random.default_rng(sum(shape))
    z, y = rng.normal(size=shape) * 5, rng.random(shape)
    p = np.asarray(1 / (1 + np.exp(-z)))
    weight = np.asarray(rng.random(shape[-1:]))
    check("BCELoss", p, y, rng, reduction=reduction)
    check("BCELoss", p, y, rng, weight, reduction=reduction)
    check("BCEWithLogitsLoss", z, y, rng, reduction=reduction)
    check("BCEWithLogitsLoss", z, y, rng, weight, reduction=reduction)
    check("BCEWithLogitsLoss", z, y, rng, reduction=reduction, pos_weight=np.asarray(weight + 1))
    check("BCEWithLogitsLoss", z, np.round(y), rng, weight, reduction=reduction, pos_weight=np.asarray(weight + 1))


def test_extreme_logits():
    rng = np.random.default_rng(0)
    z = np.array([-1e4, -800.0, -40.0, 0.0, 40.0, 800.0, 1e4])
    for y in (np.zeros(7), np.ones(7), np.full(7, 0.3)):
        check("BCEWithLogitsLoss", z, y, rng, reduction="none")
    check("CrossEntropyLoss", z[None], np.array([0]), rng)
    check("CrossEntropyLoss", -z[None], np.array([0]), rng)


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", [(5,), (1, 5), (6, 5), (4, 1), (3, 5, 2), (2, 5, 2, 3)])
def test_classes(shape, reduction):
    rng = np.random.default_rng(len(shape))
    z = rng.normal(size=shape) * 2
    axis = 1 if len(shape) > 1 else 0
    n_classes = shape[axis]
    y = np.asarray(rng.integers(0, n_classes, shape[:axis] + shape[axis + 1 :]))
    weight = rng.random(n_classes) + 0.1
    log_p = torch.log_softmax(torch.from_numpy(z), axis).numpy()
    ignored = y.copy()
    if ignored.size > 1:
        ignored.reshape(-1)[0] = -100
    for target in (y, ignored):
        for arrays in ((), (weight,)):
            check("CrossEntropyLoss", z, target, rng, *arrays, reduction=reduction)
            check("CrossEntropyLoss", z, target, rng, *arrays, reduction=reduction, label_smoothing=0.2)
            check("NLLLoss", log_p, target, rng, *arrays, reduction=reduction)
    if n_classes > 2:
        some = np.where(np.asarray(y) == 0, 1, y)
        check("CrossEntropyLoss", z, np.where(rng.random(y.shape) < 0.3, 0, some), rng, ignore_index=0, reduction="sum")
        check("NLLLoss", log_p, np.where(rng.random(y.shape) < 0.3, 0, some), rng, ignore_index=0, reduction="sum")


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("shape", [(5,), (6, 5), (3, 5, 2)])
def test_distributions_as_targets(shape, reduction):
    rng = np.random.default_rng(len(shape))
    z = rng.normal(size=shape) * 2
    axis = 1 if len(shape) > 1 else 0
    p = torch.softmax(torch.from_numpy(rng.normal(size=shape)), axis).numpy()
    weight = rng.random(5) + 0.1
    for arrays in ((), (weight,)):
        check("CrossEntropyLoss", z, p, rng, *arrays, reduction=reduction)
        check("CrossEntropyLoss", z, p, rng, *arrays, reduction=reduction, label_smoothing=0.2)


@pytest.mark.parametrize("reduction", ["sum", "none", "batchmean"])
@pytest.mark.parametrize("shape", [(6, 5), (3, 5, 2), (1, 4)])
def test_divergence(shape, reduction):
    rng = np.random.default_rng(len(shape))
    log_q, p = (torch.log_softmax(torch.from_numpy(rng.normal(size=shape)), 1).numpy() for _ in range(2))
    check("KLDivLoss", log_q, p, rng, reduction=reduction, log_target=True)
    target = np.exp(p)
    target[0, 0] = 0.0  # 0 log 0 is 0
    check("KLDivLoss", log_q, target, rng, reduction=reduction)


@pytest.mark.filterwarnings("ignore:reduction")
def test_divergence_averaged_over_elements():
    rng = np.random.default_rng(0)
    log_q, log_p = (torch.log_softmax(torch.from_numpy(rng.normal(size=(4, 3))), 1).numpy() for _ in range(2))
    check("KLDivLoss", log_q, np.exp(log_p), rng)
    check("KLDivLoss", log_q, log_p, rng, log_target=True)


def test_everything_ignored_is_nan_as_in_torch():
    z, y = np.zeros((2, 3)), np.array([-100, -100])
    assert torch.isnan(torch.nn.CrossEntropyLoss()(torch.from_numpy(z), torch.from_numpy(y)))
    with np.errstate(invalid="ignore"):
        assert np.isnan(lib.layers.CrossEntropyLoss()(Tensor(z), y).item())
