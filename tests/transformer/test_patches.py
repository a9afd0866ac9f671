"""Patches: a reversible cut, and the linear layer on it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.transformer import PatchEmbedding, image_to_patches, patches_to_image

SIZES = st.tuples(*(st.integers(1, 4) for _ in range(5)))  # batch, channels, rows, columns, patch size


@given(SIZES)
@settings(max_examples=100, deadline=None)
def test_a_round_trip_moves_every_number_and_loses_none(sizes):
    n, channels, n_rows, n_columns, p = sizes
    images = torch.arange(n * channels * n_rows * p * n_columns * p).view(n, channels, n_rows * p, n_columns * p)
    patches = image_to_patches(images, p)
    assert patches.shape == (n, n_rows * n_columns, channels * p * p)
    assert torch.equal(patches_to_image(patches, p, n_rows * p, n_columns * p), images)
    assert torch.equal(patches.flatten().sort().values, images.flatten())


def test_every_patch_stands_where_it_was_cut():
    images = torch.rand(2, 3, 8, 12, generator=torch.Generator().manual_seed(0))
    patches = image_to_patches(images, 4)
    for number in range(6):
        row, column = divmod(number, 3)
        square = images[:, :, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
        assert torch.equal(patches[:, number], square.flatten(1))


def test_a_patch_of_one_pixel_and_one_of_the_whole_picture():
    images = torch.rand(2, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    assert torch.equal(image_to_patches(images, 1), images.flatten(2).mT)
    assert torch.equal(image_to_patches(images, 4)[:, 0], images.flatten(1))


def test_an_embedding_is_the_same_map_of_every_patch():
    embedding = PatchEmbedding(2, 3, 5, generator=torch.Generator().manual_seed(0))
    images = torch.rand(2, 3, 4, 6, generator=torch.Generator().manual_seed(1))
    vectors, patches = embedding(images), image_to_patches(images, 2)
    for number in range(6):
        torch.testing.assert_close(vectors[:, number], embedding.projection(patches[:, number]))
    assert embedding.kernel.shape == (5, 3, 2, 2)
    assert "patch_size=2, in_channels=3" in repr(embedding)
    assert PatchEmbedding(2, 3, 5, bias=False).projection.bias is None


def test_arguments_are_checked():
    images, patches = torch.zeros(1, 2, 6, 4), torch.zeros(1, 6, 8)
    with pytest.raises(ValueError, match="patch_size must be >= 1, got 0"):
        image_to_patches(images, 0)
    with pytest.raises(ValueError, match=r"images must have shape \(batch, channels, height, width\), got \(2, 6, 4\)"):
        image_to_patches(images[0], 2)
    with pytest.raises(ValueError, match="height and width must be multiples of patch_size 4, got 6 and 4"):
        image_to_patches(images, 4)
    with pytest.raises(ValueError, match="height and width must be multiples of patch_size 4, got 6 and 4"):
        patches_to_image(patches, 4, 6, 4)
    with pytest.raises(ValueError, match=r"patches must have shape \(batch, 4, channels \* 4\), got \(1, 6, 8\)"):
        patches_to_image(patches, 2, 4, 4)
    with pytest.raises(ValueError, match=r"patches must have shape \(batch, 6, channels \* 4\), got \(1, 6, 7\)"):
        patches_to_image(patches[..., :7], 2, 6, 4)
    with pytest.raises(TypeError, match="width must be an integer, got float"):
        patches_to_image(patches, 2, 6, 4.0)
    with pytest.raises(ValueError, match="in_channels must be >= 1, got 0"):
        PatchEmbedding(2, 0, 8)
    with pytest.raises(ValueError, match=r"images must have shape \(batch, 3, height, width\), got \(1, 2, 6, 4\)"):
        PatchEmbedding(2, 3, 8)(images)
