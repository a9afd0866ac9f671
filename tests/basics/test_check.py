"""Features and target together, number of features, and the order of calls."""

import numpy as np
import pytest

from lib.basics import Estimator, NotFittedError, check_is_fitted, check_n_features, check_new_X, check_X_y


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="X and y must have the same number of samples, got 2 and 3"):
        check_X_y([[1], [2]], [1, 2, 3])


def test_both_are_checked():
    X, y = check_X_y([[1], [2]], [[1], [2]], y_numeric=True, multi_output=True)
    assert X.dtype == y.dtype == np.float64
    assert y.shape == (2, 1)


def test_number_of_features_is_remembered_and_compared():
    model = Estimator()
    check_n_features(model, np.zeros((1, 3)), reset=True)
    check_n_features(model, np.zeros((5, 3)), reset=False)
    with pytest.raises(ValueError, match="X has 2 features, but Estimator is expecting 3 features as input"):
        check_n_features(model, np.zeros((1, 2)), reset=False)


def test_fitted_means_a_learned_attribute():
    model = Estimator()
    with pytest.raises(NotFittedError, match="this Estimator is not fitted yet; call fit before using it"):
        check_is_fitted(model)
    model.coef_ = 1.0
    check_is_fitted(model)


def test_new_rows_are_like_those_of_fit():
    model = Estimator()
    with pytest.raises(NotFittedError, match="this Estimator is not fitted yet; call fit before using it"):
        check_new_X(model, [[1, 2]])
    check_n_features(model, np.zeros((1, 2)), reset=True)
    assert check_new_X(model, [[1, 2]]).dtype == np.float64
    with pytest.raises(ValueError, match="X has 3 features, but Estimator is expecting 2 features as input"):
        check_new_X(model, [[1, 2, 3]])
    with pytest.raises(ValueError, match="X must hold no missing values, but contains NaN"):
        check_new_X(model, [[1, np.nan]])
    assert np.isnan(check_new_X(model, [[1, np.nan]], allow_nan=True)[0, 1])
    assert check_new_X(model, [["a", 1]], dtype="any").dtype == object
