"""Draw boxes and arrows as inline SVG, and list them as text: the two faces of a computation graph."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from html import escape

from lib.grad.graph_layout import layout

LINE_PX = 16
FONT_PX = 12
CHARACTER_PX = 7.4  # of a monospace font of that size, on the wide side
GAP_PX = 18
LAYER_GAP_PX = 34
MARGIN_PX = 8


@dataclass(frozen=True)
class Box:
    """Hold what is shown of one node: its name, further lines, and the numbers of its inputs.

    Parameters
    ----------
    name : str
    lines : tuple of str
    inputs : tuple of int
        Positions, from 0, of boxes earlier in the list.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph_drawing import Box
    >>> Box("+", ("value 3",), (0, 1)).inputs
    (0, 1)
    """

    name: str
    lines: tuple[str, ...]
    inputs: tuple[int, ...]


def list_boxes(boxes: list[Box]) -> str:
    """Return boxes as a numbered list.

    Parameters
    ----------
    boxes : list of Box

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph_drawing import Box, list_boxes
    >>> print(list_boxes([Box("x", ("value 2",), ()), Box("exp", ("value 7.389",), (0,))]))
    1. x: value 2
    2. exp of 1: value 7.389
    """
    rows = []
    for number, box in enumerate(boxes, 1):
        used = [str(each + 1) for each in box.inputs]
        of = f" of {', '.join(used[:-1])}{' and ' if len(used) > 1 else ''}{used[-1]}" if used else ""
        rows.append(f"{number}. {box.name}{of}: {', '.join(box.lines)}")
    return "\n".join(rows)


def draw_boxes(boxes: list[Box], title: str) -> str:
    """Return boxes and their edges as an inline SVG picture.

    Parameters
    ----------
    boxes : list of Box
    title : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph_drawing import Box, draw_boxes
    >>> draw_boxes([Box("x", ("value 1",), ())], "A leaf").count("<text")
    2
    """
    widths = [CHARACTER_PX * max(map(len, (box.name, *box.lines))) + 2 * MARGIN_PX for box in boxes]
    heights = [LINE_PX * (1 + len(box.lines)) + MARGIN_PX for box in boxes]
    layer, centre, bends = layout([box.inputs for box in boxes], widths, GAP_PX)
    row_height = LINE_PX * (1 + max(len(box.lines) for box in boxes)) + MARGIN_PX
    left = min(min(x - w / 2 for x, w in zip(centre, widths)), min((min(b) for b in bends.values()), default=0.0))
    right = max(max(x + w / 2 for x, w in zip(centre, widths)), max((max(b) for b in bends.values()), default=0.0))
    shift = MARGIN_PX - left
    top = [MARGIN_PX + row * (row_height + LAYER_GAP_PX) for row in range(max(layer) + 1)]
    width, height = right - left + 2 * MARGIN_PX, top[-1] + row_height + MARGIN_PX
    key = f"graph-{zlib.crc32((title + list_boxes(boxes)).encode()):08x}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-labelledby="{key}-title" aria-describedby="{key}-desc" '
        f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'font-family="monospace" font-size="{FONT_PX}" text-anchor="middle" fill="currentColor">',
        f'<title id="{key}-title">{escape(title)}</title>',
        f'<desc id="{key}-desc">{escape(list_boxes(boxes))}</desc>',
    ]
    for node, box in enumerate(boxes):
        x, y = centre[node] + shift, top[layer[node]]
        came_from = {source: [centre[source], *bends.get((source, node), ())][-1] for source in box.inputs}
        sources = sorted(came_from, key=came_from.__getitem__)  # arrows arrive in the order they come down
        for i, source in enumerate(sources, 1):
            end = x + widths[node] * (i / (len(sources) + 1) - 0.5)
            start_y = top[layer[source]] + heights[source]
            points = [(centre[source] + shift, start_y, start_y)]
            for row, bend in enumerate(bends.get((source, node), ()), layer[source] + 1):
                points.append((bend + shift, top[row], top[row] + row_height))
            parts.append(_edge([*points, (end, y - 6.0, y)]))
        radius = 3 if box.inputs else 14
        parts.append(
            f'<rect x="{x - widths[node] / 2:.1f}" y="{y:.1f}" width="{widths[node]:.1f}" height="{heights[node]}" '
            f'rx="{radius:g}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        )
        for i, line in enumerate((box.name, *box.lines)):
            weight = ' font-weight="bold"' if i == 0 else ""
            parts.append(f'<text x="{x:.1f}" y="{y + (i + 1) * LINE_PX:.1f}"{weight}>{escape(line)}</text>')
    return "".join([*parts, "</svg>"])


def _edge(points: list[tuple[float, float, float]]) -> str:
    """Return a smooth line through (x, top, bottom) of the rows it passes, with an arrow head at its end."""
    x, _, y = points[0]
    path = f"M{x:.1f} {y:.1f}"
    for to_x, to_y, bottom in points[1:]:
        middle = (y + to_y) / 2
        path += f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, bottom
        path += f"V{y:.1f}"
    head = f"M{x - 4:.1f} {y - 7:.1f}L{x:.1f} {y:.1f}L{x + 4:.1f} {y - 7:.1f}Z"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity="0.7"/><path d="{head}"/>'
