"""Bits that one label tells of another, counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mutual_information(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    r"""Return how many bits one label tells of another, by the shares in which their pairs were counted.

    .. math:: I(A; B) = \sum_{a, b} p(a, b) \log_2 \frac{p(a, b)}{p(a)\, p(b)}

    Parameters
    ----------
    a, b : ndarray of int64, shape (n,)
        From 0 on.

    Returns
    -------
    float

    Notes
    -----
    Counted shares make this estimate too large: labels that have nothing to do with each other get about
    :math:`(r - 1)(s - 1) / (2 n \ln 2)` bits if there are r and s of them. A
    permutation of the labels measures by how much.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.transformer.experiments.information import mutual_information
    >>> side = np.array([0, 0, 1, 1])
    >>> mutual_information(side, side), mutual_information(side, np.array([0, 1, 0, 1]))
    (1.0, 0.0)
    """
    pairs = np.bincount(a * (b.max() + 1) + b, minlength=(a.max() + 1) * (b.max() + 1)).reshape(a.max() + 1, -1)
    p = pairs / len(a)
    apart = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    seen = p > 0
    return float((p[seen] * np.log2(p[seen] / apart[seen])).sum())


def pairs_of(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one label for each pair of labels.

    Parameters
    ----------
    a, b : ndarray of int64, shape (n,)
        From 0 on.

    Returns
    -------
    ndarray of int64, shape (n,)

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.transformer.experiments.information import pairs_of
    >>> pairs_of(np.array([0, 1, 1]), np.array([2, 0, 2]))
    array([2, 3, 5])
    """
    return a * (b.max() + 1) + b


def information_beyond(a: NDArray[np.int64], b: NDArray[np.int64], known: NDArray[np.int64]) -> float:
    r"""Return how many bits one label tells of another to whom a third is known.

    .. math:: I(A; B \mid C) = I(A; (B, C)) - I(A; C)

    Parameters
    ----------
    a, b, known : ndarray of int64, shape (n,)
        From 0 on.

    Returns
    -------
    float

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.transformer.experiments.information import information_beyond
    >>> a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> information_beyond(a ^ b, a, known=b), information_beyond(a, a, known=a)
    (1.0, 0.0)
    """
    return mutual_information(a, pairs_of(b, known)) - mutual_information(a, known)
