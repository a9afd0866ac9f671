"""The rounds of boosting: two of them by hand, drawn rows, held-out rows."""

import numpy as np
import pytest

from lib.classical.trees import Limits
from lib.ensembles.boosting_growers import ExactGrower
from lib.ensembles.boosting_rounds import Rounds, Rows, run_rounds
from lib.ensembles.regression_objectives import regression_objective

X = np.arange(4.0)[:, None]
Y = np.array([0.0, 0.0, 6.0, 8.0])


class Recorder(ExactGrower):
    """Note what it is asked to fit."""

    asked: list = []  # noqa: RUF012  shared on purpose, emptied by each test

    def grow(self, target, weight):
        self.asked.append((target.copy(), weight.copy()))
        return super().grow(target, weight)


def run(rounds, held_out=None, loss="squared_error", y=Y, seed=0):
    Recorder.asked.clear()
    grower = Recorder(X, Limits(max_depth=1), 1, np.random.default_rng(0))
    rows = Rows(X, y, np.ones(4))
    objective = regression_objective(loss, 0.9)
    return run_rounds(rows, objective, grower, rounds, held_out, np.random.default_rng(seed))


def test_two_rounds_by_hand():
    history = run(Rounds(2, 0.5))
    assert history.start == 3.5
    # Residuals -3.5, -3.5, 2.5, 4.5; the leaves -3.5 and 3.5 are halved.
    np.testing.assert_array_equal(Recorder.asked[0][0], [Y - 3.5])
    np.testing.assert_array_equal(Recorder.asked[1][0], [[-1.75, -1.75, 0.75, 2.75]])
    np.testing.assert_array_equal(history.trees[0][0].value[1:, 0], [-3.5, 3.5])
    assert history.train == pytest.approx([(2 * 1.75**2 + 0.75**2 + 2.75**2) / 4, 2.53125 / 2])
    assert history.validation == history.out_of_bag == []


def test_rows_are_never_reweighted():
    run(Rounds(5, 0.5))
    for _, weight in Recorder.asked:
        np.testing.assert_array_equal(weight, np.ones(4))


def test_each_round_sees_its_share_of_the_rows():
    history = run(Rounds(40, 0.1, subsample=0.5))
    counts = np.array([weight for _, weight in Recorder.asked])
    np.testing.assert_array_equal(counts.sum(axis=1), 2)
    assert len(np.unique(counts, axis=0)) == 6
    assert len(history.out_of_bag) == len(history.train) == 40


def test_out_of_bag_improvement_by_hand():
    history = run(Rounds(1, 1.0, subsample=0.5), seed=1)
    drawn = Recorder.asked[0][1] > 0
    after = 3.5 + history.trees[0][0].predict(X)[:, 0]
    loss = np.mean((Y - 3.5)[~drawn] ** 2) - np.mean((Y - after)[~drawn] ** 2)
    assert history.out_of_bag == [pytest.approx(loss)]
    assert history.train == [pytest.approx(np.mean((Y - after)[drawn] ** 2))]


def test_held_out_rows_stop_the_rounds():
    # What is held out says the opposite: the first round makes it worse, and so do all others.
    held_out = Rows(X, -Y, np.ones(4))
    history = run(Rounds(50, 0.5, n_iter_no_change=3), held_out)
    assert len(history.validation) == 4  # three rounds to compare with, and one that is no better
    assert history.validation == sorted(history.validation)
    friendly = run(Rounds(50, 0.5, n_iter_no_change=3, tol=0.0), Rows(X, Y, np.ones(4)))
    assert len(friendly.trees) == 50
    np.testing.assert_allclose(friendly.validation, friendly.train)
    assert len(run(Rounds(50, 0.5, n_iter_no_change=3, tol=1e-3), Rows(X, Y, np.ones(4))).trees) < 30
