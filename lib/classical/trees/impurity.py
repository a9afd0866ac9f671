"""Impurity: how mixed the targets in a node are. A question is good if both answers are less mixed than the node."""

from abc import ABC, abstractmethod

import numpy as np

from lib.basics import one_hot


class Impurity(ABC):
    """Measure many parts of a node at once, from sums over their rows.

    Each row of data gives a few *amounts*; added up over any set of rows, they tell the impurity of the set. Running
    sums over sorted rows therefore give the impurity of both sides of every threshold in one pass.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> from lib.classical.trees import Gini
    >>> from lib.classical.trees.impurity import Impurity
    >>> issubclass(Gini, Impurity)
    True
    """

    @abstractmethod
    def value(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return what a node of these rows predicts.

        Parameters
        ----------
        y, weight : ndarray, shape (n_samples,)
            Weights are positive.

        Returns
        -------
        ndarray, shape (n_outputs,)
        """

    @abstractmethod
    def amounts(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return what each row of a node adds to the sums.

        Parameters
        ----------
        y, weight : ndarray, shape (n_samples,)

        Returns
        -------
        ndarray, shape (n_amounts, n_samples)
        """

    @abstractmethod
    def of_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute weight times impurity of sets of rows.

        Parameters
        ----------
        sums : ndarray, shape (n_amounts, ...)
            Amounts added up over each set.

        Returns
        -------
        ndarray, shape (...)
            The impurity that adds up: that of two sets together is never below the sum of the two.
        """


class ClassImpurity(Impurity):
    """Count the weight of each class: what Gini index and entropy share.

    Parameters
    ----------
    n_classes : int
        Targets are the class numbers 0, ..., n_classes - 1.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Entropy
    >>> Entropy(n_classes=3).value(np.array([0, 0, 2]), np.array([1.0, 1.0, 2.0]))
    array([0.5, 0. , 0.5])
    """

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes

    def value(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the share of each class, shape (n_classes,)."""
        count = np.bincount(y, weights=weight, minlength=self.n_classes)
        return count / count.sum()

    def amounts(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return each row's weight in the place of its class, shape (n_classes, n_samples)."""
        return one_hot(y, self.n_classes).T * weight


class Gini(ClassImpurity):
    r"""Compute the Gini index: how often two rows, drawn with replacement, are of different classes.

    .. math:: i = 1 - \sum_k p_k^2

    Parameters
    ----------
    n_classes : int

    Notes
    -----
    0 in a pure node, at most 1 - 1/n_classes. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 4.3.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Gini
    >>> Gini(2).of_sums(np.array([3.0, 1.0]))  # 4 * (1 - 9/16 - 1/16)
    np.float64(1.5)
    """

    def of_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute weight times Gini index, shape (...), from the weight of each class, shape (n_classes, ...)."""
        total = sums.sum(axis=0)
        # s * (s / total) and not s**2 / total: the square of a tiny weight would vanish.
        return total - (sums * (sums / total)).sum(axis=0)


class Entropy(ClassImpurity):
    r"""Compute the entropy of the classes: the bits needed to tell the class of a row.

    .. math:: i = -\sum_k p_k \log_2 p_k

    Parameters
    ----------
    n_classes : int

    Notes
    -----
    0 in a pure node, at most log2(n_classes). Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Quinlan (1986), *Induction of Decision Trees*, section 4.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import Entropy
    >>> Entropy(2).of_sums(np.array([2.0, 2.0]))  # 4 rows, 1 bit each
    np.float64(4.0)
    """

    def of_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute weight times entropy, shape (...), from the weight of each class, shape (n_classes, ...)."""
        share = sums / sums.sum(axis=0)
        # 0 log 0 counts as 0, and so does log 1. No term is positive.
        return np.abs((sums * np.log2(np.where(share > 0, share, 1.0))).sum(axis=0))


class SquaredDeviation(Impurity):
    r"""Compute the mean squared error around the mean, which is the variance in the node.

    .. math:: i = \frac{\sum_i w_i (y_i - \bar y)^2}{\sum_i w_i}
              = \frac{\sum_i w_i y_i^2}{\sum_i w_i} - \Big(\frac{\sum_i w_i y_i}{\sum_i w_i}\Big)^2

    Notes
    -----
    The second form loses digits where the mean is far from 0, so the amounts are taken around the mean of the node.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 8.3.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.trees import SquaredDeviation
    >>> deviation, y, weight = SquaredDeviation(), np.array([1.0, 3.0]), np.ones(2)
    >>> deviation.of_sums(deviation.amounts(y, weight).sum(axis=1))
    np.float64(2.0)
    """

    def value(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return the weighted mean, shape (1,)."""
        return np.array([np.average(y, weights=weight)])

    def amounts(self, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Return weight, weighted target and weighted squared target around the mean, shape (3, n_samples)."""
        deviation = y - self.value(y, weight)
        return np.stack([weight, weight * deviation, weight * deviation**2])

    def of_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the weighted sum of squares around the mean, shape (...), from the three sums, shape (3, ...)."""
        weight, first, second = sums
        return np.maximum(second - first * (first / weight), 0.0)
