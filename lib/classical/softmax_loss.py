"""The penalised cross-entropy of a linear classifier, with the derivatives that Newton's method asks for."""

from collections.abc import Callable

import numpy as np


class SoftmaxLoss:
    r"""Score coefficients :math:`W` on weighted data: mean cross-entropy plus an L2 penalty.

    .. math::
        f(W) = \sum_i s_i \Big(\log\sum_k e^{z_{ik}} - z_{i y_i}\Big) + \tfrac12 \sum_{kj} \lambda_j W_{kj}^2,
        \qquad z_i = W a_i

    Two classes need one row of coefficients: the other class has the logit 0, and the softmax becomes the sigmoid.

    Parameters
    ----------
    A : ndarray, shape (n_samples, n_columns)
        Features, with a column of ones for the intercept.
    target : ndarray, shape (n_rows, n_samples)
        One-hot classes, one row for each class, or a single row for two classes.
    shares : ndarray, shape (n_samples,)
        Weights :math:`s_i`, which add up to 1.
    penalty : ndarray, shape (n_columns,)
        :math:`\lambda_j`; 0 for the intercept.

    Notes
    -----
    Calling the loss with coefficients of shape (n_rows, n_columns) gives a `SoftmaxPoint`.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.softmax_loss import SoftmaxLoss
    >>> loss = SoftmaxLoss(np.ones((2, 1)), np.array([[1.0, 0.0]]), np.array([0.5, 0.5]), np.zeros(1))
    >>> round(loss(np.zeros((1, 1))).value, 4)  # log 2: a coin
    0.6931
    """

    def __init__(self, A: np.ndarray, target: np.ndarray, shares: np.ndarray, penalty: np.ndarray) -> None:
        self.A = A
        # Both orders in memory: each product below then reads whole rows.
        self.At = np.ascontiguousarray(A.T)
        self.target = target
        self.shares = shares
        self.penalty = penalty

    def __call__(self, W: np.ndarray) -> "SoftmaxPoint":
        """Return value and derivatives at coefficients `W`, shape (n_rows, n_columns)."""
        return SoftmaxPoint(self, W)


class SoftmaxPoint:
    r"""Hold a `SoftmaxLoss` at one set of coefficients: the value at once, derivatives when asked.

    With probabilities :math:`p_{ik}`, targets :math:`t_{ik}` and any direction :math:`V`, :math:`u_i = V a_i`,

    .. math::
        \nabla f_k = \sum_i s_i (p_{ik} - t_{ik}) a_i + \lambda W_k, \qquad
        (\nabla^2 f\, V)_k = \sum_i s_i\, p_{ik} \Big(u_{ik} - \sum_l p_{il} u_{il}\Big) a_i + \lambda V_k

    Attributes
    ----------
    value : float
        Loss in nats per sample, penalty included.
    probability : ndarray, shape (n_rows, n_samples)

    Notes
    -----
    Each derivative costs two matrix products of ``n_samples * n_columns * n_rows`` operations.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Bishop (2006), *Pattern Recognition and Machine Learning*, section 4.3.3 (two classes) and 4.3.4 (several).

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.softmax_loss import SoftmaxLoss
    >>> loss = SoftmaxLoss(np.ones((2, 1)), np.array([[1.0, 1.0]]), np.array([0.5, 0.5]), np.zeros(1))
    >>> loss(np.zeros((1, 1))).gradient()
    array([[-0.5]])
    """

    def __init__(self, loss: SoftmaxLoss, W: np.ndarray) -> None:
        self.loss, self.W = loss, W
        logits = W @ loss.At  # (n_rows, n_samples)
        largest = logits.max(axis=0)
        fixed: np.ndarray | float = 0.0
        if len(logits) == 1:
            largest = np.maximum(largest, 0)
            fixed = np.exp(-largest)  # the class whose logit is always 0
        scores = np.exp(logits - largest)
        total = scores.sum(axis=0) + fixed
        self.probability = scores / total
        losses = np.log(total) + largest - np.einsum("ki,ki->i", loss.target, logits)
        self.value = float(loss.shares @ losses + 0.5 * np.vdot(loss.penalty * W, W))

    def gradient(self) -> np.ndarray:
        """Return the gradient, shape (n_rows, n_columns)."""
        return ((self.probability - self.loss.target) * self.loss.shares) @ self.loss.A + self.loss.penalty * self.W

    def hessian_product(self, V: np.ndarray) -> np.ndarray:
        """Return the second derivative times `V`, both of shape (n_rows, n_columns)."""
        p = self.probability
        change = V @ self.loss.At  # (n_rows, n_samples)
        change -= np.einsum("ki,ki->i", p, change)
        change *= p
        change *= self.loss.shares
        return change @ self.loss.A + self.loss.penalty * V

    def preconditioner(self) -> Callable[[np.ndarray], np.ndarray]:
        r"""Return a function that multiplies each row by one approximate inverse of the second derivative.

        A class's own block is :math:`\sum_i s_i p_{ik}(1 - p_{ik}) a_i a_i^\top + \lambda`; the mean over the classes
        stands in for all of them. With two classes there is one block, so the inverse is exact and the method is
        iteratively reweighted least squares.
        """
        p = self.probability
        weight = self.loss.shares * np.mean(p * (1 - p), axis=0)
        rooted = self.loss.At * np.sqrt(weight)
        block = rooted @ rooted.T  # a matrix times its own transpose: NumPy then computes one half and mirrors it
        diagonal = block.diagonal() + self.loss.penalty
        # A little more on the diagonal keeps the block invertible where columns are linearly dependent or zero.
        block[np.diag_indices(len(block))] = diagonal * (1 + 1e-12) + (diagonal == 0)
        inverse = np.linalg.inv(block)
        return lambda residual: residual @ inverse
