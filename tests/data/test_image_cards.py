"""Every figure that stands in a card of images is recomputed here from the file."""

import numpy as np
import pytest

from lib.data import load_fashion_mnist, load_mnist, load_twemoji
from lib.data.image_cards import FASHION_MNIST, IMAGE_CARDS, MNIST, TWEMOJI
from lib.data.load import FILES

LOADERS = {"mnist_5k.npz": load_mnist, "fashion_mnist_12k.npz": load_fashion_mnist, "twemoji32.npz": load_twemoji}


@pytest.mark.parametrize("card", IMAGE_CARDS, ids=lambda card: card.file)
def test_card_is_true(card):
    data = LOADERS[card.file]()
    assert data.X_train.shape == (card.n_train, *card.shape)
    assert data.X_test.shape == (card.n_test, *card.shape)


@pytest.mark.parametrize("card", [MNIST, FASHION_MNIST], ids=lambda card: card.file)
def test_both_parts_are_balanced(card):
    data = LOADERS[card.file]()
    for y in (data.y_train, data.y_test):
        assert set(np.bincount(y, minlength=len(card.class_names))) == {len(y) // len(card.class_names)}


@pytest.mark.parametrize("card", IMAGE_CARDS, ids=lambda card: card.file)
def test_every_image_is_there_once(card):
    data = LOADERS[card.file]()
    images = np.concatenate([data.X_train, data.X_test])
    assert len({image.tobytes() for image in images}) == card.n_train + card.n_test


def test_card_as_text_and_markdown():
    text, markdown = str(MNIST), MNIST._repr_markdown_()
    assert "4,000 training and 1,000 test images of 28 x 28" in markdown
    assert "1,503 training and 370 test images of 32 x 32 pixels, red, green and blue" in str(TWEMOJI)
    assert "*" not in text
    assert "9 Ankle boot" in str(FASHION_MNIST)
    for part in (*MNIST.faults, *MNIST.not_for, MNIST.origin, MNIST.licence):
        assert part in markdown


def test_mnist(said):
    data = load_mnist()
    images = np.concatenate([data.X_train, data.X_test])
    n_train, n_test = said(MNIST, r"own, (\d+) and (\d+) a class")
    assert (n_train, n_test) == (len(data.X_train) / 10, len(data.X_test) / 10)
    (per_class,) = said(MNIST, r"Each class has (\d+) images")
    assert per_class == len(images) / 10
    (share,) = said(MNIST, r"(\d+) percent of all pixels are 0")
    assert share == round(100 * (images == 0).mean())


def test_fashion_mnist_brightness(said):
    data = load_fashion_mnist()
    coat, sandal = said(FASHION_MNIST, r"grey value is (\d+) for Coat and (\d+) for Sandal")
    means = [data.X_train[data.y_train == k].mean() for k in range(10)]
    names = FASHION_MNIST.class_names
    assert (coat, sandal) == (round(means[names.index("Coat")]), round(means[names.index("Sandal")]))
    assert names[int(np.argmax(means))] == "Coat"
    assert names[int(np.argmin(means))] == "Sandal"


def test_fashion_mnist_overlap(said):
    data = load_fashion_mnist()
    shirt, trouser = said(FASHION_MNIST, r"for ([\d.]+) percent of the Shirts .*, for ([\d.]+) percent of the Trousers")
    train, test = (X.reshape(len(X), -1).astype(float) for X in (data.X_train, data.X_test))
    nearest = np.argmin((train**2).sum(axis=1) - 2 * test @ train.T, axis=1)
    right = data.y_train[nearest] == data.y_test
    names = FASHION_MNIST.class_names
    for share, name in ((shirt, "Shirt"), (trouser, "Trouser")):
        assert share == round(100 * right[data.y_test == names.index(name)].mean(), 1)
    taken_for = {names[k] for k in data.y_train[nearest][(data.y_test == names.index("Shirt")) & ~right]}
    assert {"T-shirt/top", "Pullover", "Coat"} <= taken_for


@pytest.fixture(scope="module")
def twemoji_file():
    """Return the arrays of the file as they are."""
    with np.load(FILES / TWEMOJI.file) as arrays:
        return dict(arrays)


def test_twemoji_repeats(twemoji_file, said):
    repeats, total = said(TWEMOJI, r"(\d+) of the ([\d,]+) pictures in the file repeat")
    images = [image.tobytes() for image in twemoji_file["x"]]
    assert total == len(images)
    assert repeats == len(images) - len(set(images)) == total - TWEMOJI.n_train - TWEMOJI.n_test
    names = dict(zip(twemoji_file["names"].tolist(), images))
    assert names["FAMILY: MAN, BOY"] == names["FAMILY: WOMAN, GIRL"]
    assert names["Svalbard & Jan Mayen Flag"] == names["Norway Flag"]
    gap = [np.frombuffer(names[f"{land} Flag"], np.uint8).astype(int) for land in ("Norway", "Bouvet Island")]
    assert 0 < np.abs(gap[0] - gap[1]).mean() < 1


def test_twemoji_groups(twemoji_file, said):
    groups = dict(zip(twemoji_file["names"].tolist(), twemoji_file["categories"][twemoji_file["y"]].tolist()))
    assert tuple(twemoji_file["categories"].tolist()) == TWEMOJI.class_names
    assert groups["HOLE"] == groups["BLUE HEART"] == "Smileys & Emotion"
    assert (groups["BLACK HEART SUIT"], groups["ROSETTE"]) == ("Activities", "Animals & Nature")
    (clocks,) = said(TWEMOJI, r"(\d+) clock faces")
    assert clocks == sum("CLOCK FACE" in name for name in groups)


def test_twemoji_balance_and_overlap(said):
    data, names = load_twemoji(), TWEMOJI.class_names
    counts = np.bincount(np.concatenate([data.y_train, data.y_test]))
    most, fewest = said(TWEMOJI, r"(\d+) pictures are People & Body, (\d+) are Activities")
    assert (most, fewest) == (counts.max(), counts.min())
    assert (names[counts.argmax()], names[counts.argmin()]) == ("People & Body", "Activities")
    flags, activities = said(TWEMOJI, r"for ([\d.]+) percent of the Flags in the test part, for ([\d.]+) percent")
    train, test = (X.reshape(len(X), -1).astype(float) for X in (data.X_train, data.X_test))
    right = data.y_train[np.argmin((train**2).sum(axis=1) - 2 * test @ train.T, axis=1)] == data.y_test
    for share, name in ((flags, "Flags"), (activities, "Activities")):
        assert share == round(100 * right[data.y_test == names.index(name)].mean(), 1)
