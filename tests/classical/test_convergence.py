"""The warning of methods that stop early is one that readers can filter."""

import warnings

import numpy as np
import pytest

from lib.classical import ConvergenceWarning, Lasso


def test_it_is_a_user_warning_of_its_own():
    assert issubclass(ConvergenceWarning, UserWarning)
    X = np.random.default_rng(0).normal(size=(20, 4)) @ np.full((4, 4), 0.5) + np.diag([1.0] * 4)[[0, 1, 2, 3] * 5]
    y = X @ [1.0, -2.0, 3.0, -4.0]
    with pytest.warns(ConvergenceWarning, match="Lasso stopped after max_iter=1 rounds"):
        Lasso(alpha=1e-6, max_iter=1, tol=1e-12).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        Lasso(alpha=1e-6, max_iter=1, tol=1e-12).fit(X, y)
