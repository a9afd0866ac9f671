"""The picture is well-formed, complete, readable and free of fixed colours."""

import re
import xml.etree.ElementTree as ET

import pytest

from lib.grad.graph_drawing import FONT_PX, Box, draw_boxes, list_boxes

BOXES = [
    Box("x < 1 & y", ("value 2",), ()),
    Box("exp", ("value 7.389", "grad 1"), (0,)),
    Box("+", ("value 9.389", "grad 1"), (1, 0)),
    Box("*", ("value 88.15", "grad 1"), (2, 2)),
]
SVG = "{http://www.w3.org/2000/svg}"


def test_every_box_line_and_edge_is_there():
    picture = ET.fromstring(draw_boxes(BOXES, "Title <&>"))
    assert [each.text for each in picture.iter(f"{SVG}text")] == [text for b in BOXES for text in (b.name, *b.lines)]
    assert len(list(picture.iter(f"{SVG}rect"))) == 4
    assert len(list(picture.iter(f"{SVG}path"))) == 2 * 4  # line and head; a node used twice by one gets one arrow


def test_it_says_what_it_shows():
    picture = ET.fromstring(draw_boxes(BOXES, "Title <&>"))
    title, description = picture[0], picture[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Title <&>")
    assert (description.tag, description.text) == (f"{SVG}desc", list_boxes(BOXES))
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == title.get("id")
    assert picture.get("aria-describedby") == description.get("id")


def test_pictures_have_ids_of_their_own_and_equal_ones_equal_bytes():
    assert draw_boxes(BOXES, "a") == draw_boxes(BOXES, "a")
    ids = [re.findall(r' id="([^"]+)"', draw_boxes(BOXES, title)) for title in ("a", "b")]
    assert len({*ids[0], *ids[1]}) == 4


def test_colours_come_from_the_page_and_letters_are_large_enough():
    svg = draw_boxes(BOXES, "a")
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == {"currentColor", "none"}
    assert FONT_PX >= 11
    assert set(re.findall(r'font-size="([^"]+)"', svg)) == {str(FONT_PX)}


def test_everything_lies_within_the_picture():
    picture = ET.fromstring(draw_boxes(BOXES, "a"))
    width, height = float(picture.get("width")), float(picture.get("height"))
    for box in picture.iter(f"{SVG}rect"):
        x, y, w, h = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    for path in picture.iter(f"{SVG}path"):
        for x in re.findall(r"[MLC ](-?[\d.]+) -?[\d.]+", path.get("d")):
            assert 0 <= float(x) <= width


@pytest.mark.parametrize(
    ("inputs", "line"),
    [((), "1. a: b, c"), ((0,), "1. a of 1: b, c"), ((1, 2, 3), "1. a of 2, 3 and 4: b, c")],
)
def test_list(inputs, line):
    assert list_boxes([Box("a", ("b", "c"), inputs)]) == line
