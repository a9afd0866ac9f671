"""Compare two drawings in SVG: same shapes and words, numbers within half a pixel.

Processors differ in the last digits of a coordinate, and generated ids differ between versions of a library; neither
can be seen.
"""

import re

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
ID = re.compile(r"(?:\bid=\"[^\"]*\"|url\(#[^)]*\)|href=\"#[^\"]*\")")
METADATA = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
# Colours hold digits but are words: #0072b2
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")
TOLERANCE = 0.5


def _parts(svg: str) -> tuple[str, list[float], list[str]]:
    plain = ID.sub("", METADATA.sub("", svg))
    colours = [colour.lower() for colour in COLOUR.findall(plain)]
    plain = COLOUR.sub("", plain)
    numbers = [float(number) for number in NUMBER.findall(plain)]
    return re.sub(r"\s+", " ", NUMBER.sub("0", plain)), numbers, colours


def same_svg(stored: str, fresh: str, tolerance: float = TOLERANCE) -> bool:
    """Return whether two SVG texts draw the same."""
    if stored == fresh:
        return True
    words, numbers, colours = _parts(stored)
    fresh_words, fresh_numbers, fresh_colours = _parts(fresh)
    return (
        words == fresh_words
        and colours == fresh_colours
        and all(abs(a - b) <= tolerance for a, b in zip(numbers, fresh_numbers))
    )
