"""Kinder coordinates for logistic regression: the same model, on features that are centred, scaled and few."""

import numpy as np


class LogisticBasis:
    r"""Change the features so that the fit is fast and accurate, and change the coefficients back.

    Three changes, none of which alters the fitted model:

    - *Centring*, where an intercept takes up the difference: :math:`w^\top x + b = w^\top(x - \bar x) + b'`.
    - *Reducing*: the best :math:`w` is a combination of the rows of the data, since any other part of it costs penalty
      and changes no prediction. With :math:`X = U S V^\top` we fit :math:`v` on the columns of :math:`US` - never more
      than there are rows - and :math:`w = Vv`, with :math:`\lVert w\rVert = \lVert v\rVert`.
    - *Scaling* column :math:`j` to unit spread by :math:`c_j`; its penalty becomes :math:`\lambda / c_j^2`.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
        Not changed.
    shares : ndarray, shape (n_samples,)
        Weights that add up to 1.
    fit_intercept : bool
        Centre, and append a column of ones.
    reduce : bool
        Change to the columns of :math:`US`: worth its price with more features than samples, and needed to pick the
        shortest coefficients where there is no penalty.

    Attributes
    ----------
    A : ndarray, shape (n_samples, n_columns)
        The changed features.
    relative_penalty : ndarray, shape (n_columns,)
        :math:`1 / c_j^2`, and 0 for the intercept.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), *The Elements of Statistical Learning*, section 18.3.5.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.classical.logistic_basis import LogisticBasis
    >>> basis = LogisticBasis(np.array([[10.0], [30.0]]), np.array([0.5, 0.5]), fit_intercept=True, reduce=False)
    >>> basis.A
    array([[-1.,  1.],
           [ 1.,  1.]])
    >>> basis.original(np.array([[10.0, 5.0]]))  # 10 on the scaled feature is 1 on the feature as given
    (array([[1.]]), array([-15.]))
    """

    def __init__(self, X: np.ndarray, shares: np.ndarray, fit_intercept: bool, reduce: bool) -> None:
        n_samples, n_features = X.shape
        self.fit_intercept = fit_intercept
        self.mean = shares @ X if fit_intercept else np.zeros(n_features)
        Z = X - self.mean
        spread = np.sqrt(shares @ Z**2)
        # Subtle: centring leaves rounding noise in a constant column, and scaling would blow it up into a feature.
        constant = spread <= n_samples * np.finfo(float).eps * np.abs(self.mean)
        Z[:, constant] = 0
        spread[constant] = 0
        self.rows: np.ndarray | None = None
        if reduce:
            U, s, Vt = np.linalg.svd(Z, full_matrices=False)
            kept = s > max(Z.shape) * np.finfo(float).eps * s.max(initial=0)
            Z, self.rows = U[:, kept] * s[kept], Vt[kept]  # (n_samples, rank), (rank, n_features)
            spread = np.sqrt(shares @ Z**2)
        self.scale = np.where(spread > 0, spread, 1.0)
        Z /= self.scale
        self.relative_penalty = 1 / self.scale**2
        if fit_intercept:
            Z = np.column_stack([Z, np.ones(n_samples)])
            self.relative_penalty = np.append(self.relative_penalty, 0.0)
        self.A = Z

    def original(self, W: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Turn coefficients on `A` into coefficients and intercepts on the features as given.

        Parameters
        ----------
        W : ndarray, shape (n_rows, n_columns)

        Returns
        -------
        coef : ndarray, shape (n_rows, n_features)
        intercept : ndarray, shape (n_rows,)
        """
        intercept = W[:, -1] if self.fit_intercept else np.zeros(len(W))
        coef = (W[:, :-1] if self.fit_intercept else W) / self.scale
        if self.rows is not None:
            coef = coef @ self.rows
        return coef, intercept - coef @ self.mean
