"""Nodes name the operation, point backward only, and are freed without the garbage collector."""

import gc
import weakref

import numpy as np

from lib.grad import Tensor
from lib.grad.node import Node


def test_a_node_tells_how_its_output_was_made():
    x, w = Tensor([1.0, 2.0]), Tensor([3.0, 4.0], requires_grad=True)
    y = x * w
    node = y.grad_fn
    assert isinstance(node, Node)
    assert (node.name, node.needs, node.shape, repr(node)) == ("mul", (False, True), (2,), "<mul>")
    assert node.inputs == (x, w) if node.inputs[0] is x else False
    after = y.sum().grad_fn
    assert after.inputs == (node,)
    assert after.order > node.order
    constant = (w + 2.0).grad_fn.inputs[1]
    assert isinstance(constant, Tensor)
    assert constant.item() == 2.0


def test_the_graph_is_freed_at_once():
    x = Tensor(np.ones(3), requires_grad=True)
    gc.collect()
    gc.disable()
    try:
        y = x.exp()
        y += x
        y[0] = 2.0
        buffer = Tensor(np.zeros(3))
        buffer[1:] = x[1:]
        buffer += x
        refs = [weakref.ref(each) for each in (y, buffer)]
        del y, buffer
        assert [each() for each in refs] == [None, None]
    finally:
        gc.enable()
