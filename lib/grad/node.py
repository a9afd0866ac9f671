"""One step of a recorded computation: what went in, and how a gradient goes back through it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

if TYPE_CHECKING:
    from lib.grad.recording import Recorded

Gradients = tuple[np.ndarray | None, ...]
Rule = Callable[["Node", np.ndarray], Gradients]

_count = itertools.count()


class Node:
    """Record one operation: an entry of the computation graph, seen from its output.

    A tensor's ``grad_fn`` is the node that made it. A node points to the nodes of its inputs and never to its own
    output, so the graph has no circle: when the last tensor that leads to it is gone, it is freed at once, without
    waiting for the garbage collector.

    Parameters
    ----------
    name : str
    inputs : tuple of Node or Tensor of any shape
    needs : tuple of bool
    rule : callable
    shape : tuple of int
    saved : tuple
    options : tuple
    versions : sequence

    Attributes
    ----------
    name : str
        The operation: ``"add"``, ``"matmul"``, ``"relu"``, ...
    inputs : tuple of Node or Tensor of any shape
        For each argument the node that made it; where no node made it, the tensor itself (a leaf: a parameter, an
        input, or a constant, which is a tensor that needs no gradient).
    needs : tuple of bool
        For each argument, whether it needed a gradient when the operation ran.
    rule : callable
        ``rule(node, gradient)`` takes the gradient of the loss for the output and returns one for each argument.
    shape : tuple of int
        Shape of the output.
    saved : tuple or None
        Arrays that the rule needs; None after a backward pass has freed them.
    options : tuple
        Plain settings that the rule needs, such as an axis.
    versions : sequence
        For each saved tensor its version counter and the count when it was saved.
    order : int
        Nodes are numbered as they are made. An input's node is always older than its user's, so going from the
        highest number to the lowest is a topological order.
    retained : weakref or None
        The output tensor, if its gradient is to be kept (``Tensor.retain_grad``).

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> node = (x.exp() * 3.0).sum().grad_fn
    >>> node.name, node.inputs[0].name, node.inputs[0].inputs[0].name
    ('sum', 'mul', 'exp')
    """

    __slots__ = ("inputs", "name", "needs", "options", "order", "retained", "rule", "saved", "shape", "versions")

    def __init__(
        self,
        name: str,
        inputs: tuple[Node | Recorded, ...],
        needs: tuple[bool, ...],
        rule: Rule,
        shape: tuple[int, ...],
        saved: Any = (),
        options: tuple[Any, ...] = (),
        versions: Sequence[tuple[list[int], int]] = (),
    ) -> None:
        self.name = name
        self.inputs = inputs
        self.needs = needs
        self.rule = rule
        self.shape = shape
        self.saved = saved
        self.options = options
        self.versions = versions
        self.order = next(_count)
        self.retained: ref[Recorded] | None = None

    def __repr__(self) -> str:
        return f"<{self.name}>"
