"""Convolution, pooling, padding and unfolding give torch's values and gradients over drawn shapes and every option."""

import numpy as np
import pytest
import torch
import torch.nn.functional as TF  # noqa: N812

import lib.grad.functional as F  # noqa: N812
from lib.grad import Tensor

N_DRAWS = 60


def same(ours, theirs, *arrays, seed=1):
    """Check values and every gradient under a random upstream gradient, over graphs of our and of torch's layout."""
    mine = [Tensor(each.copy(), requires_grad=True) for each in arrays]
    other = [torch.tensor(each, requires_grad=True) for each in arrays]
    y, t = ours(*mine), theirs(*other)
    assert y.shape == tuple(t.shape)
    np.testing.assert_allclose(y.data, t.detach().numpy(), rtol=1e-10, atol=1e-12)
    upstream = np.random.default_rng(seed).normal(size=y.shape)
    y.backward(upstream)
    t.backward(torch.tensor(upstream))
    for a, b in zip(mine, other):
        np.testing.assert_allclose(a.grad, b.grad.numpy(), rtol=1e-10, atol=1e-12)
        assert a.grad.shape == a.shape


def drawn(rng, low, high):
    """Draw one integer for both axes, or one for each."""
    return int(rng.integers(low, high)) if rng.random() < 0.5 else tuple(rng.integers(low, high, 2).tolist())


def both(value):
    return value if isinstance(value, tuple) else (value, value)


def sizes_for(rng, kernel, dilation, padding):
    """Draw a height and a width that hold one window at least, odd and even, tight and wide."""
    reach = [d * (k - 1) + 1 - 2 * p for d, k, p in zip(both(dilation), both(kernel), both(padding))]
    return [max(1, r) + int(rng.integers(0, 7)) for r in reach]


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("seed", range(N_DRAWS))
def test_conv2d(seed):
    rng = np.random.default_rng(seed)
    groups = int(rng.integers(1, 4))
    per_group, out = int(rng.integers(1, 6)), groups * int(rng.integers(1, 4))
    kernel, stride, dilation = drawn(rng, 1, 5), drawn(rng, 1, 4), drawn(rng, 1, 4)
    padding = drawn(rng, 0, 4)
    if seed % 5 == 0:
        padding = "valid"
    if seed % 5 == 1:
        padding, stride = "same", 1
    fixed = (0, 0) if isinstance(padding, str) else padding
    x = rng.normal(size=(int(rng.integers(1, 4)), per_group * groups, *sizes_for(rng, kernel, dilation, fixed)))
    w, b = rng.normal(size=(out, per_group, *both(kernel))), rng.normal(size=out)
    arrays = (x[0] if seed % 7 == 0 else x, w, *([b] if seed % 3 else []))
    settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    same(lambda *a: F.conv2d(*a, **settings), lambda *a: TF.conv2d(*a, **settings), *arrays)


def test_conv2d_of_an_empty_batch():
    same(lambda x, w: F.conv2d(x, w), lambda x, w: TF.conv2d(x, w), np.zeros((0, 2, 5, 5)), np.ones((3, 2, 3, 3)))


def test_conv2d_of_a_result_in_another_memory_order():
    """What a convolution gives has its channels side by side in memory; nothing after it may see a difference."""
    rng = np.random.default_rng(0)
    x, w, v = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 3)), rng.normal(size=(5, 4, 2, 2))

    def net(G):
        return lambda x, w, v: G.conv2d(G.max_pool2d(G.conv2d(x, w, padding=1).tanh(), 2, 1), v).reshape(2, -1) ** 2

    same(net(F), net(TF), x, w, v)


def test_conv2d_where_only_some_need_a_gradient():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 3, 5, 5)), rng.normal(size=(4, 3, 3, 3)), rng.normal(size=4)
    same(lambda w: F.conv2d(x, w), lambda w: TF.conv2d(torch.tensor(x), w), w)
    same(lambda x: F.conv2d(x, w, b), lambda x: TF.conv2d(x, torch.tensor(w), torch.tensor(b)), x)
    same(lambda b: F.conv2d(x, w, b), lambda b: TF.conv2d(torch.tensor(x), torch.tensor(w), b), b)


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("seed", range(20))
def test_conv1d(seed):
    rng = np.random.default_rng(seed)
    groups, kernel, stride, dilation = (int(n) for n in rng.integers(1, 4, 4))
    padding = [int(rng.integers(0, 3)), "valid", "same"][seed % 3]
    stride = 1 if padding == "same" else stride
    x = rng.normal(size=(2, 2 * groups, dilation * (kernel - 1) + 1 + int(rng.integers(0, 6))))
    w, b = rng.normal(size=(3 * groups, 2, kernel)), rng.normal(size=3 * groups)
    settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    same(
        lambda *a: F.conv1d(*a, **settings),
        lambda *a: TF.conv1d(*a, **settings),
        *(x[0] if seed % 4 == 0 else x, w, *([b] if seed % 2 else [])),
    )


def pooling_settings(rng, seed):
    kernel, stride = drawn(rng, 1, 5), None if seed % 4 == 0 else drawn(rng, 1, 4)
    padding = tuple(int(rng.integers(0, k // 2 + 1)) for k in both(kernel))
    return kernel, {"stride": stride, "padding": padding, "ceil_mode": bool(seed % 2)}


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(N_DRAWS))
def test_max_pool2d(seed, tied):
    rng = np.random.default_rng(seed)
    kernel, settings = pooling_settings(rng, seed)
    settings["dilation"] = drawn(rng, 1, 3)
    shape = (2, 3, *sizes_for(rng, kernel, settings["dilation"], settings["padding"]))
    x = rng.integers(0, 3, shape).astype(float) if tied else rng.normal(size=shape)
    x = x[0] if seed % 5 == 0 else x
    same(lambda x: F.max_pool2d(x, kernel, **settings), lambda x: TF.max_pool2d(x, kernel, **settings), x)


def test_max_pool2d_where_numbers_are_missing_or_infinite():
    x = np.random.default_rng(0).normal(size=(1, 2, 6, 6))
    x[0, 0, 1, 1] = x[0, 0, 4, 3] = x[0, 0, 4, 4] = np.nan
    x[0, 1, 0, 0], x[0, 1, 3, 3] = np.inf, -np.inf
    same(lambda x: F.max_pool2d(x, 2), lambda x: TF.max_pool2d(x, 2), x)
    same(lambda x: F.max_pool2d(x, 3, 1), lambda x: TF.max_pool2d(x, 3, 1), x)


@pytest.mark.parametrize("seed", range(N_DRAWS))
def test_avg_pool2d(seed):
    rng = np.random.default_rng(seed)
    kernel, settings = pooling_settings(rng, seed)
    settings["count_include_pad"] = bool(seed // 2 % 2)
    settings["divisor_override"] = int(rng.integers(1, 9)) if seed % 6 == 0 else None
    x = rng.normal(size=(2, 3, *sizes_for(rng, kernel, 1, settings["padding"])))
    x = x[0] if seed % 5 == 0 else x
    same(lambda x: F.avg_pool2d(x, kernel, **settings), lambda x: TF.avg_pool2d(x, kernel, **settings), x)


@pytest.mark.parametrize("name", ["adaptive_avg_pool2d", "adaptive_max_pool2d"])
@pytest.mark.parametrize("size", [1, 2, (3, 1), (5, 7), (None, 2), None, (7, None), 9])
@pytest.mark.parametrize("shape", [(2, 3, 7, 5), (3, 4, 9), (1, 1, 1, 1), (2, 2, 6, 6)])
def test_adaptive_pooling(name, size, shape):
    rng = np.random.default_rng(0)
    torch_size = (None, None) if size is None else size
    for x in (rng.normal(size=shape), rng.integers(0, 3, shape).astype(float)):
        same(lambda x: getattr(F, name)(x, size), lambda x: getattr(TF, name)(x, torch_size), x)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize(
    ("shape", "amounts"),
    [
        ((2, 3, 4), (1, 2)),
        ((2, 3, 4), (3, 0)),
        ((2, 3, 4, 5), (2, 1, 0, 3)),
        ((2, 3, 4, 5), (4, 4, 3, 3)),
        ((2, 3, 4, 5), (0, 0, 0, 0)),
        ((3, 4, 5), (1, 1, 2, 0)),
        ((1, 2, 3, 4, 3), (1, 2, 3, 0, 1, 1)),
    ],
)
def test_padding_that_continues(mode, shape, amounts):
    if len(amounts) == 4 and len(shape) == 3 and mode == "circular":
        amounts = amounts[:2]  # torch has no circular padding of a picture without a batch
    x = np.random.default_rng(0).normal(size=shape)
    same(lambda x: F.pad(x, amounts, mode), lambda x: TF.pad(x, amounts, mode), x)


@pytest.mark.parametrize("seed", range(20))
def test_unfold_and_fold(seed):
    rng = np.random.default_rng(seed)
    kernel, dilation, padding, stride = drawn(rng, 1, 4), drawn(rng, 1, 3), drawn(rng, 0, 3), drawn(rng, 1, 4)
    sizes = sizes_for(rng, kernel, dilation, padding)
    x = rng.normal(size=(2, 3, *sizes))
    x = x[0] if seed % 4 == 0 else x
    settings = (kernel, dilation, padding, stride)
    same(lambda x: F.unfold(x, *settings), lambda x: TF.unfold(x, *settings), x)
    columns = rng.normal(size=F.unfold(Tensor(x), *settings).shape)
    same(lambda c: F.fold(c, sizes, *settings), lambda c: TF.fold(c, sizes, *settings), columns)


def test_dropout2d_drops_whole_channels_as_often_as_torchs():
    ones = np.ones((400, 50, 2, 2))
    mine = F.dropout2d(Tensor(ones), 0.3, rng=0).data
    theirs = TF.dropout2d(torch.tensor(ones), 0.3).numpy()
    np.testing.assert_allclose(np.unique(mine), np.unique(theirs), rtol=1e-15)
    for each in (mine, theirs):
        assert (each == each[..., :1, :1]).all()
        assert (each == 0).mean() == pytest.approx(0.3, abs=0.02)
    same(lambda x: F.dropout2d(x, 1.0), lambda x: TF.dropout2d(x, 1.0), ones[:2])
    same(lambda x: F.dropout2d(x, 0.9, False), lambda x: TF.dropout2d(x, 0.9, False), ones[:2])
