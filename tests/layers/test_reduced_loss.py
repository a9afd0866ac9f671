"""How losses are put into one number."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.layers import BCELoss, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss, MSELoss, NLLLoss, SmoothL1Loss
from lib.layers.reduced_loss import ReducedLoss, buffer_of

ALL = [BCELoss, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss, MSELoss, NLLLoss, SmoothL1Loss]


def test_reductions_belong_together():
    x, y = Tensor([1.0, 4.0, 9.0]), Tensor([0.0, 0.0, 0.0])
    each = MSELoss(reduction="none")(x, y).data
    assert each.tolist() == [1.0, 16.0, 81.0]
    assert MSELoss(reduction="sum")(x, y).item() == 98.0
    assert MSELoss()(x, y).item() == 98.0 / 3


@pytest.mark.parametrize("loss", ALL)
def test_an_unknown_reduction(loss):
    with pytest.raises(ValueError, match=r"reduction must be one of 'mean', 'sum', 'none'.*, got 'average'"):
        loss(reduction="average")


def test_only_the_divergence_averages_over_the_batch():
    assert KLDivLoss(reduction="batchmean").reduction == "batchmean"
    with pytest.raises(ValueError, match="reduction must be one of 'mean', 'sum', 'none', got 'batchmean'"):
        ReducedLoss(reduction="batchmean")


def test_weights_become_buffers():
    weight = Tensor([1.0, 2.0])
    assert buffer_of(weight) is weight
    assert buffer_of(None) is None
    assert type(buffer_of(np.ones(2))) is Tensor
    assert list(CrossEntropyLoss(weight).state_dict()) == ["weight"]
    assert list(CrossEntropyLoss().state_dict()) == []
