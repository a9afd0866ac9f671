import pytest

from lib.basics import NotFittedError
from lib.data import StandardScaler
from lib.data.names import input_names


def test_names_given_or_numbered():
    scaler = StandardScaler().fit([[1, 2]])
    assert input_names(scaler) == ["x0", "x1"]
    assert input_names(scaler, ("a", "b")) == ["a", "b"]
    assert scaler.get_feature_names_out().tolist() == ["x0", "x1"]


def test_wrong_number_of_names():
    with pytest.raises(ValueError, match="input_features must have 2 names, got 1"):
        input_names(StandardScaler().fit([[1, 2]]), ["a"])


def test_names_need_fit():
    with pytest.raises(NotFittedError, match="StandardScaler is not fitted yet"):
        StandardScaler().get_feature_names_out()
