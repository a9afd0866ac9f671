"""What boosting asks of a loss of the reader's own: start, descent, steps by search or by Newton."""

import numpy as np
import pytest

from lib.classical import BinaryCrossEntropy, CrossEntropy, Huber, SquaredError
from lib.ensembles.boosting_objective import AnyLoss, Objective, newton_steps
from lib.ensembles.classification_objectives import LogLoss


class Quartic:
    """The fourth power of the residual, with its second derivative."""

    def value(self, y, y_pred, sample_weight=None):
        return np.average((y - y_pred) ** 4, weights=sample_weight)

    def gradient(self, y, y_pred):
        return -4 * (y - y_pred) ** 3 / len(y)


class CurvedQuartic(Quartic):
    def curvature(self, y, y_pred):
        return 12 * (y - y_pred) ** 2


Y = np.array([0.0, 1.0, 5.0, 9.0])


def test_newton_steps_by_hand():
    region = np.array([[0, 0, 2, 2]])
    steps = newton_steps(np.array([[1.0, 3.0, 2.0, 2.0]]), np.array([[1.0, 1.0, 0.0, 0.0]]), np.ones(4), region, 3)
    np.testing.assert_array_equal(steps, [2.0, 0.0, 0.0])
    weighted = newton_steps(np.array([[1.0, 3.0, 2.0, 2.0]]), np.full((1, 4), 2.0), np.arange(4.0), region, 3)
    np.testing.assert_array_equal(weighted, [1.5, 0.0, 1.0])


def test_an_objective_must_answer_all_questions():
    with pytest.raises(TypeError, match="abstract"):
        Objective()


@pytest.mark.parametrize("loss", [SquaredError(), Huber(1.0), Quartic()], ids=["square", "huber", "quartic"])
def test_the_start_is_the_best_constant(loss):
    start = AnyLoss(loss).start(Y, np.ones(4))
    values = [loss.value(Y, np.full(4, start[0] + move)) for move in (-1e-3, 0, 1e-3)]
    assert values[1] == min(values)
    if isinstance(loss, SquaredError):
        assert start[0] == pytest.approx(Y.mean(), rel=1e-12)


def test_descent_is_that_of_each_row_and_not_of_the_mean():
    np.testing.assert_allclose(AnyLoss(SquaredError()).descent(Y, np.ones((1, 4)), np.ones(4)), [2 * (Y - 1)])


def test_steps_are_best_constants_without_a_curvature_and_newton_steps_with_one():
    raw, region, weight = np.zeros((1, 4)), np.array([[0, 0, 1, 1]]), np.array([1.0, 1.0, 3.0, 1.0])
    searched = AnyLoss(SquaredError())
    steps = searched.steps(Y, raw, searched.descent(Y, raw, weight), weight, region, 2)
    np.testing.assert_allclose(steps, [0.5, 6.0])
    curved = AnyLoss(CurvedQuartic())
    steps = curved.steps(Y, raw, curved.descent(Y, raw, weight), weight, region, 2)
    np.testing.assert_allclose(steps, [1 / 3, (3 * 5**3 + 9**3) / (3 * (3 * 5**2 + 9**2))])
    assert curved.value(Y, raw, weight) == pytest.approx(np.average(Y**4, weights=weight))


def test_two_classes_are_treated_alike_by_search_and_by_name():
    y, raw, weight = np.array([0, 1, 1, 1]), np.array([[0.5, -0.5, 0.1, 0.0]]), np.array([1.0, 2.0, 1.0, 1.0])
    mine, named = AnyLoss(BinaryCrossEntropy()), LogLoss()
    np.testing.assert_allclose(mine.start(y, weight), named.start(y, weight), rtol=1e-10)
    np.testing.assert_allclose(mine.descent(y, raw, weight), named.descent(y, raw, weight))
    assert mine.value(y, raw, weight) == pytest.approx(named.value(y, raw, weight))


def test_several_outputs_are_searched_one_by_one():
    y, weight = np.array([0, 1, 2, 2]), np.ones(4)
    objective = AnyLoss(CrossEntropy(), 3)
    raw = np.zeros((3, 4))
    region = np.tile(np.arange(3)[:, None], 4)
    steps = objective.steps(y, raw, objective.descent(y, raw, weight), weight, region, 3)
    # exp(v) / (exp(v) + 2) is the share of the class.
    np.testing.assert_allclose(np.exp(steps) / (np.exp(steps) + 2), [0.25, 0.25, 0.5])
