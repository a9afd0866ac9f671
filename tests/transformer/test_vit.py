"""The Vision Transformer: what it reads, what stands for the picture, and what positions are for."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.transformer import ViT, ViTConfig, image_to_patches, patches_to_image

IMAGES = torch.rand(3, 2, 12, 12, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
KINDS = [{}, {"pooling": "mean", "head": "mlp"}, {"positions": "sinusoidal"}, {"positions": "none", "bias": False},
         {"n_experts": 3, "top_k": 2, "pooling": "mean", "norm": "rms", "norm_first": False}]  # fmt: skip


def made(**options):
    sizes = {"image_size": 12, "patch_size": 4, "in_channels": 2, "n_classes": 5}
    stack = {"d_model": 16, "n_heads": 2, "d_ff": 24, "n_layers": 2}
    return ViT(ViTConfig(**{**sizes, **stack, **options}), generator=torch.Generator().manual_seed(1)).double()


def permuted(images, order):
    """Return the pictures with their patches in another order."""
    return patches_to_image(image_to_patches(images, 4)[:, order], 4, 12, 12)


def test_a_picture_by_hand():
    model = made()
    x = model.patch_embedding(IMAGES)
    x = torch.cat([model.class_token.expand(3, 1, 16), x], dim=1) + model.positions.weight
    torch.testing.assert_close(model.tokens(IMAGES), x)
    for block in model.encoder.blocks:
        x = x + block.attention(block.attention_norm(x))
        x = x + block.feed_forward(block.feed_forward_norm(x))
    summary = model.encoder.norm(x)[:, 0]
    torch.testing.assert_close(model.forward_features(IMAGES), summary)
    torch.testing.assert_close(model(IMAGES), model.head(summary))


def test_mean_pooling_and_the_head_of_two_layers():
    model = made(pooling="mean", head="mlp")
    assert model.class_token is None
    summary = model.encoder(model.tokens(IMAGES)).mean(dim=1)
    first, _, last = model.head
    torch.testing.assert_close(model(IMAGES), last(first(summary).tanh()))


@pytest.mark.parametrize("pooling", ["class", "mean"])
@given(order=st.permutations(range(9)))
@settings(max_examples=25, deadline=None)
def test_without_positions_patches_may_change_places(pooling, order):
    model = made(positions="none", pooling=pooling)
    torch.testing.assert_close(model(permuted(IMAGES, order)), model(IMAGES))


@pytest.mark.parametrize("pooling", ["class", "mean"])
@pytest.mark.parametrize("positions", ["learned", "sinusoidal"])
def test_with_positions_the_order_matters(positions, pooling):
    model = made(positions=positions, pooling=pooling)
    order = torch.randperm(9, generator=torch.Generator().manual_seed(0))
    assert (model(permuted(IMAGES, order)) - model(IMAGES)).abs().max() > 1e-5


@pytest.mark.parametrize("options", KINDS)
def test_pictures_of_a_batch_do_not_meet_and_everything_learns(options):
    model = made(**options)
    torch.testing.assert_close(model(IMAGES[:1]), model(IMAGES)[:1])
    weights = dict(model.named_parameters())
    gradients = torch.autograd.grad(model(IMAGES).square().sum(), list(weights.values()))
    # A bias of all keys moves all scores of a row by the same number, which the softmax does not see.
    still = {name for name, each in zip(weights, gradients) if each.abs().max() < 1e-12}
    assert all(name.endswith("key.bias") for name in still)


def test_dropout_in_training_only():
    model = made(dropout=0.5)
    assert not torch.equal(model(IMAGES), model(IMAGES))
    model.eval()
    assert torch.equal(model(IMAGES), model(IMAGES))


def test_same_seed_same_model_and_no_global_draw():
    before = torch.random.get_rng_state()
    assert all(torch.equal(a, b) for a, b in zip(made().parameters(), made().parameters()))
    assert torch.equal(before, torch.random.get_rng_state())


def test_pictures_are_checked():
    with pytest.raises(TypeError, match="images must hold floating-point numbers, got torch"):
        made()(torch.zeros(1, 2, 12, 12, dtype=torch.uint8))
    with pytest.raises(ValueError, match=r"images must have shape \(batch, 2, 12, 12\), got \(3, 2, 12, 8\)"):
        made()(IMAGES[..., :8])
