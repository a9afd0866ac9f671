"""`lib.grad.functional` gives torch's values and gradients, over many shapes and every option."""

import numpy as np
import pytest
import torch
import torch.nn.functional as TF  # noqa: N812

import lib.grad.functional as F  # noqa: N812
from lib.grad import Tensor

SHAPES = [(), (1,), (5,), (0,), (3, 4), (1, 4), (0, 3), (2, 3, 4), (2, 1, 1, 3)]


def same(ours, theirs, *arrays, upstream_seed=1, rtol=1e-10, **options):
    """Check values and every gradient under a random upstream gradient."""
    mine = [Tensor(each.copy(), requires_grad=True) for each in arrays]
    other = [torch.tensor(each, requires_grad=True) for each in arrays]
    y, t = ours(*mine), theirs(*other)
    assert y.shape == tuple(t.shape)
    np.testing.assert_allclose(y.data, t.detach().numpy(), rtol=rtol, atol=1e-13)
    upstream = np.random.default_rng(upstream_seed).normal(size=y.shape)
    y.backward(upstream)
    t.backward(torch.tensor(upstream))
    for a, b in zip(mine, other):
        expected = torch.zeros_like(b) if b.grad is None else b.grad
        found = np.zeros_like(a.data) if a.grad is None else a.grad
        np.testing.assert_allclose(found, expected.numpy(), rtol=rtol, atol=1e-13)


def draw(shape, seed=0, scale=2.0):
    return scale * np.random.default_rng(seed).normal(size=shape)


ACTIVATIONS = {
    "relu": {},
    "leaky_relu": {"negative_slope": 0.3},
    "sigmoid": {},
    "tanh": {},
    "softplus": {"beta": 1.7, "threshold": 3},
    "gelu": {"approximate": "tanh"},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("options", [False, True])
def test_activations(name, shape, options):
    keywords = ACTIVATIONS[name] if options else {}
    same(lambda x: getattr(F, name)(x, **keywords), lambda x: getattr(TF, name)(x, **keywords), draw(shape))


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_activations_at_the_corner_and_in_place(name):
    x = np.array([-1.0, 0.0, -0.0, 2.0])
    same(getattr(F, name), getattr(TF, name), x)
    same(lambda x: getattr(F, name)(x * 2, inplace=True), lambda x: getattr(TF, name)(x * 2, inplace=True), x)


def test_saturated_activations_stay_finite():
    x = np.array([-1e3, -700.0, -40.0, 40.0, 700.0, 1e3])
    for name in ("sigmoid", "tanh", "softplus", "gelu"):
        same(getattr(F, name), getattr(TF, name), x)


@pytest.mark.parametrize(("shape", "n"), [((4,), 1), ((3, 5), 1), ((3, 5), 5), ((2, 3, 4), 3), ((0, 3), 3)])
def test_prelu(shape, n):
    same(F.prelu, TF.prelu, draw(shape), draw((n,), 1))


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize(
    ("shape", "dim"), [((4,), 0), ((3, 5), 1), ((3, 5), 0), ((2, 3, 4), -2), ((3, 1), 1), ((0, 3), 1)]
)
def test_softmaxes(name, shape, dim):
    same(lambda x: getattr(F, name)(x, dim=dim), lambda x: getattr(TF, name)(x, dim=dim), draw(shape, scale=30))


@pytest.mark.parametrize("lead", [(), (1,), (6,), (2, 3), (0,), (2, 1, 3)])
@pytest.mark.parametrize("bias", [False, True])
def test_linear(lead, bias):
    arrays = [draw((*lead, 4)), draw((3, 4), 1), *([draw((3,), 2)] if bias else [])]
    same(F.linear, TF.linear, *arrays)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (3, 1)])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("mse_loss", {}),
        ("l1_loss", {}),
        ("smooth_l1_loss", {}),
        ("smooth_l1_loss", {"beta": 0.4}),
        ("smooth_l1_loss", {"beta": 0.0}),
        ("huber_loss", {}),
        ("huber_loss", {"delta": 2.5}),
    ],
)
def test_regression_losses(name, options, shape, reduction):
    keywords = {"reduction": reduction, **options}
    same(
        lambda a, b: getattr(F, name)(a, b, **keywords),
        lambda a, b: getattr(TF, name)(a, b, **keywords),
        draw(shape),
        draw(shape, 1),
    )


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_a_loss_of_other_shapes_broadcasts_as_torch_does():
    same(F.mse_loss, TF.mse_loss, draw((4, 1)), draw((4,), 1))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("weighted", [False, True])
def test_binary_losses(reduction, weighted):
    rng = np.random.default_rng(3)
    y, w, pos = rng.random((4, 3)), rng.random((4, 3)) if weighted else None, rng.random(3) if weighted else None
    as_torch = lambda a: None if a is None else torch.tensor(a)  # noqa: E731
    same(
        lambda p, y: F.binary_cross_entropy(p, y, weight=w, reduction=reduction),
        lambda p, y: TF.binary_cross_entropy(p, y, weight=as_torch(w), reduction=reduction),
        rng.random((4, 3)),
        y,
    )
    same(
        lambda z, y: F.binary_cross_entropy_with_logits(z, y, weight=w, reduction=reduction, pos_weight=pos),
        lambda z, y: TF.binary_cross_entropy_with_logits(
            z, y, weight=as_torch(w), reduction=reduction, pos_weight=as_torch(pos)
        ),
        draw((4, 3), scale=20),
        y,
    )


def test_binary_losses_at_the_ends():
    p, y = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    same(lambda p: F.binary_cross_entropy(p, y), lambda p: TF.binary_cross_entropy(p, torch.tensor(y)), p)
    z = np.array([-1e3, 1e3, 0.0, 1e3])
    same(
        lambda z: F.binary_cross_entropy_with_logits(z, y),
        lambda z: TF.binary_cross_entropy_with_logits(z, torch.tensor(y)),
        z,
    )


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("ignored", [False, True])
@pytest.mark.parametrize("shape", [(6, 4), (4,), (3, 4, 2), (2, 4, 3, 2), (1, 4), (6, 1)])
def test_cross_entropy_of_classes(shape, ignored, weighted, smoothing, reduction):
    rng = np.random.default_rng(5)
    n_classes = shape[0] if len(shape) == 1 else shape[1]
    y = np.asarray(rng.integers(n_classes, size=shape[2:] if len(shape) == 1 else (shape[0], *shape[2:])))
    if len(shape) == 1:
        y = np.asarray(rng.integers(n_classes))
    w = rng.random(n_classes) if weighted else None
    options = {"reduction": reduction, "label_smoothing": smoothing}
    if ignored:
        options["ignore_index"] = int(y.ravel()[0])
    if ignored and y.size == 1 and reduction == "mean":
        options["ignore_index"] = n_classes  # all ignored is nan; see the test below
    same(
        lambda z: F.cross_entropy(z, y, w, **options),
        lambda z: TF.cross_entropy(z, torch.tensor(y), None if w is None else torch.tensor(w), **options),
        draw(shape, scale=5),
    )


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("shape", [(6, 4), (4,), (3, 4, 2)])
def test_cross_entropy_of_probabilities(shape, weighted, smoothing, reduction):
    rng = np.random.default_rng(6)
    w = rng.random(4) if weighted else None
    options = {"reduction": reduction, "label_smoothing": smoothing}
    same(
        lambda z, y: F.cross_entropy(z, y, w, **options),
        lambda z, y: TF.cross_entropy(z, y, None if w is None else torch.tensor(w), **options),
        draw(shape, scale=5),
        rng.random(shape),
    )


def test_cross_entropy_at_the_ends():
    z = np.array([[1e3, 0.0, -1e3], [-1e3, -1e3, 0.0], [5.0, 5.0, 5.0]])
    for y in ([2, 0, 1], [0, 2, 1]):
        same(lambda z, y=y: F.cross_entropy(z, y), lambda z, y=y: TF.cross_entropy(z, torch.tensor(y)), z)
    with np.errstate(invalid="ignore"):
        assert np.isnan(F.cross_entropy(Tensor(z), [1, 1, 1], ignore_index=1).item())
    assert np.isnan(TF.cross_entropy(torch.tensor(z), torch.tensor([1, 1, 1]), ignore_index=1).item())
    same(
        lambda z: F.nll_loss(F.log_softmax(z, 1), [-100, 1, 2]),
        lambda z: TF.nll_loss(TF.log_softmax(z, 1), torch.tensor([-100, 1, 2])),
        z,
    )


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("shape", [(6, 4), (4,), (3, 4, 2)])
def test_nll_loss(shape, reduction):
    rng = np.random.default_rng(7)
    y = np.asarray(rng.integers(4, size=() if len(shape) == 1 else (shape[0], *shape[2:])))
    w = rng.random(4)
    same(
        lambda z: F.nll_loss(z, y, w, reduction=reduction),
        lambda z: TF.nll_loss(z, torch.tensor(y), torch.tensor(w), reduction=reduction),
        draw(shape),
    )


@pytest.mark.parametrize("reduction", ["batchmean", "sum", "none"])
@pytest.mark.parametrize("log_target", [False, True])
def test_kl_div(reduction, log_target):
    target = np.random.default_rng(8).random((5, 3)) + 0.01
    options = {"reduction": reduction, "log_target": log_target}
    same(
        lambda a, b: F.kl_div(a, b, **options),
        lambda a, b: TF.kl_div(a, b, **options),
        draw((5, 3)),
        np.log(target) if log_target else target,
    )


@pytest.mark.filterwarnings("ignore:reduction")
def test_kl_div_mean_and_zero_probabilities():
    target = np.array([[0.0, 1.0], [0.5, 0.5]])
    same(lambda a: F.kl_div(a, target), lambda a: TF.kl_div(a, torch.tensor(target)), draw((2, 2)))


@pytest.mark.parametrize(("shape", "last"), [((3, 4), 1), ((2, 3, 4), 2), ((4,), 1), ((2, 3, 1), 1)])
def test_layer_norm(shape, last):
    tail = shape[-last:]
    same(
        lambda x, w, b: F.layer_norm(x, tail, w, b, eps=1e-3),
        lambda x, w, b: TF.layer_norm(x, tail, w, b, eps=1e-3),
        draw(shape),
        draw(tail, 1),
        draw(tail, 2),
    )
    same(lambda x: F.layer_norm(x, tail), lambda x: TF.layer_norm(x, tail), draw(shape))


@pytest.mark.parametrize("shape", [(6, 3), (4, 3, 5), (2, 3, 2, 2), (2, 1)])
@pytest.mark.parametrize("training", [False, True])
def test_batch_norm(shape, training):
    mean, var = draw((shape[1],), 4), draw((shape[1],), 5) ** 2 + 0.1
    running, expected = (mean.copy(), var.copy()), (torch.tensor(mean), torch.tensor(var))
    same(
        lambda x, w, b: F.batch_norm(x, *running, w, b, training, 0.3, 1e-4),
        lambda x, w, b: TF.batch_norm(x, *expected, w, b, training, 0.3, 1e-4),
        draw(shape),
        draw((shape[1],), 1),
        draw((shape[1],), 2),
    )
    for found, wanted in zip(running, expected):
        np.testing.assert_allclose(found, wanted.numpy(), rtol=1e-12)


@pytest.mark.parametrize("ids", [[0, 2, 2, 2], [[1, 1], [3, 0]], 2, np.zeros((0,), int)])
@pytest.mark.parametrize("padding_idx", [None, 2, -1])
def test_embedding_with_repeated_indices(ids, padding_idx):
    same(
        lambda w: F.embedding(np.asarray(ids), w, padding_idx),
        lambda w: TF.embedding(torch.tensor(ids), w, padding_idx),
        draw((4, 3)),
    )


def test_one_hot():
    for labels, n in (([0, 2, 1], -1), ([[0], [1]], 4)):
        np.testing.assert_array_equal(F.one_hot(labels, n).data, TF.one_hot(torch.tensor(labels), n).numpy())


@pytest.mark.parametrize("amounts", [(1, 2), (0, 1, 2, 0), (-1, 1), (-1, -1, 1, 1), (0, 0, 0, 0, 1, 1)])
def test_pad(amounts):
    same(lambda x: F.pad(x, amounts, value=1.5), lambda x: TF.pad(x, amounts, value=1.5), draw((2, 3, 4)))


def test_dropout_drops_the_right_share_and_passes_the_gradient_of_what_stayed():
    x = Tensor(np.ones(20_000), requires_grad=True)
    y = F.dropout(x, p=0.3, rng=0)
    assert set(np.unique(y.data)) == {0.0, 1 / 0.7}
    assert abs((y.data == 0).mean() - 0.3) < 0.01
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, y.data)
    same(lambda x: F.dropout(x, 1.0), lambda x: TF.dropout(x, 1.0), draw((3, 2)))
    same(lambda x: F.dropout(x, 0.9, training=False), lambda x: TF.dropout(x, 0.9, training=False), draw((3, 2)))
