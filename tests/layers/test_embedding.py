"""Rows by integer: repeated rows collect, the padding row does not."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import Embedding


def test_it_is_a_product_with_one_hot_rows():
    layer, ids = Embedding(5, 3, rng=0), np.array([[0, 4], [4, 2]])
    y = layer(ids)
    np.testing.assert_array_equal(y.data, np.eye(5)[ids] @ layer.weight.data)
    upstream = np.random.default_rng(0).normal(size=(2, 2, 3))
    y.backward(upstream)
    expected = np.eye(5)[ids.ravel()].T @ upstream.reshape(4, 3)
    np.testing.assert_allclose(layer.weight.grad, expected, rtol=1e-13)


@pytest.mark.parametrize("padding_idx", [0, 2, -1])
def test_the_padding_row_is_zero_and_learns_nothing(padding_idx):
    layer = Embedding(4, 3, padding_idx=padding_idx, rng=0)
    assert layer.padding_idx == padding_idx % 4
    y = layer([0, 1, 2, 3, padding_idx % 4])
    assert not y.data[-1].any()
    y.sum().backward()
    assert [row.any() for row in layer.weight.grad] == [row != padding_idx % 4 for row in range(4)]


def test_initial_rows_are_standard_normal():
    weight = Embedding(300, 200, rng=0).weight.data
    assert abs(weight.mean()) < 0.02
    assert weight.std() == pytest.approx(1, rel=0.02)
    assert np.array_equal(weight, Embedding(300, 200, rng=0).weight.data)
    assert Embedding(3, 2, dtype=np.float32).weight.dtype == np.float32


def test_a_given_table_is_shared_and_frozen():
    table = np.arange(6.0).reshape(3, 2)
    layer = Embedding.from_pretrained(table)
    assert layer.weight.data is table
    assert not layer.weight.requires_grad
    assert layer([2]).tolist() == [[4.0, 5.0]]
    assert Embedding.from_pretrained(Tensor(table), freeze=False, padding_idx=-1).weight.requires_grad
    assert table.tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    with pytest.raises(ValueError, match=r"embeddings must have shape \(num_embeddings, embedding_dim\), got \(3,\)"):
        Embedding.from_pretrained([1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ((0, 3), ValueError, "num_embeddings must be >= 1, got 0"),
        ((3, 0), ValueError, "embedding_dim must be >= 1, got 0"),
        ((3, 2, 3), ValueError, "padding_idx must be >= -3 and <= 2, got 3"),
        ((3, 2, 1.0), TypeError, "padding_idx must be an integer, got float"),
    ],
)
def test_settings_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        Embedding(*options)
