"""Gradient descent for a linear predictor: forward, loss, backward, update, validate - the loop behind all training."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import as_rng, check_array, check_integer, check_real, check_sample_weight
from lib.classical.loss import Loss


@dataclass(frozen=True, eq=False)
class History:
    """Hold what a training run learned and how its loss fell.

    Attributes
    ----------
    coef : ndarray, shape (n_features,) or (n_features, n_outputs)
        Coefficients at the end, or of the best epoch after an early stop.
    intercept : float or ndarray, shape (n_outputs,)
    train_loss : ndarray, shape (n_epochs + 1,)
        Mean loss on the training set; entry 0 is before the first step, entry ``e`` after epoch ``e``.
    validation_loss : ndarray, shape (n_epochs + 1,), or None
        The same on the validation set, if there was one.
    n_steps : int
        Number of updates.
    best_epoch : int or None
        Epoch with the lowest validation loss.
    stopped_early : bool
        Whether `patience` ended the run.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical import History
    >>> History(np.zeros(2), 0.0, np.array([3.0, 1.0]), None, 1, None, False).n_epochs
    1
    """

    coef: np.ndarray
    intercept: Any
    train_loss: np.ndarray
    validation_loss: np.ndarray | None
    n_steps: int
    best_epoch: int | None
    stopped_early: bool

    @property
    def n_epochs(self) -> int:
        """Return the number of epochs that were run."""
        return len(self.train_loss) - 1

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return ``X @ coef + intercept``: predictions, or logits if the loss wanted logits.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples,) or (n_samples, n_outputs)
        """
        return check_array(X) @ self.coef + self.intercept


def gradient_descent(
    X: ArrayLike,
    y: ArrayLike,
    loss: Loss,
    *,
    lr: float = 0.1,
    n_epochs: int = 100,
    batch_size: int | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    patience: int | None = None,
    fit_intercept: bool = True,
    sample_weight: ArrayLike | None = None,
    rng: Any = None,
) -> History:
    r"""Train a linear predictor :math:`\hat y = X\beta + b` under any loss by following the gradient downhill.

    Each step computes, on one batch of rows,

    .. math::
        \text{forward: } \hat y = X\beta + b, \quad
        \text{loss: } L(y, \hat y), \quad
        \text{backward: } \nabla_\beta L = X^\top \frac{\partial L}{\partial\hat y},\;
        \nabla_b L = \sum_i \frac{\partial L}{\partial\hat y_i}, \quad
        \text{update: } \beta \leftarrow \beta - \eta\,\nabla_\beta L

    and after each pass over the rows (an epoch) the run validates: it measures the loss on rows it never trains on.

    Parameters
    ----------
    X : array_like, shape (n_samples, n_features)
    y : array_like, shape (n_samples,) or (n_samples, n_outputs)
        Targets as the loss wants them, such as integer class numbers for ``CrossEntropy``.
    loss : Loss
    lr : float, default 0.1
        Learning rate :math:`\eta`, above 0.
    n_epochs : int, default 100
        Passes over the rows, at least 1.
    batch_size : int, optional
        Rows in a step; all of them by default. Smaller batches are drawn in a new order each epoch.
    validation : tuple (X, y), optional
        Rows to measure, not to learn from.
    patience : int, optional
        Stop after this many epochs without a new lowest validation loss, and return the best epoch's coefficients.
    fit_intercept : bool, default True
        Learn :math:`b`; False fixes it at 0.
    sample_weight : array_like, shape (n_samples,), optional
        How much each training row counts within its batch.
    rng : None, int or numpy.random.Generator
        Draws the order of the rows; used only with `batch_size`.

    Returns
    -------
    History

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If shapes do not belong together, an argument is out of range, `patience` is given without `validation`, or the
        loss leaves the range of numbers because `lr` is too large.

    Notes
    -----
    Costs ``n_epochs * n_samples * n_features`` operations. Starts at zero: a linear predictor's loss has no other
    valley to fall into.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Cauchy (1847), *Méthode générale pour la résolution des systèmes d'équations simultanées*; Robbins and Monro (1951),
    *A Stochastic Approximation Method* (batches).

    Examples
    --------
    >>> from lib.classical import SquaredError, gradient_descent
    >>> history = gradient_descent([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0], SquaredError(), lr=0.2, n_epochs=200)
    >>> history.coef.round(3), round(float(history.intercept), 3)
    (array([2.]), 1.0)
    >>> bool(history.train_loss[-1] < history.train_loss[0])
    True
    """
    if not isinstance(loss, Loss):
        raise TypeError(f"loss must be a Loss such as SquaredError(), got {type(loss).__name__}")
    X, y = check_array(X), np.asarray(y)
    if y.shape[:1] != X.shape[:1]:
        raise ValueError(f"X and y must have the same number of samples, got shapes {X.shape} and {y.shape}")
    lr = check_real("lr", lr, low=0, closed="neither")
    check_integer("n_epochs", n_epochs, low=1)
    rows_in_batch = len(X) if batch_size is None else check_integer("batch_size", batch_size, low=1)
    if patience is not None:
        check_integer("patience", patience, low=1)
        if validation is None:
            raise ValueError("patience needs validation data, got validation=None")
    weight = check_sample_weight(sample_weight, len(X))
    used = weight > 0  # a batch of rows that all weigh nothing would have no mean
    X, y, weight = X[used], y[used], weight[used]
    rng = as_rng(rng)

    output_shape = loss.output_shape(y)
    coef, intercept = np.zeros((X.shape[1], *output_shape)), np.zeros(output_shape)
    train_loss = [loss.value(y, X @ coef + intercept, weight)]
    validation_loss = []
    if validation is not None:
        X_val, y_val = check_array(validation[0], "X of validation"), np.asarray(validation[1])
        validation_loss.append(loss.value(y_val, X_val @ coef + intercept))
    best = (0, coef, intercept)
    n_steps, stopped_early = 0, False

    for epoch in range(1, n_epochs + 1):
        order = np.arange(len(X)) if batch_size is None else rng.permutation(len(X))
        with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges is reported below, in words
            for start in range(0, len(X), rows_in_batch):
                batch = order[start : start + rows_in_batch]
                prediction = X[batch] @ coef + intercept  # forward
                slope = loss.gradient(y[batch], prediction, weight[batch])  # loss and backward, up to the prediction
                coef = coef - lr * (X[batch].T @ slope)  # backward through the predictor, and update
                if fit_intercept:
                    intercept = intercept - lr * slope.sum(axis=0)
                n_steps += 1
            train_loss.append(loss.value(y, X @ coef + intercept, weight))
        if not np.isfinite(train_loss[-1]):
            raise ValueError(f"lr={lr:g} is too large: the loss left the range of numbers in epoch {epoch}; lower lr")
        if validation is not None:
            validation_loss.append(loss.value(y_val, X_val @ coef + intercept))  # validate
            if validation_loss[-1] < validation_loss[best[0]]:
                best = (epoch, coef, intercept)
            elif patience is not None and epoch - best[0] >= patience:
                stopped_early = True
                _, coef, intercept = best
                break
    return History(
        coef=coef,
        intercept=intercept if output_shape else float(intercept),
        train_loss=np.array(train_loss),
        validation_loss=np.array(validation_loss) if validation is not None else None,
        n_steps=n_steps,
        best_epoch=best[0] if validation is not None else None,
        stopped_early=stopped_early,
    )
