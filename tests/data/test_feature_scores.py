import numpy as np
import pytest

from lib.data import f_classif, f_regression


def test_anova_by_hand():
    groups = np.array([[6, 8, 4, 5, 3, 4], [8, 12, 9, 11, 6, 8], [13, 9, 11, 8, 7, 12]], dtype=float)
    means = groups.mean(axis=1)
    assert means.tolist() == [5.0, 9.0, 10.0]
    # Between the groups 6 * (9 + 1 + 4) = 84 on 2 degrees of freedom, within them 16 + 24 + 28 = 68 on 15.
    X, y = groups.reshape(-1, 1), np.repeat([0, 1, 2], 6)
    assert f_classif(X, y) == pytest.approx((84 / 2) / (68 / 15))


def test_regression_by_hand():
    x, y = np.array([1.0, 2, 3, 4]), np.array([2.0, 1, 4, 3])
    # r = 3 / 5, so F = 0.36 / 0.64 * 2.
    assert f_regression(x[:, None], y) == pytest.approx(0.36 / 0.64 * 2)


def test_edges():
    assert f_classif([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]], [0, 0, 1, 1]).tolist() == [0.0, np.inf]
    scores = f_regression([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]], [2.0, 4.0, 6.0])
    assert scores.tolist() == [0.0, np.inf]
    assert f_regression([[1.0], [2.0], [4.0]], [5.0, 5.0, 5.0]).tolist() == [0.0]


def test_shift_and_scale_do_not_matter():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)), rng.integers(0, 3, 40)
    np.testing.assert_allclose(f_classif(X * 7 + 1e6, y), f_classif(X, y), rtol=1e-6)
    np.testing.assert_allclose(f_regression(X * 7 + 1e6, y * 2.0), f_regression(X, y), rtol=1e-6, atol=1e-9)


def test_labels_of_any_kind_give_the_same():
    X = np.random.default_rng(0).normal(size=(6, 2))
    y = np.array([0, 1, 0, 1, 0, 1])
    np.testing.assert_array_equal(f_classif(X, y), f_classif(X, np.array(["no", "yes"])[y]))


def test_too_little_data():
    with pytest.raises(ValueError, match=r"X must have more rows than there are classes \(2\), got 2"):
        f_classif([[1.0], [2.0]], [0, 1])
    with pytest.raises(ValueError, match="y must hold at least 2 classes"):
        f_classif([[1.0], [2.0]], [0, 0])
    with pytest.raises(ValueError, match="a minimum of 3 is required"):
        f_regression([[1.0], [2.0]], [0.0, 1.0])
