"""Residual blocks: what a zero branch passes on, and what stands in for the input where shapes change."""

import pytest
import torch
from torch import nn

from lib.vision import ResidualBlock, count_parameters
from lib.vision.residual_blocks import PaddedShortcut, make_shortcut


def test_a_zero_branch_is_the_identity_only_where_nothing_is_negative():
    """Erratum E59: relu(x + 0) = x for x >= 0 alone."""
    block = ResidualBlock(4, 4)
    nn.init.zeros_(block.layers[-1].weight)
    x = torch.randn(2, 4, 5, 5)
    with torch.no_grad():
        assert torch.equal(block(x), x.relu())
        assert torch.equal(block(x.abs()), x.abs())
        assert not torch.equal(block(x), x)


def test_with_a_projection_a_zero_branch_is_not_the_identity():
    block = ResidualBlock(4, 4, shortcut="C").eval()
    nn.init.zeros_(block.layers[-1].weight)
    x = torch.rand(2, 4, 5, 5)
    with torch.no_grad():
        assert not torch.allclose(block(x), x)


def test_forward_is_the_branch_plus_the_shortcut():
    for options in ({}, {"stride": 2}, {"bottleneck": True}, {"bottleneck": True, "stride": 2, "shortcut": "A"}):
        block = ResidualBlock(4, 6, **options).eval()
        x = torch.randn(2, 4, 7, 7)
        with torch.no_grad():
            wanted = (block.layers(x) + block.shortcut(x)).relu()
            assert torch.equal(block(x), wanted)
            assert block(x).shape[1] == block.out_channels == (24 if options.get("bottleneck") else 6)


def test_the_plain_block_has_the_same_layers():
    plain, residual = ResidualBlock(4, 4, residual=False), ResidualBlock(4, 4)
    assert plain.shortcut is None
    plain.load_state_dict(residual.state_dict())
    x = torch.randn(2, 4, 5, 5)
    with torch.no_grad():
        assert torch.equal(plain.eval()(x), residual.eval().layers(x).relu())


def test_padded_shortcut_thins_pixels_and_adds_empty_maps():
    x = torch.randn(2, 3, 5, 5)
    y = PaddedShortcut(3, 6, 2)(x)
    assert y.shape == (2, 6, 3, 3)
    assert torch.equal(y[:, :3], x[:, :, ::2, ::2])
    assert not y[:, 3:].any()


@pytest.mark.parametrize(
    ("option", "same", "kind"),
    [
        ("A", True, nn.Identity),
        ("A", False, PaddedShortcut),
        ("B", True, nn.Identity),
        ("B", False, nn.Sequential),
        ("C", True, nn.Sequential),
    ],
)
def test_options(option, same, kind):
    shortcut = make_shortcut(4, 4 if same else 8, 1 if same else 2, option)
    assert type(shortcut) is kind
    assert count_parameters(shortcut) == (0 if kind is not nn.Sequential else (4 * 4 + 8 if same else 4 * 8 + 16))


def test_the_bottleneck_strides_in_its_first_convolution():
    block = ResidualBlock(64, 16, stride=2, bottleneck=True)
    convolutions = [layer for layer in block.layers if isinstance(layer, nn.Conv2d)]
    assert [layer.stride for layer in convolutions] == [(2, 2), (1, 1), (1, 1)]
    assert [layer.kernel_size for layer in convolutions] == [(1, 1), (3, 3), (1, 1)]
    assert all(layer.bias is None for layer in convolutions)
