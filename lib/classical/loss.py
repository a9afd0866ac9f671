"""The interface that all losses share: a weighted mean over samples, and its gradient."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_sample_weight


class Loss(ABC):
    r"""Average a loss over samples: the interface that all losses share.

    .. math:: L = \frac{\sum_i w_i \ell(y_i, \hat y_i)}{\sum_i w_i}

    A subclass gives the loss of each element and its derivative; checks, weights and the mean are done here once.
    A sample with several outputs pays the mean over its outputs.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import AbsoluteError, SquaredError
    >>> [loss.value([0.0, 0.0], [1.0, 3.0]) for loss in (SquaredError(), AbsoluteError())]
    [5.0, 2.0]
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    @abstractmethod
    def _elements(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        """Return the loss of every element, shape ``(n_samples,)`` or ``(n_samples, n_outputs)``."""

    @abstractmethod
    def _slopes(self, y: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        """Return the derivative of every element's loss by its own y_pred, in the y_pred's shape."""

    def _check(self, y: ArrayLike, y_pred: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Return both as float arrays of one shape."""
        y, y_pred = np.asarray(y, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
        if y.shape != y_pred.shape:
            # Subtle: (N,) minus (N, 1) broadcasts to (N, N). No error is raised, and the mean over all N*N pairs
            # looks like a loss, has a gradient, and trains a model towards a constant.
            raise ValueError(
                f"y and y_pred must have the same shape, got {y.shape} and {y_pred.shape}; "
                "NumPy would pair elements of different samples (broadcasting) instead of stopping"
            )
        check_samples(y)
        return y, y_pred

    def output_shape(self, y: np.ndarray) -> tuple[int, ...]:
        """Return the shape of one sample's prediction.

        Parameters
        ----------
        y : ndarray, shape (n_samples,) or (n_samples, n_outputs)
            Targets.

        Returns
        -------
        tuple of int
            ``()`` for a single number.
        """
        return np.shape(y)[1:]

    def per_sample(self, y: ArrayLike, y_pred: ArrayLike) -> np.ndarray:
        """Return the loss of each sample, before the mean.

        Parameters
        ----------
        y : array_like, shape (n_samples,) or (n_samples, n_outputs)
            Targets.
        y_pred : array_like
            Predictions, in the shape the loss asks for.

        Returns
        -------
        ndarray, shape (n_samples,)
        """
        elements = self._elements(*self._check(y, y_pred))
        return elements.reshape(len(elements), -1).mean(axis=1)

    def value(self, y: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the mean loss.

        Parameters
        ----------
        y : array_like, shape (n_samples,) or (n_samples, n_outputs)
            Targets.
        y_pred : array_like
            Predictions, in the shape the loss asks for.
        sample_weight : array_like, shape (n_samples,), optional
            How much each sample counts; equal weights by default.

        Returns
        -------
        float
            In squared units of `y` for `SquaredError`, in nats for the cross-entropies.

        Raises
        ------
        ValueError
            If the shapes do not belong together, a target is impossible, or the weights are not usable.
        """
        losses = self.per_sample(y, y_pred)
        return float(_shares(sample_weight, len(losses)) @ losses)

    def gradient(self, y: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None) -> np.ndarray:
        """Return the derivative of `value` by each element of `y_pred`.

        Parameters
        ----------
        y, y_pred, sample_weight
            As in `value`.

        Returns
        -------
        ndarray
            In the shape of `y_pred`. The weights' mean is inside: no further division by the batch size is due.
        """
        y, y_pred = self._check(y, y_pred)
        slopes = self._slopes(y, y_pred)
        # A regression sample's loss is the mean over its outputs; a classifier's logits share one loss.
        per_output = y.size / len(y)
        shares = _shares(sample_weight, len(slopes)) / per_output
        return slopes * shares.reshape(-1, *[1] * (slopes.ndim - 1))


def check_samples(y: np.ndarray) -> None:
    """Refuse targets that hold no sample to average over."""
    if y.ndim == 0 or len(y) == 0:
        raise ValueError(f"y must hold at least one sample, got shape {y.shape}")


def _shares(sample_weight: ArrayLike | None, n_samples: int) -> np.ndarray:
    """Return each sample's share of the mean; the shares add up to 1."""
    if sample_weight is None:
        return np.full(n_samples, 1 / n_samples)
    weights = check_sample_weight(sample_weight, n_samples)
    return weights / weights.sum()
