"""Show a computation graph: as a numbered list, and as a picture drawn without any external program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.grad.graph_drawing import Box, draw_boxes, list_boxes
from lib.grad.node import Node
from lib.grad.recording import Recorded
from lib.grad.value import Value


@dataclass(frozen=True)
class Graph:
    """Hold a drawn graph; a notebook shows the picture, a terminal the text.

    Parameters
    ----------
    text : str
        The numbered list.
    svg : str
        The picture, whose description is the same list.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph import draw_graph
    >>> from lib.grad.value import Value
    >>> draw_graph(Value(2.0) * 3.0, title="A product")
    1. leaf: value 2, grad 0
    2. leaf: value 3, grad 0
    3. * of 1 and 2: value 6, grad 0
    """

    text: str
    svg: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        # A wide graph scrolls: shrunk to the page its letters would become too small to read.
        return f'<div class="book-graph" style="overflow-x: auto" tabindex="0">{self.svg}</div>'


def _number(name: str, number: Any) -> str:
    return f"{name} {number:.4g}"


def _lines_of(thing: Any, root: Any) -> tuple[str, ...]:
    """Return what is known of a node: its value or shape, and its gradient if it keeps one."""
    if isinstance(thing, Value):
        return _number("value", thing.data), _number("grad", thing.grad)
    tensor = thing
    if isinstance(thing, Node):
        tensor = root if thing is root.grad_fn else thing.retained and thing.retained()
        if tensor is None:  # a result in the middle: its tensor may be gone, the node knows its shape
            return (f"shape {thing.shape}",)
    data, grad = tensor.data, tensor.grad
    line = _number("value", data.item()) if data.size == 1 else f"shape {data.shape}"
    if grad is None:
        return (line, "grad None") if tensor._requires_grad and tensor is thing else (line,)
    return line, _number("grad", grad.item()) if grad.size == 1 else _number("grad norm", np.linalg.norm(grad))


def _name_of(thing: Any, names: dict[int, str]) -> str:
    if isinstance(thing, Value | Node):
        kind = (thing.operation if isinstance(thing, Value) else thing.name) or "leaf"
    else:
        kind = "leaf" if thing._requires_grad else "constant"
    given = names.get(id(thing))
    if given is None:
        return kind
    return given if kind in ("leaf", "constant") else f"{given} = {kind}"


def _boxes(root: Any, names: dict[str, Any] | None) -> list[Box]:
    """Return the nodes behind ``root``, inputs before users and ``root`` last."""
    if not isinstance(root, Value | Recorded):
        raise TypeError(f"root must be a Value or a Tensor, got {type(root).__name__}")
    called = {id(getattr(thing, "grad_fn", None) or thing): name for name, thing in (names or {}).items()}
    number: dict[int, int] = {}
    order: list[tuple[Any, tuple[Any, ...]]] = []
    stack: list[tuple[Any, bool]] = [(root if isinstance(root, Value) else root.grad_fn or root, False)]
    while stack:
        thing, inputs_done = stack.pop()
        if id(thing) in number:
            continue
        inputs = thing.inputs if isinstance(thing, Value | Node) else ()
        if inputs_done:
            number[id(thing)] = len(order)
            order.append((thing, inputs))
        else:
            stack.append((thing, True))
            stack += [(each, False) for each in reversed(inputs)]
    return [
        Box(_name_of(thing, called), _lines_of(thing, root), tuple([number[id(each)] for each in inputs]))
        for thing, inputs in order
    ]


def graph_text(root: Any, *, names: dict[str, Any] | None = None) -> str:
    """Return a computation graph as a numbered list in topological order: inputs first, the result last.

    Parameters
    ----------
    root : Value, or Tensor of any shape
        The result whose graph is shown.
    names : dict, optional
        ``{name: Value or Tensor}``: what to call some of the nodes.

    Returns
    -------
    str
        A line for each node: number, operation, numbers of its inputs, value or shape, gradient.

    Raises
    ------
    TypeError
        If ``root`` is neither.

    Notes
    -----
    A result in the middle of a Tensor's graph keeps its gradient only after ``retain_grad()``; of an array's gradient
    the Euclidean norm is given. Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph import graph_text
    >>> from lib.grad.value import Value
    >>> w, x = Value(-3.0), Value(2.0)
    >>> loss = (w * x + 7.0).tanh()
    >>> loss.backward()
    >>> print(graph_text(loss, names={"w": w, "x": x, "loss": loss}))
    1. w: value -3, grad 0.8399
    2. x: value 2, grad -1.26
    3. * of 1 and 2: value -6, grad 0.42
    4. leaf: value 7, grad 0.42
    5. + of 3 and 4: value 1, grad 0.42
    6. loss = tanh of 5: value 0.7616, grad 1
    """
    return list_boxes(_boxes(root, names))


def graph_svg(root: Any, *, title: str, max_nodes: int = 60, names: dict[str, Any] | None = None) -> str:
    """Return a computation graph as an inline SVG picture, inputs at the top and the result at the bottom.

    Lines and letters take the colour of the text around them, so the picture suits a light and a dark page. The list
    that `graph_text` gives is its description for those who cannot see it.

    Parameters
    ----------
    root : Value, or Tensor of any shape
    title : str
        What the picture shows, in a few words.
    max_nodes : int, default 60
        Refuse graphs with more nodes, which no one could read.
    names : dict, optional
        ``{name: Value or Tensor}``: what to call some of the nodes.

    Returns
    -------
    str

    Raises
    ------
    TypeError
        If ``root`` is neither a Value nor a Tensor.
    ValueError
        If the graph has more than ``max_nodes`` nodes.

    Notes
    -----
    Solid boxes are results, round ones are leaves. Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph import graph_svg
    >>> from lib.grad.value import Value
    >>> graph_svg(Value(2.0) * 3.0, title="A product")[:4]
    '<svg'
    """
    boxes = _boxes(root, names)
    if len(boxes) > max_nodes:
        raise ValueError(
            f"root must have at most max_nodes = {max_nodes} nodes, got {len(boxes)}; graph_text lists any number"
        )
    return draw_boxes(boxes, title)


def draw_graph(root: Any, *, title: str, max_nodes: int = 60, names: dict[str, Any] | None = None) -> Graph:
    """Return text and picture together, as an object that a notebook shows.

    Parameters
    ----------
    root : Value, or Tensor of any shape
    title : str
    max_nodes : int, default 60
    names : dict, optional
        As in `graph_svg`.

    Returns
    -------
    Graph

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad.graph import draw_graph
    >>> from lib.grad.value import Value
    >>> draw_graph(Value(4.0).log(), title="A logarithm")
    1. leaf: value 4, grad 0
    2. log of 1: value 1.386, grad 0
    """
    return Graph(graph_text(root, names=names), graph_svg(root, title=title, max_nodes=max_nodes, names=names))
