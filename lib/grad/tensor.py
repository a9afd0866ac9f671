"""`Tensor`: an array that remembers how it was computed."""

from __future__ import annotations

from typing import Any, Self
from weakref import ref

import numpy as np

from lib.grad.arithmetic import Arithmetic
from lib.grad.attributes import Attributes
from lib.grad.autograd import run_backward, start_gradient
from lib.grad.elementwise import Elementwise
from lib.grad.in_place import InPlace
from lib.grad.indexing import Indexing
from lib.grad.linear_algebra import LinearAlgebra
from lib.grad.recording import Recorded
from lib.grad.reductions import Reductions
from lib.grad.shapes import Shapes


class Tensor(Attributes, Arithmetic, Elementwise, Reductions, Shapes, Indexing, LinearAlgebra, InPlace):
    r"""Hold an array and, if asked, record what is computed from it, so that gradients can be carried back.

    For a loss :math:`L` computed from tensors, ``L.backward()`` sets each leaf's ``grad`` to
    :math:`\partial L / \partial x`, an array of the leaf's own shape.

    Parameters
    ----------
    data : array_like of any shape
        Values. An array is used as it is, without a copy (``torch.from_numpy``); Python floats become float64 (torch:
        float32), Python integers int64.
    requires_grad : bool, default False
        Whether gradients of results are wanted for this tensor.
    dtype : NumPy dtype, optional
        Convert ``data`` to it.

    Attributes
    ----------
    data : ndarray of any shape
        The values. Changing them through ``data`` is not recorded and not noticed, as in torch: this is how an
        optimizer updates parameters.
    grad : ndarray of the shape of ``data``, or None
        The gradient, added up over backward passes. An **array**, not a tensor: there is no gradient of a gradient.
    grad_fn : Node or None
        The node of the operation that made this tensor; None for a leaf.

    Raises
    ------
    RuntimeError
        If integers are to require grad.

    Notes
    -----
    Names, arguments and results are torch's. Left out: devices, hooks, complex numbers, sparse tensors, gradients of
    gradients, and recorded in-place changes of a view. A 0-dimensional tensor takes part in type promotion like any
    other (torch lets it count less). Comparisons, ``argmax`` and ``tolist`` give plain arrays and lists.
    Chapter: chapters/05_backpropagation.ipynb

    References
    ----------
    Linnainmaa (1976), *Taylor expansion of the accumulated rounding error*; Baydin et al. (2018), *Automatic
    differentiation in machine learning: a survey*, section 3.2.

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> w = Tensor([[1.0, -2.0], [3.0, 0.5]], requires_grad=True)
    >>> x = Tensor([2.0, 1.0])
    >>> loss = (w @ x).relu().sum()
    >>> loss.item()
    6.5
    >>> loss.backward()
    >>> w.grad
    array([[0., 0.],
           [2., 1.]])
    """

    # NumPy must hand `array * tensor` over to the tensor instead of looping over it.
    __array_ufunc__ = None

    def __init__(self, data: Any, requires_grad: bool = False, dtype: Any = None) -> None:
        self.data = np.asarray(data.data if isinstance(data, Recorded) else data, dtype=dtype)
        self._version = [0]
        if requires_grad:
            self.requires_grad_()

    @property
    def requires_grad(self) -> bool:
        """Tell whether gradients are wanted for this tensor, or it was computed from one for which they are."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Say whether gradients are wanted for this leaf.

        Parameters
        ----------
        requires_grad : bool, default True

        Returns
        -------
        Tensor of the same shape
            Itself.

        Raises
        ------
        RuntimeError
            If the tensor holds no floating-point numbers, or is no leaf and shall not require grad.
        """
        if requires_grad and self.data.dtype.kind != "f":
            raise RuntimeError(f"only Tensors of floating point dtype can require gradients, got {self.data.dtype}")
        if not requires_grad and self.grad_fn is not None:
            raise RuntimeError(
                "requires_grad can be switched off on a leaf only, got the result of an operation; detach()"
            )
        self._requires_grad = bool(requires_grad)
        return self

    @property
    def is_leaf(self) -> bool:
        """Tell whether no recorded operation made this tensor."""
        return self.grad_fn is None

    def backward(self, gradient: Any = None, retain_graph: bool = False) -> None:
        r"""Add :math:`\partial L/\partial x` to the ``grad`` of every leaf :math:`x` that led to this tensor.

        Parameters
        ----------
        gradient : array_like of this tensor's shape, optional
            :math:`\partial L/\partial` this tensor; 1 if the tensor is a single number.
        retain_graph : bool, default False
            Keep what the operations saved, for another pass; else it is freed, and a second pass raises RuntimeError.

        Raises
        ------
        RuntimeError
            If nothing was recorded, ``gradient`` is missing or of another shape, the graph was freed before, or a value
            that is needed has been changed in place.
        """
        if not self._requires_grad:
            raise RuntimeError("backward needs a tensor that requires grad, got one that does not and has no grad_fn")
        run_backward(((self, start_gradient(self, gradient)),), retain_graph)

    def retain_grad(self) -> None:
        """Keep this tensor's gradient in ``grad`` at the next backward pass, although it is no leaf.

        Raises
        ------
        RuntimeError
            If the tensor does not require grad.
        """
        if not self._requires_grad:
            raise RuntimeError("retain_grad needs a tensor that requires grad, got one that does not")
        if self.grad_fn is not None:
            self.grad_fn.retained = ref(self)


Recorded._plain = Tensor
