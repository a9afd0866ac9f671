"""Looking rows up: equal to a product with one-hot rows, repeated indices, what is no index."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import embedding, one_hot


def test_embedding_equals_the_product_with_one_hot_rows():
    w = Tensor(np.random.default_rng(0).normal(size=(4, 3)), requires_grad=True)
    ids = [[1, 1], [3, 0]]
    np.testing.assert_array_equal(embedding(ids, w).data, (one_hot(ids, 4).to(np.float64) @ w).data)
    assert gradcheck(lambda w: embedding(ids, w) ** 2, w)
    embedding(ids, w, padding_idx=1).sum().backward()
    assert w.grad[:, 0].tolist() == [1.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    "ids", [np.array([3, 1, 3, 0, 3], np.uint8), np.array([[2, 1], [2, 1]]), np.array(2), np.zeros((2, 0), int)]
)
def test_each_row_collects_from_all_its_places(ids):
    w = Tensor(np.zeros((4, 3)), requires_grad=True)
    gradient = np.random.default_rng(0).normal(size=(*ids.shape, 3))
    embedding(ids, w).backward(gradient)
    wanted = np.zeros((4, 3))
    np.add.at(wanted, ids, gradient)
    np.testing.assert_allclose(w.grad, wanted, rtol=0, atol=1e-15)


def test_messages():
    w = Tensor(np.ones((4, 3)))
    with pytest.raises(TypeError, match="input must hold integers, got float64"):
        embedding([1.0], w)
    for wrong in (4, -1):
        with pytest.raises(IndexError, match=rf"input must lie in 0\.\.3, got {wrong}\.\.{wrong}"):
            embedding([wrong], w)
    with pytest.raises(TypeError, match="tensor must hold integers, got float64"):
        one_hot([0.5])
    with pytest.raises(RuntimeError, match="num_classes must be given for a tensor without elements"):
        one_hot(np.zeros(0, int))
    with pytest.raises(RuntimeError, match=r"class numbers must lie in 0\.\.1, got 0\.\.2"):
        one_hot([0, 2], 2)
    assert one_hot(2, 3).tolist() == [0, 0, 1]
