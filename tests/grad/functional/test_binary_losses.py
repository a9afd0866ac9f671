"""Losses of yes-or-no targets: both forms agree, gradients by finite differences, what cannot be scored."""

import numpy as np
import pytest

from lib.grad import Tensor, gradcheck
from lib.grad.functional import binary_cross_entropy, binary_cross_entropy_with_logits


def test_both_forms_agree_and_have_the_right_gradients():
    rng = np.random.default_rng(0)
    z, y, w = (
        Tensor(value, requires_grad=True) for value in (rng.normal(size=(3, 2)), rng.random((3, 2)), rng.random(2))
    )
    a = binary_cross_entropy_with_logits(z, y, w.detach())
    assert a.item() == pytest.approx(binary_cross_entropy(z.sigmoid(), y, w.detach()).item(), rel=1e-12)
    for reduction in ("mean", "sum", "none"):
        assert gradcheck(lambda z, y, r=reduction: binary_cross_entropy(z.sigmoid(), y, reduction=r), (z, y))
        assert gradcheck(
            lambda z, y, r=reduction: binary_cross_entropy_with_logits(z, y, reduction=r, pos_weight=[2.0, 0.5]), (z, y)
        )


def test_messages():
    with pytest.raises(ValueError, match=r"target must have the shape of input, \(2,\), got \(2, 1\)"):
        binary_cross_entropy_with_logits(Tensor([1.0, 2.0]), Tensor([[1.0], [0.0]]))
    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1, got 0 to 2"):
        binary_cross_entropy(Tensor([0.0, 2.0]), Tensor([1.0, 1.0]))
