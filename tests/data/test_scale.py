import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lib.basics import NotFittedError
from lib.data import MinMaxScaler, RobustScaler, StandardScaler, load_credit

SCALERS = [StandardScaler, MinMaxScaler, RobustScaler]
MATRICES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-1e5, 1e5, width=32))
GAPS = arrays(np.float64, (6, 2), elements=st.one_of(st.floats(-100, 100), st.just(np.nan)))


def test_standard_by_hand():
    X = [[2.0, 7.0], [4.0, 7.0], [4.0, 7.0], [4.0, 7.0], [5.0, 7.0], [5.0, 7.0], [7.0, 7.0], [9.0, 7.0]]
    scaler = StandardScaler().fit(X)
    assert scaler.mean_.tolist() == [5.0, 7.0]
    assert scaler.var_.tolist() == [4.0, 0.0]
    assert scaler.scale_.tolist() == [2.0, 1.0]
    assert scaler.n_samples_seen_ == 8
    np.testing.assert_array_equal(scaler.transform([[9.0, 8.0]]), [[2.0, 1.0]])


def test_range_and_robust_by_hand():
    X = np.array([[0.0, 3.0], [5.0, 3.0], [10.0, 3.0]])
    np.testing.assert_array_equal(MinMaxScaler((-1, 1)).fit_transform(X), [[-1, -1], [0, -1], [1, -1]])
    np.testing.assert_array_equal(RobustScaler().fit_transform(X), [[-1, 0], [0, 0], [1, 0]])


def test_clip():
    scaler = MinMaxScaler(clip=True).fit([[0.0], [10.0]])
    np.testing.assert_array_equal(scaler.transform([[-5.0], [5.0], [50.0]]), [[0.0], [0.5], [1.0]])


def test_parts_can_be_switched_off():
    X = np.array([[0.0], [4.0]])
    assert StandardScaler(with_mean=False).fit_transform(X).ravel().tolist() == [0.0, 2.0]
    assert StandardScaler(with_std=False).fit_transform(X).ravel().tolist() == [-2.0, 2.0]
    nothing = StandardScaler(with_mean=False, with_std=False).fit(X)
    assert nothing.transform(X).tolist() == X.tolist()
    assert (nothing.mean_, nothing.var_, nothing.scale_) == (None, None, None)
    assert RobustScaler(with_centering=False).fit_transform(X).ravel().tolist() == [0.0, 2.0]
    assert RobustScaler(with_scaling=False).fit_transform(X).ravel().tolist() == [-2.0, 2.0]


@pytest.mark.parametrize("scaler", SCALERS)
@settings(max_examples=60, deadline=None)
@given(X=MATRICES)
def test_round_trip(scaler, X):
    fitted = scaler().fit(X)
    back = fitted.inverse_transform(fitted.transform(X))
    np.testing.assert_allclose(back, X, rtol=1e-9, atol=1e-9 * (1 + np.abs(X).max()))


@settings(max_examples=60, deadline=None)
@given(X=MATRICES)
def test_standardized_columns_have_mean_0_and_variance_1(X):
    scaler = StandardScaler().fit(X)
    Z = scaler.transform(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0.0, atol=1e-6)
    varies = scaler.scale_ != 1.0
    np.testing.assert_allclose(Z.var(axis=0)[varies], 1.0, rtol=1e-6)


@pytest.mark.parametrize("scaler", SCALERS)
@settings(max_examples=40, deadline=None)
@given(X=GAPS)
def test_gaps_stay_where_they_were(scaler, X):
    np.testing.assert_array_equal(np.isnan(scaler().fit_transform(X)), np.isnan(X))


@pytest.mark.parametrize("scaler", SCALERS)
def test_statistics_come_from_the_training_rows_only(scaler):
    X = load_credit().to_array(["Age", "Amount", "Price"])
    train, test = X[:3000], X[3000:]
    fitted = scaler().fit(train)
    before = {name: np.copy(value) for name, value in vars(fitted).items() if name.endswith("_")}
    fitted.transform(test * 1000)
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(fitted, name), value)
    np.testing.assert_array_equal(fitted.transform(test)[:1], fitted.transform(test[:1]))


@pytest.mark.parametrize("scaler", SCALERS)
def test_input_stays_and_kinds_agree(scaler):
    X = np.array([[1, 20], [3, 10], [8, 30]])
    kept = X.astype(float)
    kept.flags.writeable = False
    np.testing.assert_array_equal(scaler().fit_transform(X), scaler().fit_transform(kept))
    np.testing.assert_array_equal(scaler().fit_transform(X.tolist()), scaler().fit_transform(X.astype(np.int8)))


@pytest.mark.parametrize("offset", [0.0, 1e3, 1e6, 1e9, -1e12, 0.1, 1 / 3])
def test_constant_columns_become_zero(offset):
    X = np.full((50, 1), offset)
    for scaler in (StandardScaler(), RobustScaler(), MinMaxScaler()):
        np.testing.assert_array_equal(scaler.fit_transform(X), np.zeros((50, 1)))
    assert StandardScaler().fit(X).scale_ == 1.0


def test_large_offset_keeps_its_digits():
    values = np.array([[1e8 + 1], [1e8 + 2], [1e8 + 3]])
    assert StandardScaler().fit(values).var_ == pytest.approx(2 / 3, rel=1e-12)


def test_weights_count_as_repeated_rows():
    X, weight = np.array([[1.0, 2.0], [4.0, np.nan], [6.0, 5.0]]), np.array([1, 3, 2])
    weighted, repeated = (
        StandardScaler().fit(X, sample_weight=weight),
        StandardScaler().fit(np.repeat(X, weight, axis=0)),
    )
    np.testing.assert_allclose(weighted.mean_, repeated.mean_, rtol=1e-12)
    np.testing.assert_allclose(weighted.scale_, repeated.scale_, rtol=1e-12)
    np.testing.assert_array_equal(weighted.n_samples_seen_, [6, 3])


def test_column_without_any_value_stays_missing():
    X = np.array([[np.nan, 1.0], [np.nan, 2.0]])
    for scaler in (StandardScaler(), MinMaxScaler(), RobustScaler()):
        assert np.isnan(scaler.fit_transform(X)[:, 0]).all()


@pytest.mark.parametrize("scaler", SCALERS)
def test_order_of_calls_and_columns(scaler):
    with pytest.raises(NotFittedError, match=f"{scaler.__name__} is not fitted yet"):
        scaler().transform([[1.0]])
    with pytest.raises(NotFittedError, match=f"{scaler.__name__} is not fitted yet"):
        scaler().inverse_transform([[1.0]])
    with pytest.raises(ValueError, match=r"X has 1 features, but .* is expecting 2 features"):
        scaler().fit([[1.0, 2.0]]).transform([[1.0]])


@pytest.mark.parametrize("feature_range", [(1, 0), (1, 1), (0, 1, 2)])
def test_unusable_range(feature_range):
    with pytest.raises(ValueError, match=r"feature_range must be two rising numbers \(minimum, maximum\), got \("):
        MinMaxScaler(feature_range).fit([[1.0]])


@pytest.mark.parametrize("quantile_range", [(75, 25), (-1, 50), (50, 101), (25,)])
def test_unusable_quantiles(quantile_range):
    with pytest.raises(ValueError, match=r"quantile_range must be two rising percentages in \[0, 100\], got \("):
        RobustScaler(quantile_range=quantile_range).fit([[1.0]])
