"""Targets, class labels and sample weights: what passes, and every message."""

import numpy as np
import pytest

from lib.basics import DataConversionWarning, check_labels, check_sample_weight, check_target


def test_none_is_named():
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        check_target(None)


def test_a_column_is_flattened_with_a_warning():
    with pytest.warns(
        DataConversionWarning, match=r"A column-vector y was passed .* got shape \(3, 1\); use y.ravel\(\)"
    ):
        assert check_target([[1], [2], [3]], numeric=True).shape == (3,)


def test_several_outputs_pass_only_where_meant():
    y = np.ones((3, 2))
    assert check_target(y, multi_output=True).shape == (3, 2)
    with pytest.raises(ValueError, match=r"y must be a 1D array, got a 2D array of shape \(3, 2\)"):
        check_target(y)


def test_labels_keep_their_type_unless_numbers_are_wanted():
    for y in (["a", "b"], [1, 2], [True, False], [1.0, 2.0], np.array(["a", "b"], dtype=object)):
        assert check_target(y).dtype == np.asarray(y).dtype
    assert check_target([1, 2], numeric=True).dtype == np.float64
    with pytest.raises(ValueError, match="y must be numeric, got text such as 'a'"):
        check_target(["a", "b"], numeric=True)


@pytest.mark.parametrize("labels", [["b", "a", "b"], [3, 1, 3], [True, False, True], [2.0, 0.0, 2.0]])
def test_labels_are_split_into_classes_and_indices(labels):
    y = check_target(labels)
    classes, index = check_labels(y)
    assert list(classes) == sorted(set(labels))
    assert [classes[i] for i in index] == labels


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.array([0.5, 1.0]), "Unknown label type: y must hold class labels, got continuous values such as 0.5"),
        (np.array(["a", 1], dtype=object), "Unknown label type: y must hold labels of one type, got text mixed"),
        (np.array([(1,), (2,)], dtype="O,").astype(object), "Unknown label type: y must hold text or integers"),
        (np.array([1, 1]), "y must hold at least 2 classes, got 1 class: 1"),
    ],
)
def test_unusable_labels_are_named(y, message):
    with pytest.raises(ValueError, match=message):
        check_labels(y)


@pytest.mark.parametrize(("given", "wanted"), [(None, [1, 1, 1]), (2.0, [2, 2, 2]), ([0, 1, 2], [0, 1, 2])])
def test_weights(given, wanted):
    np.testing.assert_array_equal(check_sample_weight(given, 3), wanted)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ([1.0, 2.0], r"sample_weight must have shape \(3,\), got \(2,\)"),
        ([1.0, -2.0, 1.0], "sample_weight must not be negative, got -2.0"),
        ([0.0, 0.0, 0.0], "sample_weight must contain at least one non-zero weight"),
        ([[1.0], [1.0], [1.0]], "sample_weight must be a 1D array"),
        ([np.nan, 1.0, 1.0], "sample_weight must hold no missing values"),
    ],
)
def test_unusable_weights_are_named(weight, message):
    with pytest.raises(ValueError, match=message):
        check_sample_weight(weight, 3)
