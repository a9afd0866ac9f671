"""Shifts, crops and flips: each result is a window of the image, drawn for each, every place equally likely."""

import numpy as np
import pytest

from lib.data import random_crop, random_flip, random_shift
from lib.data.augmentation import check_fill, check_images

SHAPES = [(6, 5, 7), (6, 5, 7, 3), (1, 1, 1), (0, 4, 4)]
GEOMETRIC = [lambda images, rng: random_shift(images, 2, rng=rng), lambda images, rng: random_flip(images, rng=rng)]


def draw(shape, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, shape).astype(dtype)


@pytest.mark.parametrize("transform", GEOMETRIC, ids=["shift", "flip"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_shape_and_dtype_stay_and_the_input_is_untouched(transform, shape, dtype):
    images = draw(shape, dtype)
    before = images.copy()
    out = transform(images, 1)
    assert out.shape == shape
    assert out.dtype == dtype
    assert not np.shares_memory(out, images)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("channels", [(), (3,)])
def test_each_crop_is_a_window_of_its_padded_image(channels):
    images = draw((40, 6, 5, *channels)) + 1
    out = random_crop(images, (4, 3), padding=1, fill=-5.0, rng=2)
    padded = np.full((40, 8, 7, *channels), -5.0)
    padded[:, 1:7, 1:6] = images
    places = set()
    for image, crop in zip(padded, out):
        found = [(i, j) for i in range(5) for j in range(5) if np.array_equal(image[i : i + 4, j : j + 3], crop)]
        assert len(found) == 1
        places.add(found[0])
    assert len(places) > 10  # drawn for each image, not once for all


def test_every_shift_is_equally_likely():
    images = np.zeros((9000, 3, 3))
    images[:, 1, 1] = 1.0
    out = random_shift(images, 1, rng=0)
    share = out.mean(axis=0)  # where the one bright pixel went
    np.testing.assert_allclose(share, 1 / 9, atol=4 * np.sqrt(8 / 81 / 9000))
    assert (out.sum(axis=(1, 2)) == 1).all()


def test_shift_by_nothing_and_beyond_the_edge():
    images = draw((5, 3, 4))
    np.testing.assert_array_equal(random_shift(images, 0, rng=0), images)
    far = random_shift(np.ones((500, 2, 2)), 9, fill=4.0, rng=0)
    assert set(np.unique(far)) == {1.0, 4.0}


@pytest.mark.parametrize(("axis", "number"), [("horizontal", 2), ("vertical", 1)])
def test_flips_mirror_the_chosen_images(axis, number):
    images = draw((1000, 3, 4, 2))
    out = random_flip(images, 0.3, axis=axis, rng=0)
    mirrored = np.flip(images, number)
    flipped = (out == mirrored).all(axis=(1, 2, 3))
    same = (out == images).all(axis=(1, 2, 3))
    assert (flipped ^ same).all()
    assert abs(flipped.mean() - 0.3) < 0.06
    np.testing.assert_array_equal(random_flip(images, 1, axis=axis), mirrored)
    np.testing.assert_array_equal(random_flip(images, 0, axis=axis), images)


@pytest.mark.parametrize("transform", GEOMETRIC, ids=["shift", "flip"])
def test_one_generator_gives_new_draws_each_time(transform):
    images, rng = draw((50, 4, 4)), np.random.default_rng(0)
    assert not np.array_equal(transform(images, rng), transform(images, rng))


def test_a_crop_of_whole_size_is_the_image():
    images = draw((4, 3, 3), np.uint8)
    np.testing.assert_array_equal(random_crop(images, 3, rng=0), images)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: check_images(np.zeros((2, 2))), ValueError, r"images must have shape .*, got \(2, 2\)"),
        (lambda: check_images(np.zeros((2, 0, 2))), ValueError, r"images must have shape .*, got \(2, 0, 2\)"),
        (lambda: check_images(np.zeros((2, 2, 2), int)), TypeError, "images must hold uint8 or floats, got int64"),
        (lambda: check_fill(256, np.zeros((1, 1, 1), np.uint8)), ValueError, "fill must be >= 0 and <= 255, got 256"),
        (lambda: check_fill("a", np.zeros((1, 1, 1))), TypeError, "fill must be a number, got str"),
        (lambda: random_crop(np.zeros((1, 3, 3)), 4), ValueError, "size must fit into images of 3 x 3 .* got 4 x 4"),
        (lambda: random_crop(np.zeros((1, 3, 3)), 0), ValueError, "size must be >= 1, got 0"),
        (lambda: random_crop(np.zeros((1, 3, 3)), 2, padding=-1), ValueError, "padding must be >= 0, got -1"),
        (lambda: random_shift(np.zeros((1, 3, 3)), 1.5), TypeError, "max_shift must be an integer, got float"),
        (lambda: random_flip(np.zeros((1, 3, 3)), 1.5), ValueError, "p must be >= 0 and <= 1, got 1.5"),
        (lambda: random_flip(np.zeros((1, 3, 3)), axis="both"), ValueError, "axis must be one of 'horizontal'"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()
