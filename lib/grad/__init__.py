"""Automatic differentiation: tensors that remember how they were computed, and gradients carried back through them."""

from lib.grad import functional
from lib.grad.autograd import grad
from lib.grad.dot import dot
from lib.grad.grad_mode import enable_grad, is_grad_enabled, no_grad
from lib.grad.gradcheck import GradcheckError, gradcheck
from lib.grad.graph import Graph, draw_graph, graph_svg, graph_text
from lib.grad.joining import cat, maximum, minimum, stack, where
from lib.grad.tensor import Tensor
from lib.grad.value import Value

__all__ = [
    "GradcheckError",
    "Graph",
    "Tensor",
    "Value",
    "cat",
    "dot",
    "draw_graph",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "graph_svg",
    "graph_text",
    "is_grad_enabled",
    "maximum",
    "minimum",
    "no_grad",
    "stack",
    "where",
]
