"""The confusion matrix and its scores, by hand and at the edges."""

import re

import numpy as np
import pytest

from lib.classical import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)

# 3 true positives, 1 false negative, 2 false positives, 4 true negatives.
TRUTH = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
GUESS = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0])


def test_by_hand():
    np.testing.assert_array_equal(confusion_matrix(TRUTH, GUESS), [[4, 2], [1, 3]])
    assert accuracy_score(TRUTH, GUESS) == pytest.approx(7 / 10)
    assert precision_score(TRUTH, GUESS) == pytest.approx(3 / 5)
    assert recall_score(TRUTH, GUESS) == pytest.approx(3 / 4)
    assert f1_score(TRUTH, GUESS) == pytest.approx(2 * 3 / (2 * 3 + 2 + 1))
    assert balanced_accuracy_score(TRUTH, GUESS) == pytest.approx((3 / 4 + 4 / 6) / 2)


def test_the_other_class_may_be_the_positive_one():
    assert recall_score(TRUTH, GUESS, pos_label=0) == pytest.approx(4 / 6)
    names = np.array(["ham", "spam"])
    assert precision_score(names[TRUTH], names[GUESS], pos_label="spam") == pytest.approx(3 / 5)


def test_a_constant_guess_on_rare_positives():
    truth, guess = [1] + [0] * 99, [0] * 100
    assert accuracy_score(truth, guess) == 0.99
    assert balanced_accuracy_score(truth, guess) == 0.5
    assert precision_score(truth, guess) == recall_score(truth, guess) == f1_score(truth, guess) == 0


def test_without_any_positive_the_scores_are_zero():
    assert f1_score([0, 0], [0, 0]) == 0
    assert precision_score([0, 0], [0, 0], average=None).tolist() == [1.0]


def test_averages_of_three_classes():
    truth, guess = [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2]
    recall = [2 / 3, 1 / 2, 1.0]
    np.testing.assert_allclose(recall_score(truth, guess, average=None), recall)
    assert recall_score(truth, guess, average="macro") == pytest.approx(np.mean(recall))
    assert recall_score(truth, guess, average="weighted") == pytest.approx(accuracy_score(truth, guess))
    assert recall_score(truth, guess, average="micro") == pytest.approx(accuracy_score(truth, guess))


def test_weights_add_up():
    matrix = confusion_matrix(TRUTH, GUESS, sample_weight=np.full(10, 0.5))
    np.testing.assert_array_equal(matrix, [[2.0, 1.0], [0.5, 1.5]])
    assert confusion_matrix(TRUTH, GUESS).dtype.kind == "i"
    copies = np.repeat(np.arange(10), 3)
    weight = np.full(10, 3)
    assert f1_score(TRUTH, GUESS, sample_weight=weight) == f1_score(TRUTH[copies], GUESS[copies])


def test_order_and_choice_of_labels():
    truth, guess = ["a", "b", "c"], ["a", "c", "c"]
    np.testing.assert_array_equal(confusion_matrix(truth, guess, labels=["c", "b"]), [[1, 0], [1, 0]])
    np.testing.assert_array_equal(confusion_matrix(truth, guess, labels=["a", "z"]), [[1, 0], [0, 0]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: confusion_matrix([1, 2], [1]), "y_true and y_pred must have one shape (n_samples,) and not be empty"),
        (lambda: confusion_matrix([], []), "got (0,) and (0,)"),
        (lambda: confusion_matrix([[1], [2]], [1, 2]), "got (2, 1) and (2,)"),
        (lambda: confusion_matrix([1, 2], [1, 2], labels=[1, 1]), "labels must not repeat, got [1, 1]"),
        (lambda: confusion_matrix([1, 2], [1, 2], labels=[7]), "at least one of labels must occur in y_true, got [7]"),
        (lambda: f1_score([0, 1, 2], [0, 1, 2]), "average must be 'macro', 'micro', 'weighted' or None for 3 classes"),
        (lambda: f1_score([0, 1], [0, 1], average="mean"), "average must be one of 'binary', 'macro'"),
        (lambda: f1_score(["a", "b"], ["a", "b"]), "pos_label must be one of the labels ['a', 'b'], got 1"),
    ],
)
def test_unusable_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
