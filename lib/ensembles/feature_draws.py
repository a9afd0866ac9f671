"""Draw a few features for every node of a level, all nodes at once."""

import numpy as np


def draw_features(n_nodes: int, n_features: int, n_drawn: int, rng: np.random.Generator) -> np.ndarray:
    """Draw different features for each node, every set equally likely, in no particular order.

    Parameters
    ----------
    n_nodes, n_features, n_drawn : int
        ``n_drawn`` is at most ``n_features``.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (n_drawn, n_nodes)

    Notes
    -----
    Floyd's algorithm: the j-th draw is a number up to ``n_features - n_drawn + j``; where it was drawn before, that
    upper limit itself is taken, which cannot have been. It costs ``n_nodes * n_drawn**2`` comparisons, however many
    features there are; shuffling all of them would cost more. The last features can only stand in late places; so that
    ties between features favour none, their names are shuffled.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Bentley and Floyd (1987), *Programming Pearls: A Sample of Brilliance*, algorithm F2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.feature_draws import draw_features
    >>> sorted(draw_features(1, 3, 3, np.random.default_rng(0)).ravel().tolist())
    [0, 1, 2]
    """
    drawn = np.empty((n_drawn, n_nodes), dtype=np.intp)
    for j in range(n_drawn):
        highest = n_features - n_drawn + j
        number = rng.integers(0, highest + 1, n_nodes)
        repeated = (drawn[:j] == number).any(axis=0)
        drawn[j] = np.where(repeated, highest, number)
    return rng.permutation(n_features)[drawn]
