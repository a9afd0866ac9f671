"""Rotation: quarter turns are exact, any angle agrees with scipy, the draw is even and for each image."""

import numpy as np
import pytest
import scipy.ndimage

from lib.data import random_rotation, rotate_images


def draw(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("quarter", [-2, -1, 0, 1, 2, 3])
@pytest.mark.parametrize("shape", [(3, 6, 6), (2, 5, 5, 3)])
def test_quarter_turns(quarter, shape):
    images = draw(shape)
    expected = np.rot90(images, quarter, axes=(1, 2))
    np.testing.assert_allclose(rotate_images(images, 90 * quarter), expected, atol=1e-12)


@pytest.mark.parametrize("shape", [(4, 7, 7), (4, 6, 9), (4, 1, 5), (4, 8, 5)])
@pytest.mark.parametrize("fill", [0.0, 2.5])
def test_any_angle_agrees_with_scipy(shape, fill):
    images, angles = draw(shape), np.array([10.0, -33.0, 118.5, 271.0])
    out = rotate_images(images, angles, fill=fill)
    centre = (np.array(shape[1:]) - 1) / 2
    for image, angle, mine in zip(images, np.deg2rad(angles), out):
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        theirs = scipy.ndimage.affine_transform(
            image, matrix, centre - matrix @ centre, order=1, mode="grid-constant", cval=fill
        )
        np.testing.assert_allclose(mine, theirs, atol=1e-12)


def test_channels_turn_alike():
    images = draw((2, 6, 6, 3))
    out = rotate_images(images, 25.0)
    for channel in range(3):
        np.testing.assert_allclose(out[..., channel], rotate_images(images[..., channel], 25.0), atol=1e-14)


def test_counter_clockwise():
    images = np.zeros((1, 5, 5))
    images[0, 2, 4] = 1.0  # on the right
    assert rotate_images(images, 90)[0, 0, 2] == pytest.approx(1.0)  # now on top


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_dtype_stays_and_bytes_are_rounded(dtype):
    images = np.full((2, 8, 8), 201, dtype=dtype)
    out = rotate_images(images, 17.0)
    assert out.dtype == dtype
    assert out[0, 4, 4] == pytest.approx(201)  # the shares of the four pixels add up to 1
    assert (images == 201).all()


def test_the_draw_is_even_and_for_each():
    images = np.zeros((4000, 3, 9))
    images[:, 1, 8] = 1.0
    out = random_rotation(images, 10, rng=0)
    lost = 1 - out[:, 1, 8]  # grows with the size of the angle
    assert len(np.unique(lost)) > 3900
    expected = 1 - rotate_images(images[:1], 5.0)[0, 1, 8]  # half of the angles are smaller than 5 degrees
    assert abs((lost < expected).mean() - 0.5) < 0.04
    up, down = out[:, 0, 8] > 0, out[:, 2, 8] > 0
    assert (up ^ down).all()
    assert abs(up.mean() - 0.5) < 0.04


def test_no_angle_is_no_change():
    images = draw((3, 4, 4))
    np.testing.assert_allclose(random_rotation(images, 0, rng=0), images, atol=1e-14)
    assert rotate_images(np.zeros((0, 3, 3)), 10).shape == (0, 3, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rotate_images(np.zeros((2, 3, 3)), [1.0]), ValueError, r"degrees must be .* shape \(2,\), got \(1,\)"),
        (lambda: rotate_images(np.zeros((2, 3, 3)), np.nan), ValueError, "degrees must be finite, got nan"),
        (lambda: random_rotation(np.zeros((2, 3, 3)), 181), ValueError, "degrees must be >= 0 and <= 180, got 181"),
        (lambda: random_rotation(np.zeros((3, 3)), 10), ValueError, "images must have shape"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()
