"""How many features a node of a tree looks at."""

import math

from lib.basics import check_count


def count_features(max_features: int | float | str | None, n_features: int) -> int:
    """Turn ``max_features`` into a number of features.

    Parameters
    ----------
    max_features : int, float, "sqrt", "log2" or None
        A number, a share of the features, the square root or the logarithm of their number, or all of them. The result
        is rounded down, but at least 1 and at most ``n_features``.
    n_features : int

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If ``max_features`` is of none of these kinds.
    ValueError
        If it is another text, an integer below 1, or a share outside (0, 1].

    Notes
    -----
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Breiman (2001), *Random Forests*, section 4.

    Examples
    --------
    >>> from lib.classical.trees import count_features
    >>> [count_features(m, 30) for m in (None, 5, 0.5, "sqrt", "log2")]
    [30, 5, 15, 5, 4]
    """
    if max_features is None:
        return n_features
    if max_features == "sqrt":
        return max(1, math.isqrt(n_features))
    if max_features == "log2":
        return max(1, int(math.log2(n_features)))
    if isinstance(max_features, str):
        raise ValueError(f"max_features must be a number, 'sqrt', 'log2' or None, got {max_features!r}")
    return min(check_count("max_features", max_features, n_features), n_features)
