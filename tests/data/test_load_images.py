import shutil

import numpy as np
import pytest

from lib.data import DataFileError, load, load_fashion_mnist, load_mnist, load_twemoji
from lib.data.image_cards import IMAGE_CARDS

LOADERS = [load_mnist, load_fashion_mnist, load_twemoji]
PAIRS = pytest.mark.parametrize(
    ("loader", "card"), list(zip(LOADERS, IMAGE_CARDS)), ids=["mnist", "fashion", "twemoji"]
)


@PAIRS
def test_loader_gives_what_the_card_says(loader, card):
    data = loader()
    assert data.card is card
    assert data.class_names == card.class_names
    for X, y in ((data.X_train, data.y_train), (data.X_test, data.y_test)):
        assert X.dtype == np.uint8
        assert y.dtype == np.int64
        assert (X.min(), X.max()) == (0, 255)
        assert y.shape == (len(X),)


def test_mnist_is_the_file_in_turn():
    data = load_mnist()
    with np.load(load.FILES / "mnist_5k.npz") as file:
        X, y = file["X"], file["y"]
    np.testing.assert_array_equal(data.y_train, np.tile(np.arange(10), 400))
    np.testing.assert_array_equal(data.y_test, np.tile(np.arange(10), 100))
    for digit in range(10):
        np.testing.assert_array_equal(data.X_train[digit::10], X[y == digit][:400])
        np.testing.assert_array_equal(data.X_test[digit::10], X[y == digit][400:])


def test_twemoji_is_the_file_without_repeats():
    data = load_twemoji()
    with np.load(load.FILES / "twemoji32.npz") as file:
        X, y = file["x"], file["y"]
    seen, kept = set(), []
    for row, image in enumerate(X):
        if image.tobytes() not in seen:
            kept.append(row)
        seen.add(image.tobytes())
    place = {X[row].tobytes(): row for row in kept}
    for images, labels in ((data.X_train, data.y_train), (data.X_test, data.y_test)):
        rows = [place[image.tobytes()] for image in images]
        assert rows == sorted(rows)  # the order of the file
        np.testing.assert_array_equal(labels, y[rows])
    for k in range(9):
        of_class = [row for row in kept if y[row] == k]
        np.testing.assert_array_equal(data.X_test[data.y_test == k], X[of_class[4::5]])
        np.testing.assert_array_equal(data.X_train[data.y_train == k], np.delete(X[of_class], np.s_[4::5], axis=0))


def test_labels_belong_to_images():
    """Facts of the world: a 1 has little ink and a 0 much, trousers are open below, low shoes leave the top empty."""
    digits, fashion = load_mnist(), load_fashion_mnist()
    ink = [digits.X_train[digits.y_train == k].mean() for k in range(10)]
    assert np.argmin(ink) == 1
    assert np.argmax(ink) == 0
    gap = [fashion.X_train[fashion.y_train == k][:, 20:, 14].mean() for k in range(10)]
    shoes = [fashion.class_names.index(name) for name in ("Sandal", "Sneaker", "Ankle boot")]
    clothes = [fashion.class_names.index(name) for name in ("T-shirt/top", "Pullover", "Dress", "Coat", "Shirt")]
    assert gap[fashion.class_names.index("Trouser")] < min(gap[k] for k in clothes)
    emoji = load_twemoji()
    red = (emoji.X_train[..., 0] > emoji.X_train[..., 2] + 100.0).mean(axis=(1, 2))  # yellow, orange and red
    shares = [red[emoji.y_train == k].mean() for k in range(9)]
    assert emoji.class_names[int(np.argmax(shares))] == "Smileys & Emotion"
    assert (
        emoji.X_train[emoji.y_train == emoji.class_names.index("Flags")][:, 0] >= 200
    ).mean() > 0.9  # wide, not high
    empty_top = [fashion.X_train[fashion.y_train == k][:, :3].mean() for k in range(10)]
    assert max(empty_top[k] for k in shoes[:2]) < min(empty_top[k] for k in clothes)


@PAIRS
def test_two_calls_share_nothing(loader, card):
    first, second = loader(), loader()
    for name in ("X_train", "y_train", "X_test", "y_test"):
        assert not np.shares_memory(getattr(first, name), getattr(second, name))
        before = getattr(second, name).copy()
        getattr(first, name)[...] = 7
        np.testing.assert_array_equal(getattr(second, name), before)


@PAIRS
def test_a_damaged_and_a_missing_file_are_named(loader, card, tmp_path, monkeypatch):
    path = tmp_path / card.file
    shutil.copy(load.FILES / card.file, path)
    monkeypatch.setattr(load, "FILES", tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=rf"{card.file} is damaged: wanted sha256 {card.sha256}, found"):
        loader()
    path.unlink()
    with pytest.raises(DataFileError, match=rf"{card.file} cannot be read"):
        loader()


def test_the_record_says_what_it_is():
    expected = "ImageData of Fashion-MNIST: 10,000 training and 2,000 test images of 28 x 28 pixels, 10 classes"
    assert repr(load_fashion_mnist()) == expected
