"""Convolution: cases worked by hand, gradients by finite differences, what the graph keeps, shapes that do not fit."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck, no_grad
from lib.grad.functional import conv1d, conv2d
from lib.grad.functional.convolution import margins_for


def draw(shape, seed=0):
    return Tensor(np.random.default_rng(seed).normal(size=shape), requires_grad=True)


def test_two_channels_by_hand():
    """The worked example of Zhang et al., Dive into Deep Learning, section 7.4.1."""
    x = Tensor([[[0.0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]])
    w = Tensor([[[[0.0, 1], [2, 3]], [[1.0, 2], [3, 4]]]])
    assert conv2d(x, w).tolist() == [[[56, 72], [104, 120]]]


def test_it_is_a_cross_correlation_and_no_convolution():
    x, w = Tensor(np.arange(9.0).reshape(1, 3, 3)), Tensor([[[[1.0, 2], [3, 4]]]])
    assert conv2d(x, w)[0, 0, 0].item() == 27  # with the kernel turned it would be 13
    assert conv2d(x, Tensor(w.data[..., ::-1, ::-1]))[0, 0, 0].item() == 13


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stride": 2, "padding": 1},
        {"stride": (1, 3), "padding": (2, 0), "dilation": (1, 2)},
        {"padding": "same", "dilation": 2},
        {"padding": "valid"},
    ],
)
@pytest.mark.parametrize("groups", [1, 2, 4])
def test_gradients(settings, groups):
    x, w, b = draw((2, 4, 5, 6)), draw((4, 4 // groups, 3, 2), 1), draw((4,), 2)
    assert gradcheck(lambda x, w, b: conv2d(x, w, b, groups=groups, **settings), (x, w, b))


def test_gradients_of_rows():
    assert gradcheck(lambda x, w, b: conv1d(x, w, b, 2, 1, 2), (draw((2, 3, 9)), draw((4, 3, 3), 1), draw((4,), 2)))


def test_one_by_one_is_a_linear_layer_at_each_pixel():
    x, w = draw((2, 3, 4, 5)), draw((6, 3, 1, 1), 1)
    expected = np.einsum("nchw,oc->nohw", x.data, w.data[:, :, 0, 0])
    np.testing.assert_allclose(conv2d(x, w).data, expected, rtol=1e-12)


def test_types_and_order_of_memory():
    x, w = draw((2, 3, 6, 6)), draw((4, 3, 3, 3), 1)
    y = conv2d(x, w, padding=1)
    assert y.data.strides[1] == y.data.itemsize  # channels side by side
    single = conv2d(Tensor(x.data.astype(np.float32)), Tensor(w.data.astype(np.float32)), Tensor(np.ones(4, "f")))
    assert single.dtype == np.float32
    mixed = conv2d(Tensor(x.data.astype(np.float32)), Tensor(w.data.astype(np.float32)), Tensor(np.ones(4)))
    assert mixed.dtype == np.float64


def test_the_graph_keeps_the_weight_only_if_the_input_needs_it():
    x, w = draw((1, 2, 4, 4)), draw((2, 2, 3, 3), 1)
    assert conv2d(x, w).grad_fn.saved[1] is w.data
    assert conv2d(x.data, w).grad_fn.saved[1] is None
    with no_grad():
        assert conv2d(x, w).grad_fn is None


def test_a_change_in_place_before_backward_is_found():
    x, w = draw((1, 2, 4, 4)) * 1, draw((2, 2, 1, 1), 1)
    y = conv2d(x, w)
    x.add_(1.0)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"weight": np.ones((2, 3, 3))}, RuntimeError, r"weight must have shape \(out_channels.*got \(2, 3, 3\)"),
        ({"weight": np.ones((3, 1, 3, 3)), "groups": 2}, RuntimeError, "filters that 2 groups share, got 3"),
        ({"input": np.ones((1, 3, 5, 5))}, RuntimeError, r"input must have shape \(batch, 2, .*got \(1, 3, 5, 5\)"),
        ({"input": np.ones((2, 5))}, RuntimeError, r"input must have shape \(batch, 2, height, width\), got \(2, 5\)"),
        ({"bias": np.ones(3)}, RuntimeError, r"bias must have shape \(4,\), got \(3,\)"),
        ({"dilation": 3}, RuntimeError, r"input must be at least as large as the window, \(7, 7\), got \(5, 5\)"),
        ({"groups": 0}, ValueError, "groups must be >= 1, got 0"),
        ({"stride": 0}, ValueError, "stride must be >= 1, got 0"),
        ({"padding": -1}, ValueError, "padding must be >= 0, got -1"),
        ({"padding": "full"}, ValueError, "padding must be a number, 'valid' or 'same', got 'full'"),
        ({"padding": "same", "stride": 2}, ValueError, r"stride must be 1 for padding='same', got \(2, 2\)"),
    ],
)
def test_arguments_are_checked(arguments, error, message):
    good = {"input": np.ones((1, 2, 5, 5)), "weight": np.ones((4, 2, 3, 3))}
    with pytest.raises(error, match=message):
        conv2d(**{**good, **arguments})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"weight": np.ones((2, 3))}, RuntimeError, r"weight must have shape \(out_channels, .*length\), got \(2, 3\)"),
        ({"input": np.ones(5)}, RuntimeError, r"input must have shape \(batch, in_channels, length\), got \(5,\)"),
        ({"stride": (1, 1)}, TypeError, "stride must be an integer, got tuple"),
    ],
)
def test_arguments_of_rows_are_checked(arguments, error, message):
    with pytest.raises(error, match=message):
        conv1d(**{"input": np.ones((1, 2, 5)), "weight": np.ones((4, 2, 3)), **arguments})


def test_an_odd_margin_has_its_larger_half_behind():
    assert margins_for("same", (4, 3), (1, 1), (1, 2)) == ((1, 2), (2, 2))
    assert margins_for("valid", (4, 3), (2, 2), (1, 1)) == ((0, 0), (0, 0))
    assert margins_for((1, 2), (4, 3), (2, 2), (1, 1)) == ((1, 1), (2, 2))
