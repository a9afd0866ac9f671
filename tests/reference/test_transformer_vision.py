"""Patches are torch's strided convolution; a `ViT` is torch's stack of encoder layers on them."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from lib.transformer import PatchEmbedding, ViT, ViTConfig, copy_from_torch, image_to_patches, patches_to_image

TOLERANCES = {torch.float32: 1e-6, torch.float64: 1e-12}


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def close(ours, theirs, dtype):
    error = (ours - theirs).abs().max() / theirs.abs().max().clamp(min=1.0)
    assert error <= TOLERANCES[dtype], error


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_an_embedding_is_a_strided_convolution(dtype):
    draw = seeded(0)
    for trial in range(20):
        n, channels, d_model, p, n_rows, n_columns = (int(torch.randint(1, 6, (), generator=draw)) for _ in range(6))
        ours = PatchEmbedding(p, channels, d_model, bias=bool(trial % 2), generator=draw).to(dtype)
        theirs = nn.Conv2d(channels, d_model, p, stride=p, bias=bool(trial % 2), dtype=dtype)
        images = torch.randn(n, channels, n_rows * p, n_columns * p, generator=draw, dtype=dtype, requires_grad=True)
        with torch.no_grad():
            theirs.weight.copy_(ours.kernel)
            if ours.projection.bias is not None:
                theirs.bias.copy_(ours.projection.bias.normal_(generator=draw))
        pair = ours(images), theirs(images).flatten(2).mT
        upstream = torch.randn(pair[0].shape, generator=draw, dtype=dtype)
        close(*pair, dtype)
        leaves = (images, ours.projection.weight), (images, theirs.weight)
        found = [torch.autograd.grad(y, wanted, upstream) for y, wanted in zip(pair, leaves)]
        close(found[0][0], found[1][0], dtype)
        close(found[0][1].view_as(found[1][1]), found[1][1], dtype)


def test_patches_are_torchs_unfold():
    draw = seeded(1)
    for _ in range(20):
        n, channels, p, n_rows, n_columns = (int(torch.randint(1, 6, (), generator=draw)) for _ in range(5))
        images = torch.randn(n, channels, n_rows * p, n_columns * p, generator=draw)
        patches = image_to_patches(images, p)
        assert torch.equal(patches, functional.unfold(images, p, stride=p).mT)
        sides = n_rows * p, n_columns * p
        assert torch.equal(patches_to_image(patches, p, *sides), functional.fold(patches.mT, sides, p, stride=p))


class TheirViT(nn.Module):
    """The paper's model of torch's own parts."""

    def __init__(self, config, dtype, draw):
        super().__init__()
        d, p = config.d_model, config.patch_size
        layer = nn.TransformerEncoderLayer(
            d, config.n_heads, config.d_ff, 0.0, "gelu", 1e-6, norm_first=True, batch_first=True, dtype=dtype
        )
        self.patches = nn.Conv2d(config.in_channels, d, p, stride=p, dtype=dtype)
        self.token = nn.Parameter(torch.empty(1, 1, d, dtype=dtype))
        self.positions = nn.Parameter(torch.empty(config.context_length, d, dtype=dtype))
        self.stack = nn.TransformerEncoder(
            layer, config.n_layers, nn.LayerNorm(d, 1e-6, dtype=dtype), enable_nested_tensor=False
        )
        self.head = nn.Linear(d, config.n_classes, dtype=dtype)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.normal_(0, 0.3, generator=draw)

    def forward(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.repeat(len(x), 1, 1), x], dim=1) + self.positions
        return self.head(self.stack(x)[:, 0])


@torch.no_grad()
def take_over(ours, theirs):
    ours.patch_embedding.projection.weight.copy_(theirs.patches.weight.flatten(1))
    ours.patch_embedding.projection.bias.copy_(theirs.patches.bias)
    ours.class_token.copy_(theirs.token)
    ours.positions.weight.copy_(theirs.positions)
    for block, layer in zip(ours.encoder.blocks, theirs.stack.layers, strict=True):
        copy_from_torch(block, layer)
    ours.encoder.norm.load_state_dict(theirs.stack.norm.state_dict())
    ours.head.load_state_dict(theirs.head.state_dict())


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("fused", [True, False])
def test_a_vit_is_a_stack_of_torchs_layers(fused, dtype):
    draw = seeded(2)
    config = ViTConfig(
        image_size=12, patch_size=3, in_channels=2, n_classes=7, d_model=24, n_heads=3, d_ff=40, n_layers=3, fused=fused
    )
    theirs, ours = TheirViT(config, dtype, draw), ViT(config).to(dtype)
    take_over(ours, theirs)
    images = torch.randn(4, 2, 12, 12, generator=draw, dtype=dtype, requires_grad=True)
    pair = ours(images), theirs(images)
    close(*pair, dtype)
    upstream = torch.randn(4, 7, generator=draw, dtype=dtype)
    leaves = (images, ours.class_token, ours.positions.weight), (images, theirs.token, theirs.positions)
    found = [torch.autograd.grad(y, wanted, upstream) for y, wanted in zip(pair, leaves)]
    for one, other in zip(*found, strict=True):
        scale = other.abs().max()
        close(one / scale, other / scale, dtype)
