"""The rounds of gradient boosting: go down the gradient, one tree for each output at a time."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from lib.classical.trees import LEAF, Tree
from lib.ensembles.boosting_objective import Objective


@dataclass(frozen=True, eq=False)
class Rows:
    """Hold rows of data.

    Parameters
    ----------
    X : ndarray, shape (n_samples, n_features)
    y : ndarray, shape (n_samples,)
        Numbers, or the numbers of classes.
    weight : ndarray, shape (n_samples,)

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb
    """

    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray

    def of(self, chosen: np.ndarray) -> "Rows":
        """Return some of the rows, by a mask or by their numbers."""
        return Rows(self.X[chosen], self.y[chosen], self.weight[chosen])


class TreeGrower(Protocol):
    """Grow trees: see ``ExactGrower.grow``."""

    def grow(self, target: np.ndarray, weight: np.ndarray) -> tuple[list[Tree], np.ndarray]:
        """Return the trees, and the leaf of every row in each."""


@dataclass(frozen=True)
class Rounds:
    """Hold how many rounds are run and how long each step is.

    Parameters
    ----------
    n_estimators : int
        Largest number of rounds.
    learning_rate : float
    subsample : float
        Share of the rows that the trees of a round see.
    n_iter_no_change : int, optional
        Stop when the loss of the held-out rows was no better, by more than ``tol``, than any of so many before.
    tol : float

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb
    """

    n_estimators: int
    learning_rate: float
    subsample: float = 1.0
    n_iter_no_change: int | None = None
    tol: float = 1e-4


@dataclass
class BoostingHistory:
    """Hold what the rounds made.

    Parameters
    ----------
    start : ndarray, shape (n_outputs,)
        The constant before the first round.
    trees : list of list of Tree
        Those of each round; their leaves hold steps before shrinkage.
    train, validation, out_of_bag : list of float
        After each round: the loss of the rows the trees saw, that of the rows held out, and the decrease of the loss of
        the rows that this round's trees did not see. Empty where there are no such rows.

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb
    """

    start: np.ndarray
    trees: list[list[Tree]] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)
    out_of_bag: list[float] = field(default_factory=list)


def run_rounds(
    rows: Rows,
    objective: Objective,
    grower: TreeGrower,
    rounds: Rounds,
    held_out: Rows | None,
    rng: np.random.Generator,
) -> BoostingHistory:
    r"""Boost: from the best constant, add shrunken trees, each fitted to minus the gradient of the loss.

    .. math:: F_0 = \arg\min_c \sum_i \ell(y_i, c), \qquad
              r_i = -\frac{\partial \ell(y_i, F_{m-1}(x_i))}{\partial F}, \qquad
              F_m(x) = F_{m-1}(x) + \nu\, \gamma_{R_m(x)}

    where :math:`R_m(x)` is the leaf of :math:`x` in a regression tree fitted to the :math:`r_i`, and :math:`\gamma` is
    chosen for each leaf by the loss.

    Parameters
    ----------
    rows : Rows
        Of positive weight.
    objective : Objective
    grower : TreeGrower
    rounds : Rounds
    held_out : Rows, optional
        For early stopping.
    rng : numpy.random.Generator
        Draws the rows of each round.

    Returns
    -------
    BoostingHistory

    Notes
    -----
    No row is ever reweighted: what changes from round to round is the target. Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, algorithm 1; Friedman (2002),
    *Stochastic Gradient Boosting*.
    """
    y, n_samples = rows.y, len(rows.y)
    history = BoostingHistory(objective.start(y, rows.weight))
    raw = np.tile(history.start[:, None], n_samples)
    raw_out = None if held_out is None else np.tile(history.start[:, None], len(held_out.y))
    weight, n_drawn = rows.weight, max(1, int(rounds.subsample * n_samples))
    for _ in range(rounds.n_estimators):
        if rounds.subsample < 1:
            drawn = np.zeros(n_samples, dtype=bool)
            drawn[rng.permutation(n_samples)[:n_drawn]] = True
            weight = np.where(drawn, rows.weight, 0.0)
        descent = objective.descent(y, raw, weight)
        trees, leaf = grower.grow(descent, weight)
        size = np.array([tree.n_nodes for tree in trees])
        first = np.cumsum(size) - size
        region = leaf + first[:, None]
        steps = objective.steps(y, raw, descent, weight, region, int(size.sum()))
        for tree, a in zip(trees, first):
            # The tree is new, and nobody else holds its arrays. Inner nodes keep the mean of their targets.
            np.copyto(tree.value[:, 0], steps[a : a + tree.n_nodes], where=tree.feature == LEAF)
        history.trees.append(trees)
        before = raw
        raw = raw + rounds.learning_rate * steps[region]
        if rounds.subsample < 1:
            history.train.append(objective.value(y[drawn], raw[:, drawn], rows.weight[drawn]))
            left = ~drawn
            if left.any():
                loss = [objective.value(y[left], at[:, left], rows.weight[left]) for at in (before, raw)]
                history.out_of_bag.append(loss[0] - loss[1])
        else:
            history.train.append(objective.value(y, raw, weight))
        if held_out is not None and raw_out is not None and rounds.n_iter_no_change is not None:
            raw_out += rounds.learning_rate * np.array([tree.predict(held_out.X)[:, 0] for tree in trees])
            loss_out = objective.value(held_out.y, raw_out, held_out.weight)
            recent = history.validation[-rounds.n_iter_no_change :]
            history.validation.append(loss_out)
            if len(recent) == rounds.n_iter_no_change and not any(loss_out + rounds.tol < loss for loss in recent):
                break
    return history
