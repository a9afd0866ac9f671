import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.data import add_label_noise, add_missing, add_outliers, iqr_outliers, repeat_rows

RATES = st.floats(0, 1)


@settings(max_examples=60, deadline=None)
@given(rate=RATES, seed=st.integers(0, 100), n_classes=st.integers(2, 4))
def test_label_noise_changes_exactly_the_share(rate, seed, n_classes):
    y = np.arange(40) % n_classes
    noisy = add_label_noise(y, rate, random_state=seed)
    assert (noisy != y).sum() == round(rate * 40)
    assert set(noisy) <= set(y)
    assert y.tolist() == (np.arange(40) % n_classes).tolist()


def test_label_noise_is_even_over_the_other_classes():
    noisy = add_label_noise(np.repeat([*"abc"], 3000), 1.0, random_state=0)
    share = (noisy[:3000] == "b").mean()
    assert abs(share - 0.5) < 0.04


@settings(max_examples=60, deadline=None)
@given(rate=RATES, seed=st.integers(0, 100))
def test_missing_and_outliers_touch_exactly_the_share(rate, seed):
    X = np.random.default_rng(7).normal(size=(10, 3))
    kept = X.copy()
    gaps, pushed = add_missing(X, rate, random_state=seed), add_outliers(X, rate, random_state=seed)
    np.testing.assert_array_equal(X, kept)
    assert np.isnan(gaps).sum() == round(rate * 30)
    np.testing.assert_array_equal(gaps[~np.isnan(gaps)], X[~np.isnan(gaps)])
    assert (pushed != X).sum() == round(rate * 30)
    moved = np.abs(pushed - X) / X.std(axis=0)
    np.testing.assert_allclose(moved[pushed != X], 10.0)


def test_outliers_can_be_found_again():
    X = np.random.default_rng(0).normal(size=(500, 2))
    damaged = add_outliers(X, 0.02, random_state=0)
    assert iqr_outliers(damaged)[damaged != X].all()


def test_constant_and_empty_columns():
    X = np.column_stack([np.full(10, 4.0), np.full(10, np.nan)])
    damaged = add_outliers(X, 1.0, size=3.0, random_state=0)
    assert set(damaged[:, 0]) == {1.0, 7.0}
    assert np.isnan(damaged[:, 1]).all()


def test_repeated_rows():
    index = repeat_rows(10, 0.3, random_state=0)
    assert np.bincount(index).tolist().count(2) == 3
    assert len(index) == 13
    assert index.tolist() != sorted(index)


@pytest.mark.parametrize(
    "damage",
    [
        lambda seed: add_label_noise([*"ab" * 20], 0.3, seed),
        lambda seed: add_missing(np.ones((20, 2)), 0.3, seed),
        lambda seed: add_outliers(np.ones((20, 2)), 0.3, 5.0, seed),
        lambda seed: repeat_rows(20, 0.3, seed),
    ],
)
def test_seeds(damage):
    assert damage(0).tobytes() == damage(0).tobytes()
    assert len({damage(seed).tobytes() for seed in (0, 1, 2)}) > 1


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_unusable_rate(rate):
    for damage in (
        lambda: add_label_noise([0, 1], rate),
        lambda: add_missing([[1.0]], rate),
        lambda: add_outliers([[1.0]], rate),
        lambda: repeat_rows(3, rate),
    ):
        with pytest.raises(ValueError, match=rf"rate must .* got {rate}"):
            damage()


def test_unusable_arguments():
    with pytest.raises(ValueError, match=r"y must hold at least 2 classes to swap labels between, got only 'a'"):
        add_label_noise(["a", "a"], 0.5)
    with pytest.raises(ValueError, match=r"size must .* got 0"):
        add_outliers([[1.0]], 0.5, size=0)
    with pytest.raises(ValueError, match="X must be numeric, got text"):
        add_missing([["a"]], 0.5)
