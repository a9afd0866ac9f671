"""Polynomial features: a linear model on powers and products of the inputs draws curves."""

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement
from typing import Any, Self

import numpy as np

from lib.basics import Estimator, TransformerMixin, check_array, check_integer, check_n_features, check_new_X
from lib.data.names import input_names


class PolynomialFeatures(TransformerMixin, Estimator):
    r"""Build all products of up to ``degree`` features.

    Two features at degree 2 become :math:`(1,\; x_0,\; x_1,\; x_0^2,\; x_0 x_1,\; x_1^2)`.

    Parameters
    ----------
    degree : int, default 2
        Highest number of factors in a product, at least 0.
    interaction_only : bool, default False
        Leave out products in which a feature occurs twice.
    include_bias : bool, default True
        Include the empty product, a column of ones.

    Attributes
    ----------
    powers_ : ndarray of int, shape (n_output_features_, n_features_in_)
        Exponent of each input in each output.
    n_output_features_ : int
    n_features_in_ : int

    Notes
    -----
    ``n`` features at degree ``d`` give ``(n + d)! / (n! d!)`` outputs. Each is one multiplication of an earlier output
    by a feature. Raw powers are nearly collinear: scale the inputs first.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Bishop (2006), *Pattern Recognition and Machine Learning*, section 1.1.

    Examples
    --------
    >>> from lib.classical import PolynomialFeatures
    >>> powers = PolynomialFeatures(degree=2)
    >>> powers.fit_transform([[2.0, 3.0]])
    array([[1., 2., 3., 4., 6., 9.]])
    >>> powers.get_feature_names_out().tolist()
    ['1', 'x0', 'x1', 'x0^2', 'x0 x1', 'x1^2']
    """

    n_features_in_: int
    n_output_features_: int

    def __init__(self, degree: int = 2, *, interaction_only: bool = False, include_bias: bool = True) -> None:
        self.degree = degree
        self.interaction_only = interaction_only
        self.include_bias = include_bias

    def _products(self, n_features: int) -> Iterator[tuple[int, ...]]:
        """Yield each product as the sorted tuple of its factors, short products first."""
        choose = combinations if self.interaction_only else combinations_with_replacement
        for n_factors in range(0 if self.include_bias else 1, self.degree + 1):
            yield from choose(range(n_features), n_factors)

    def fit(self, X: Any, y: Any = None) -> Self:
        """Count the features; nothing else is learned.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
        y : None
            Ignored.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If ``degree`` is no integer of at least 0, ``X`` is not usable, or no output would be left.
        """
        check_integer("degree", self.degree, low=0)
        X = check_array(X)
        check_n_features(self, X, reset=True)
        products = list(self._products(X.shape[1]))
        if not products:
            raise ValueError("degree must be at least 1 when include_bias is False, got 0: no output would be left")
        self.powers_ = np.array([np.bincount(p, minlength=X.shape[1]) for p in map(list, products)], dtype=np.int64)
        self.n_output_features_ = len(products)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Compute every product.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)

        Returns
        -------
        ndarray, shape (n_samples, n_output_features_)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If ``X`` has another number of features than in ``fit``.
        """
        X = check_new_X(self, X)
        result = np.empty((len(X), self.n_output_features_))
        column_of: dict[tuple[int, ...], int] = {}
        for column, product in enumerate(self._products(X.shape[1])):
            column_of[product] = column
            if len(product) == 0:
                result[:, column] = 1
            elif len(product) == 1:
                result[:, column] = X[:, product[0]]
            else:
                # A product is a shorter one, already there, times its last factor.
                np.multiply(result[:, column_of[product[:-1]]], X[:, product[-1]], out=result[:, column])
        return result

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Name the outputs, such as ``"age^2"`` and ``"age income"``.

        Parameters
        ----------
        input_features : array_like of str, shape (n_features,), optional
            Names of the inputs; ``x0``, ``x1``, ... by default.

        Returns
        -------
        ndarray of str objects, shape (n_output_features_,)

        Raises
        ------
        NotFittedError
            If ``fit`` was not called.
        ValueError
            If the number of names is not the number of features.
        """
        names = input_names(self, input_features)
        labels = []
        for powers in self.powers_:
            factors = [name if power == 1 else f"{name}^{power}" for name, power in zip(names, powers) if power]
            labels.append(" ".join(factors) or "1")
        return np.array(labels, dtype=object)
