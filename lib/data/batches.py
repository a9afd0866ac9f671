"""Cut the rows into mini-batches for one pass of training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.basics import as_rng, check_integer
from lib.data.rows import same_n_rows, take_rows


def minibatches(
    *arrays: Any, batch_size: int, shuffle: bool = True, drop_last: bool = False, random_state: Any = None
) -> Iterator[tuple[Any, ...]]:
    """Iterate once over all rows in batches; the batches of one pass share no row.

    Parameters
    ----------
    *arrays : Table or array_like, each of shape (n_samples, ...)
        Cut in the same way, so features and targets stay together.
    batch_size : int
        At least 1.
    shuffle : bool, default True
        Deal the rows in a new random order.
    drop_last : bool, default False
        Leave out a last batch that is smaller than the others.
    random_state : None, int or numpy.random.Generator
        Pass one generator to every epoch: an integer gives each epoch the same order.

    Returns
    -------
    iterator of tuple
        One part per array, each of shape (batch_size, ...).

    Raises
    ------
    TypeError, ValueError
        At the call, if no array is given, the numbers of rows differ, or ``batch_size`` is not a positive integer.

    Notes
    -----
    Cost O(n_samples) a pass. The mean gradient over a random batch is an unbiased estimate of that over all rows.
    Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Bottou, Curtis & Nocedal (2018), *Optimization methods for large-scale machine learning*, SIAM Review 60(2),
    section 3.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.data import minibatches
    >>> for X_batch, y_batch in minibatches(np.arange(5), list("abcde"), batch_size=2, random_state=0):
    ...     print(X_batch, y_batch)
    [2 4] ['c', 'e']
    [3 0] ['d', 'a']
    [1] ['b']
    """
    n_samples = same_n_rows(arrays)
    check_integer("batch_size", batch_size, low=1)
    order = as_rng(random_state).permutation(n_samples) if shuffle else np.arange(n_samples)
    end = n_samples - n_samples % batch_size if drop_last else n_samples
    # A generator expression, so that the checks above run at the call and not at the first batch.
    batches = (order[start : min(start + batch_size, end)] for start in range(0, end, batch_size))
    return (tuple(take_rows(array, index) for array in arrays) for index in batches)
