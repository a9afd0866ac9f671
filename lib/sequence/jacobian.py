"""How a small change of the first state reaches later ones: the product of the steps' Jacobians."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from lib.sequence.cell import Cell, State


@dataclass(frozen=True)
class JacobianProduct:
    r"""Hold :math:`\partial s_t / \partial s_0` for every step t of a sequence.

    Parameters
    ----------
    products : Tensor of float64, shape (time, n, n)
        Entry (t, a, b) is the derivative of part a of the state after step t + 1 by part b of the first state. n is
        ``hidden_size``, or twice that for the LSTM, whose state is h followed by c.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import JacobianProduct
    >>> JacobianProduct(torch.eye(2)[None] * 0.5).norms
    tensor([0.5000])
    """

    products: Tensor

    @property
    def norms(self) -> Tensor:
        """The largest singular value of each product, shape (time,): by how much the worst small change has grown."""
        return torch.linalg.matrix_norm(self.products, 2)


def jacobian_product(cell: Cell, xs: Tensor, h0: State | None = None) -> JacobianProduct:
    r"""Multiply up the Jacobians of a cell's steps along one sequence.

    .. math::
        \frac{\partial s_t}{\partial s_0} = J_t J_{t-1} \cdots J_1, \qquad
        J_t = \frac{\partial s_t}{\partial s_{t-1}} \quad (= \mathrm{diag}(1 - h_t^2)\, W_{hh} \text{ for tanh})

    Parameters
    ----------
    cell : RNNCell, GRUCell or LSTMCell
    xs : Tensor, shape (time, input_size)
        One sequence.
    h0 : Tensor, shape (hidden_size,), or tuple of two such Tensors for the LSTM, optional
        The first state; zeros if not given.

    Returns
    -------
    JacobianProduct
        Products in float64, and their norms.

    Raises
    ------
    ValueError
        If ``xs`` is no single sequence of at least one step.

    Notes
    -----
    Jacobians come from automatic differentiation, so forced gates count. Where gamma bounds the slope of the
    nonlinearity (1 for tanh), a largest singular value of ``weight_hh`` below 1 / gamma is sufficient for the product
    to vanish, and one above 1 / gamma is necessary for it to explode; the eigenvalues decide neither. That is the plain
    cell's law; gates add terms of their own. Costs ``time`` times ``n`` backward passes. A norm below 1e-308 is 0.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Pascanu, Mikolov and Bengio (2013), *On the Difficulty of Training Recurrent Neural Networks*, equations 5 to 7;
    Bengio, Simard and Frasconi (1994), *Learning Long-Term Dependencies with Gradient Descent Is Difficult*.

    Examples
    --------
    At h = 0 the slope of tanh is 1, so the product is a power of W: eigenvalues of 0.5, and yet the norm grows first.

    >>> import torch
    >>> from lib.sequence import RNNCell, jacobian_product
    >>> cell = RNNCell(1, 2, bias=False)
    >>> with torch.no_grad():
    ...     _ = cell.weight_hh.copy_(torch.tensor([[0.5, 2.0], [0.0, 0.5]]))
    >>> jacobian_product(cell, torch.zeros(5, 1)).norms
    tensor([2.1180, 2.0308, 1.5103, 1.0039, 0.6266], dtype=torch.float64)
    """
    if xs.ndim != 2 or xs.shape[1] != cell.input_size or len(xs) == 0:
        raise ValueError(f"xs must have shape (time, {cell.input_size}), got {tuple(xs.shape)}")
    zeros = xs.new_zeros(cell.hidden_size)
    if h0 is None:
        h0 = (zeros, zeros) if cell.has_memory else zeros
    state = torch.cat(h0) if isinstance(h0, tuple) else h0  # (n,)

    def step(s: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        s = torch.cat(cell(x, s.chunk(2))) if cell.has_memory else cell(x, s)
        return s, s  # the second one comes back beside the Jacobian

    jacobian = torch.func.jacrev(step, has_aux=True)
    product = torch.eye(len(state), dtype=torch.float64, device=xs.device)
    products = []
    for x in xs:
        J, state = jacobian(state.detach(), x.detach())
        product = J.detach().double() @ product  # (n, n)
        products.append(product)
    return JacobianProduct(torch.stack(products))
