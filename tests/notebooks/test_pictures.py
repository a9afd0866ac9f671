import io

import numpy as np
import pytest
from notebooks.pictures import decode, rms, same_picture, shrink_png
from notebooks.svg import same_svg
from PIL import Image, PngImagePlugin


def png(pixels, **options):
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(buffer, "PNG", **options)
    return buffer.getvalue()


def line_drawing():
    pixels = np.full((120, 160, 3), 255)
    pixels[60:63] = (0, 114, 178)
    pixels[:, 20] = (40, 40, 40)
    return pixels


def test_a_drawing_gets_a_palette_and_stays_the_same():
    big = png(line_drawing(), compress_level=0)
    small = shrink_png(big)
    assert len(small) < len(big) / 20
    with Image.open(io.BytesIO(small)) as image:
        assert image.mode == "P"
    assert rms(decode(small), decode(big)) == 0
    assert shrink_png(small) == small


def test_a_photograph_keeps_its_colours():
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3))
    small = shrink_png(png(noise))
    with Image.open(io.BytesIO(small)) as image:
        assert image.mode == "RGB"
    assert rms(decode(small), noise / 255) == 0


def test_see_through_pictures_stay_see_through():
    pixels = np.zeros((10, 10, 4))
    pixels[2:5, 2:5] = (255, 0, 0, 128)
    with Image.open(io.BytesIO(shrink_png(png(pixels)))) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((3, 3)) == (255, 0, 0, 128)


def test_metadata_of_the_drawing_library_is_dropped():
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", "drawing library 1.2.3")
    with_version = png(line_drawing(), pnginfo=info)
    assert b"Software" in with_version
    assert shrink_png(with_version) == shrink_png(png(line_drawing()))


@pytest.mark.parametrize(("shift", "same"), [(2, True), (4, False)])
def test_the_tolerance_is_three_grey_levels(shift, same):
    pixels = line_drawing() // 2
    assert same_picture(png(pixels), png(pixels + shift)) is same


def test_another_size_is_another_picture():
    assert same_picture(png(line_drawing()), png(line_drawing()[:-1])) is False


SVG = '<svg><path id="{name}" d="M {x} 2.5 L 3e1 4" fill="{colour}"/><text>{word} 2</text></svg>'
DRAWN = {"name": "p1", "x": 10.0, "colour": "#0072b2", "word": "degree"}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"name": "q9"}, True),
        ({"x": 10.4}, True),
        ({"x": 10.6}, False),
        ({"colour": "#0072b3"}, False),
        ({"word": "power"}, False),
    ],
)
def test_drawings_are_compared_by_what_can_be_seen(change, same):
    assert same_svg(SVG.format(**DRAWN), SVG.format(**{**DRAWN, **change})) is same


def test_a_missing_number_is_seen():
    assert same_svg("<svg><path d='M 1 2 L 3 4'/></svg>", "<svg><path d='M 1 2 L 3'/></svg>") is False
