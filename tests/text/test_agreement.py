"""Kappa: published examples and edges."""

import math

import numpy as np
import pytest

from lib.text import cohen_kappa, fleiss_kappa

# Fleiss (1971)-style table worked through in many textbooks: 14 raters, 10 items, 5 answers; kappa 0.210.
FOURTEEN_RATERS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def test_cohen_by_hand():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 agree, 0.5 by chance.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert cohen_kappa(second, first) == pytest.approx(0.4)


def test_fleiss_by_hand():
    assert fleiss_kappa(FOURTEEN_RATERS) == pytest.approx(0.210, abs=5e-4)


def test_full_agreement_chance_and_worse():
    assert cohen_kappa([1, 2, 3], [1, 2, 3]) == 1
    assert cohen_kappa([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(0)
    assert cohen_kappa([0, 1], [1, 0]) == pytest.approx(-1)
    assert fleiss_kappa([[3, 0], [0, 3]]) == 1
    assert fleiss_kappa([[1, 1], [1, 1]]) == pytest.approx(-1)
    rng = np.random.default_rng(0)
    answers = rng.integers(3, size=(20_000, 4))
    assert abs(fleiss_kappa([np.bincount(row, minlength=3) for row in answers])) < 0.01
    assert abs(cohen_kappa(answers[:, 0], answers[:, 1])) < 0.03


def test_one_answer_only_is_undefined():
    assert math.isnan(cohen_kappa([1, 1], [1, 1]))
    assert math.isnan(fleiss_kappa([[2, 0], [2, 0]]))


def test_far_grades_count_more():
    near, far = [1, 2, 3, 4, 5], [2, 2, 3, 4, 5]
    wide = [5, 2, 3, 4, 5]
    assert cohen_kappa(near, far) == pytest.approx(cohen_kappa(near, far, None))
    assert cohen_kappa(near, far, "quadratic") > 0.9 > cohen_kappa(near, wide, "quadratic")
    assert cohen_kappa(near, far, "linear") > cohen_kappa(near, far)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cohen_kappa([1], [1, 2]), r"y1 and y2 must have the same shape .* got \(1,\) and \(2,\)"),
        (lambda: cohen_kappa([], []), r"with 1 item or more, got \(0,\) and \(0,\)"),
        (lambda: cohen_kappa([[1]], [[1]]), r"got \(1, 1\) and \(1, 1\)"),
        (lambda: cohen_kappa([1], [1], "cubic"), "weighting must be one of None, 'linear', 'quadratic', got 'cubic'"),
        (lambda: fleiss_kappa([1, 2]), r"counts must have shape \(n_items, n_classes\) .* got \[1\.0, 2\.0\]"),
        (lambda: fleiss_kappa([[3, -1]]), "no entry below 0"),
        (lambda: fleiss_kappa([[1, 1], [1, 2]]), r"same number of raters in each row, at least 2, got \[2\.0, 3\.0\]"),
        (lambda: fleiss_kappa([[1, 0]]), r"at least 2, got \[1\.0\]"),
    ],
)
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
