"""The Inception block: four branches of the same maps, side by side."""

import torch
from torch import nn

from lib.vision import Inception, InceptionWidths, count_multiply_adds
from lib.vision.inception import rectified_conv

WIDTHS = InceptionWidths(64, 96, 128, 16, 32, 32)  # 3a


def test_branches_stand_side_by_side():
    block = Inception(8, InceptionWidths(2, 3, 4, 5, 6, 7))
    x = torch.randn(2, 8, 9, 9)
    with torch.no_grad():
        y = block(x)
        assert y.shape == (2, 2 + 4 + 6 + 7, 9, 9)
        for branch, start, stop in (
            (block.branch1x1, 0, 2), (block.branch3x3, 2, 6), (block.branch5x5, 6, 12), (block.branch_pool, 12, 19)
        ):  # fmt: skip
            assert torch.equal(branch(x), y[:, start:stop])
    assert (y >= 0).all()


def test_reduction_saves_work():
    """With the 1 x 1 reductions block 3a costs 128 million multiply-adds, without them 308."""
    with torch.device("meta"):
        block = Inception(192, WIDTHS)
        direct = [nn.Conv2d(192, n, k) for n, k in ((64, 1), (128, 3), (32, 5), (32, 1))]
    reduced = count_multiply_adds(block, (192, 28, 28))
    full = sum(layer.weight.numel() * 28 * 28 for layer in direct)
    assert (round(reduced / 1e6), round(full / 1e6)) == (128, 308)


def test_widths():
    assert WIDTHS.n_out == 256
    assert WIDTHS.n3x3_reduce == 96


def test_rectified_conv_keeps_the_size():
    for kernel_size in (1, 3, 5, 7):
        assert rectified_conv(3, 4, kernel_size)(torch.zeros(1, 3, 11, 13)).shape == (1, 4, 11, 13)
    assert rectified_conv(3, 4, 7, stride=2)(torch.zeros(1, 3, 224, 224)).shape == (1, 4, 112, 112)
