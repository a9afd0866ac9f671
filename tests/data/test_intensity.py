import numpy as np
import pytest

from lib.data import add_noise, adjust_brightness, adjust_contrast, random_brightness, random_contrast


def draw(shape=(6, 4, 5), seed=0):
    return np.random.default_rng(seed).random(shape)


@pytest.mark.parametrize("shape", [(6, 4, 5), (6, 4, 5, 3)])
def test_factors_act_image_by_image(shape):
    images, factors = draw(shape), np.linspace(0, 2, 6)
    bright, contrast = adjust_brightness(images, factors), adjust_contrast(images, factors)
    for k, (image, factor) in enumerate(zip(images, factors)):
        np.testing.assert_allclose(bright[k], image * factor, atol=1e-15)
        np.testing.assert_allclose(contrast[k], image.mean() + factor * (image - image.mean()), atol=1e-14)
        np.testing.assert_allclose(contrast[k].std(), factor * image.std(), atol=1e-14)


def test_one_changes_nothing_and_zero_leaves_grey():
    images = (255 * draw()).astype(np.uint8)
    for adjust in (adjust_brightness, adjust_contrast):
        np.testing.assert_array_equal(adjust(images, 1), images)
    assert not adjust_brightness(images, 0).any()
    grey = adjust_contrast(images, 0)
    np.testing.assert_array_equal(grey[:, 0, 0], np.rint(images.mean(axis=(1, 2))))
    assert (grey == grey[:, :1, :1]).all()


def test_bytes_are_cut_not_wrapped():
    images = np.array([[[0, 100, 255]]], dtype=np.uint8)
    assert adjust_brightness(images, 3).tolist() == [[[0, 255, 255]]]
    assert adjust_contrast(images, 10).tolist() == [[[0, 0, 255]]]
    noisy = add_noise(np.zeros((1, 50, 50), np.uint8), 20.0, rng=0)
    assert noisy.dtype == np.uint8
    assert noisy.max() < 120  # a negative value is 0, not 256 less it
    assert 0.4 < (noisy == 0).mean() < 0.6


@pytest.mark.parametrize("transform", [random_brightness, random_contrast])
def test_factors_are_drawn_evenly_for_each_image(transform):
    images = np.tile([[[0.0, 2.0]]], (4000, 1, 1))
    spread = np.ptp(transform(images, 0.4, rng=0), axis=(1, 2)) / 2  # the factor itself
    assert 0.6 <= spread.min() < 0.61
    assert 1.39 < spread.max() <= 1.4
    assert abs(spread.mean() - 1) < 0.02
    assert abs((spread < 0.8).mean() - 0.25) < 0.03


def test_noise_has_its_size_and_is_new_for_each_value():
    images = draw((20, 30, 30))
    noise = add_noise(images, 0.25, rng=0) - images
    assert abs(noise.mean()) < 0.01
    assert abs(noise.std() - 0.25) < 0.01
    assert len(np.unique(noise)) > 17_000
    np.testing.assert_array_equal(add_noise(images, 0, rng=0), images)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_dtype_stays(dtype):
    images = np.ones((2, 3, 3), dtype)
    for out in (random_brightness(images, 0.5), random_contrast(images, 0.5), add_noise(images, 0.5)):
        assert out.dtype == dtype
        assert out.shape == images.shape


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: adjust_brightness(x, -1), ValueError, "factor must be finite and >= 0, got -1"),
        (
            lambda x: adjust_contrast(x, [1.0]),
            ValueError,
            r"factor must be one number or have shape \(2,\), got \(1,\)",
        ),
        (lambda x: random_brightness(x, 1.5), ValueError, "amount must be >= 0 and <= 1, got 1.5"),
        (lambda x: random_contrast(x, "a"), TypeError, "amount must be a number, got str"),
        (lambda x: add_noise(x, -1), ValueError, "std must be >= 0, got -1"),
        (lambda x: add_noise(x[0], 1), ValueError, "images must have shape"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call(np.zeros((2, 3, 3)))
