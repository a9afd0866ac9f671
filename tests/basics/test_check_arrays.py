"""Every message of check_array, and what it lets through."""

import numpy as np
import pytest
import scipy.sparse

from lib.basics import check_array


def test_integers_become_floats_without_a_change_to_the_input():
    X = np.arange(6).reshape(3, 2)
    before = X.copy()
    checked = check_array(X)
    assert checked.dtype == np.float64
    checked += 1
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize(
    ("X", "options", "error", "message"),
    [
        (
            [1.0, 2.0],
            {},
            ValueError,
            r"X must be a 2D array, got a 1D array of shape \(2,\) instead. Reshape your data",
        ),
        (
            [[1.0]],
            {"ndim": 1, "name": "y"},
            ValueError,
            r"y must be a 1D array, got a 2D array of shape \(1, 1\) instead$",
        ),
        (np.empty((0, 3)), {}, ValueError, r"Found X with 0 sample\(s\) \(shape=\(0, 3\)\) while a minimum of 1"),
        (np.empty((3, 0)), {}, ValueError, r"Found X with 0 feature\(s\) \(shape=\(3, 0\)\) while a minimum of 1"),
        ([[1.0]], {"min_samples": 2}, ValueError, "minimum of 2"),
        ([[np.inf]], {"allow_nan": True}, ValueError, r"X must be finite, but contains infinity \(inf\)"),
        ([[np.nan]], {}, ValueError, "X must hold no missing values, but contains NaN; impute or drop them first"),
        ([[1j]], {}, ValueError, "Complex data not supported: X must be real, got complex128"),
        ([["rent"]], {}, ValueError, "X must be numeric, got text such as 'rent'; encode categories first"),
        (
            [[{"a": 1}]],
            {},
            TypeError,
            "X must be numeric: float.. argument must be a string or a real number, not 'dict'",
        ),
        (np.array([["a", 1.0]], dtype=object), {}, ValueError, "X must be numeric: could not convert string to float"),
        (
            scipy.sparse.eye(2).tocsr(),
            {},
            TypeError,
            "X must be a dense array, got the sparse csr_matrix; call .toarray()",
        ),
        ([[1.0]], {"dtype": "float"}, ValueError, "dtype must be one of 'numeric', 'object', 'any', got 'float'"),
    ],
)
def test_bad_input_is_named(X, options, error, message):
    with pytest.raises(error, match=message):
        check_array(X, **options)


def test_missing_values_pass_where_they_are_allowed():
    assert np.isnan(check_array([[np.nan, 1.0]], allow_nan=True)).sum() == 1


@pytest.mark.parametrize(("entry", "kind"), [(1, np.float64), ("rent", object), (None, object)])
def test_any_keeps_text_as_objects_and_numbers_as_floats(entry, kind):
    assert check_array([[entry]], dtype="any").dtype == kind


def test_object_gives_python_objects():
    assert check_array([[1, "a"]], dtype="object").dtype == object
