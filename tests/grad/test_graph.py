"""Graphs of Values and of Tensors, as text and as a picture."""

import numpy as np
import pytest

from lib.grad import Tensor
from lib.grad.graph import Graph, draw_graph, graph_svg, graph_text
from lib.grad.value import Value


def test_value_graph_lists_each_node_once_inputs_first():
    x, y = Value(3.0), Value(-2.0)
    product = x * y
    result = product + product * x
    result.backward()
    assert graph_text(result, names={"x": x, "y": y, "p": product}).split("\n") == [
        "1. x: value 3, grad -14",
        "2. y: value -2, grad 12",
        "3. p = * of 1 and 2: value -6, grad 4",
        "4. * of 3 and 1: value -18, grad 1",
        "5. + of 3 and 4: value -24, grad 1",
    ]


def test_tensor_graph_gives_shapes_and_norms():
    W = Tensor(np.array([[3.0, 0.0], [0.0, 4.0]]), requires_grad=True)
    x = Tensor(np.array([1.0, 1.0]))
    hidden = W @ x
    hidden.retain_grad()
    loss = hidden.sum()
    before = graph_text(loss, names={"W": W, "h": hidden}).split("\n")
    assert before == [
        "1. W: shape (2, 2), grad None",
        "2. constant: shape (2,)",
        "3. h = matmul of 1 and 2: shape (2,)",
        "4. sum of 3: value 7",
    ]
    loss.backward()
    after = graph_text(loss, names={"W": W, "h": hidden}).split("\n")
    assert after[0] == "1. W: shape (2, 2), grad norm 2"
    assert after[2] == "3. h = matmul of 1 and 2: shape (2,), grad norm 1.414"


def test_a_result_whose_tensor_is_gone_still_has_its_shape():
    x = Tensor(np.ones((2, 3)), requires_grad=True)
    assert graph_text(x.exp().sum()).split("\n")[1] == "2. exp of 1: shape (2, 3)"


@pytest.mark.parametrize(
    ("root", "line"),
    [
        (Value(2.0), "1. leaf: value 2, grad 0"),
        (Tensor([1.0, 2.0], requires_grad=True), "1. leaf: shape (2,), grad None"),
        (Tensor([1.0, 2.0]), "1. constant: shape (2,)"),
        (Tensor(5), "1. constant: value 5"),
    ],
)
def test_a_leaf_alone(root, line):
    assert graph_text(root) == line
    assert graph_svg(root, title="a leaf").count("<rect") == 1


def test_deep_graphs_can_be_listed():
    y = x = Value(0.0)
    for _ in range(20_000):
        y = y + x
    assert graph_text(y).count("\n") == 20_000


def test_a_notebook_shows_the_picture_a_terminal_the_text():
    result = Value(2.0) * 3.0
    graph = draw_graph(result, title="A product")
    assert isinstance(graph, Graph)
    assert repr(graph) == graph.text == graph_text(result)
    assert graph.svg == graph_svg(result, title="A product")
    assert graph.svg in graph._repr_html_()


def test_names_reach_the_picture():
    x = Value(2.0)
    assert ">rate</text>" in graph_svg(x.exp(), title="t", names={"rate": x})


def test_refusals():
    for show in (graph_text, lambda root: graph_svg(root, title="t")):
        with pytest.raises(TypeError, match="root must be a Value or a Tensor, got float"):
            show(1.0)
    big = sum([Value(1.0) for _ in range(40)], Value(0.0))
    with pytest.raises(ValueError, match="root must have at most max_nodes = 60 nodes, got 81; graph_text lists any"):
        graph_svg(big, title="t")
    assert graph_svg(big, title="t", max_nodes=81).count("<rect") == 81
