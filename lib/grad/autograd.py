"""The backward pass: carry gradients from a result to the leaves of its graph, each node once."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any

import numpy as np

from lib.grad.node import Node
from lib.grad.recording import Recorded, quiet


@quiet
def run_backward(
    roots: Sequence[tuple[Recorded, np.ndarray]],
    retain_graph: bool = False,
    capture: dict[Node | Recorded, np.ndarray | None] | None = None,
) -> None:
    """Carry gradients from ``roots`` back to the leaves.

    Nodes wait in a heap and leave it youngest first, which is a topological order: by the time a node leaves, every
    user of its output has delivered its share. There is no recursion, so depth is limited by memory alone.

    Parameters
    ----------
    roots : sequence of (Tensor of any shape, ndarray of the same shape)
        Where to start, and the gradient there.
    retain_graph : bool, default False
        Keep what the nodes saved, so that the graph can be walked again.
    capture : dict, optional
        Nodes and leaves whose gradients are wanted; they are filled in here, and no ``.grad`` changes.

    Raises
    ------
    RuntimeError
        If the graph was freed by an earlier pass, or a saved tensor was changed in place since.
    """
    waiting: dict[Node, np.ndarray] = {}
    heap: list[tuple[int, Node]] = []
    for root, gradient in roots:
        if root.grad_fn is None:
            _deliver(root, gradient.copy(), capture)
        elif root.grad_fn in waiting:
            waiting[root.grad_fn] = waiting[root.grad_fn] + gradient
        else:
            waiting[root.grad_fn] = gradient
            heappush(heap, (-root.grad_fn.order, root.grad_fn))
    while heap:
        node = heappop(heap)[1]
        gradient = waiting.pop(node)
        if node.retained is not None and capture is None:
            _retain(node, gradient)
        if capture is not None and node in capture:
            capture[node] = gradient.copy()
        if node.saved is None:
            raise RuntimeError(
                f"backward must not go through {node.name} a second time: its saved arrays were freed by the first "
                "pass; give retain_graph=True to the first backward"
            )
        for counter, count in node.versions:
            if counter[0] != count:
                raise RuntimeError(
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                    f"{node.name} saved version {count} of a tensor, which is now at version {counter[0]}"
                )
        gradients = node.rule(node, gradient)
        if node.saved and not retain_graph:
            node.saved = None
        for source, needed, share in zip(node.inputs, node.needs, gradients):
            if not needed or share is None:
                continue
            if type(share) is not np.ndarray:  # NumPy turns results without axes into scalars
                share = np.asarray(share)
            if type(source) is Node:
                if source in waiting:
                    waiting[source] = waiting[source] + share
                else:
                    waiting[source] = share
                    heappush(heap, (-source.order, source))
            else:
                # A rule may hand on the very array it was given, or a view; a leaf's gradient must be its own.
                own = share is not gradient and share.base is None
                _deliver(source, share if own else share.copy(), capture)  # type: ignore[arg-type]


def _deliver(leaf: Recorded, share: np.ndarray, capture: dict[Node | Recorded, np.ndarray | None] | None) -> None:
    """Add a leaf's share to its gradient: a variable used in several places collects from all of them."""
    if share.dtype != leaf.data.dtype:
        share = share.astype(leaf.data.dtype)
    if capture is None:
        if leaf.grad is None:
            leaf.grad = share
        else:
            leaf.grad += share
    elif leaf in capture:
        before = capture[leaf]
        capture[leaf] = share if before is None else before + share


def _retain(node: Node, gradient: np.ndarray) -> None:
    """Store the gradient of a result in the middle of the graph, if its tensor still lives."""
    tensor = node.retained() if node.retained is not None else None
    if tensor is not None:
        tensor.grad = gradient.copy() if tensor.grad is None else tensor.grad + gradient


def start_gradient(output: Recorded, gradient: Any, name: str = "gradient") -> np.ndarray:
    """Return the gradient to start from: 1 for a single number, else what the caller gives."""
    data = output.data
    if gradient is None:
        if data.size != 1:
            raise RuntimeError(
                f"{name} must be given for a tensor that is no single number, got none for shape {data.shape}: "
                "grad can be implicitly created only for scalar outputs"
            )
        return np.ones(data.shape, data.dtype)
    given = np.asarray(gradient.data if isinstance(gradient, Recorded) else gradient, dtype=data.dtype)
    if given.shape != data.shape:
        raise RuntimeError(f"{name} must have the shape of its tensor, {data.shape}, got {given.shape}")
    return given


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[np.ndarray | None, ...]:
    """Return the gradients of ``outputs`` for ``inputs`` and change no ``.grad``.

    Parameters
    ----------
    outputs : Tensor of any shape, or sequence of Tensor
    inputs : Tensor of any shape, or sequence of Tensor
        Leaves, or results in the middle of the graph.
    grad_outputs : array_like of the shape of ``outputs``, or sequence of them, optional
        Gradient to start from; 1 for single numbers if not given.
    retain_graph : bool, default False
        Keep the graph for another pass.
    allow_unused : bool, default False
        Return None for an input that ``outputs`` do not depend on, instead of an error.

    Returns
    -------
    tuple of ndarray, each of the shape of its input
        Arrays, not tensors: there is no gradient of a gradient here (``create_graph`` in torch).

    Raises
    ------
    RuntimeError
        If an output or input needs no gradient, an output is no single number and has no ``grad_outputs``, an input is
        not used, or the graph was freed.
    ValueError
        If there are not as many ``grad_outputs`` as ``outputs``.

    Notes
    -----
    Chapter: chapters/05_backpropagation.ipynb

    Examples
    --------
    >>> from lib.grad import Tensor, grad
    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> grad((x * x).sum(), x)
    (array([2., 4.]),)
    >>> x.grad is None
    True
    """
    ends = [outputs] if isinstance(outputs, Recorded) else list(outputs)
    wanted = [inputs] if isinstance(inputs, Recorded) else list(inputs)
    starts = grad_outputs if isinstance(grad_outputs, list | tuple) else [grad_outputs] * len(ends)
    if len(starts) != len(ends):
        raise ValueError(f"grad_outputs must have one entry for each of {len(ends)} outputs, got {len(starts)}")
    for name, tensors in (("outputs", ends), ("inputs", wanted)):
        for index, tensor in enumerate(tensors):
            if not tensor._requires_grad:
                raise RuntimeError(f"{name}[{index}] must require grad, got a tensor that does not")
    capture: dict[Node | Recorded, np.ndarray | None] = {tensor.grad_fn or tensor: None for tensor in wanted}
    roots = [(end, start_gradient(end, start, "grad_outputs")) for end, start in zip(ends, starts)]
    run_backward(roots, retain_graph, capture)
    found = tuple([capture[tensor.grad_fn or tensor] for tensor in wanted])
    if not allow_unused and None in [None if each is None else 0 for each in found]:
        index = next(i for i, each in enumerate(found) if each is None)
        raise RuntimeError(f"inputs[{index}] must be used by outputs, got one that is not; or give allow_unused=True")
    return found
