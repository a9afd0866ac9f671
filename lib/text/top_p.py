"""Top-p, or nucleus: leave the smallest set of tokens in the draw that holds a given share of the chances."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lib.basics import check_real, softmax
from lib.text.ids import Floats


def keep_top_p(logits: ArrayLike, p: float) -> Floats:
    r"""Take all chance from the tokens outside the nucleus.

    The nucleus is the shortest list of tokens, likeliest first, whose probabilities add up to at least p.

    Parameters
    ----------
    logits : array_like, shape (..., vocab_size)
    p : float
        In (0, 1]; the likeliest token always stays, and with 1 so do all that have a chance.

    Returns
    -------
    ndarray, shape (..., vocab_size)
        The logits, minus infinity where a token is out.

    Raises
    ------
    TypeError, ValueError
        If ``p`` is no number in (0, 1].

    Notes
    -----
    Of equally likely tokens the one with the smaller number comes first. One sort for each row.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Holtzman, Buys, Du, Forbes and Choi (2020), *The Curious Case of Neural Text Degeneration*, eq. 2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import keep_top_p
    >>> keep_top_p(np.log([0.1, 0.6, 0.3]), 0.8).round(2)  # 0.6 is too little, 0.6 + 0.3 enough
    array([ -inf, -0.51, -1.2 ])
    """
    check_real("p", p, low=0, high=1, closed="right")
    values = np.asarray(logits, dtype=np.float64)
    if p == 1:
        return values.copy()
    chances = softmax(values)
    order = np.argsort(-chances, axis=-1, kind="stable")
    ranked = np.take_along_axis(chances, order, axis=-1)
    # A token is out if those before it suffice.
    out = np.cumsum(ranked, axis=-1) - ranked >= p
    out[..., 0] = False
    unsorted = np.empty_like(out)
    np.put_along_axis(unsorted, order, out, axis=-1)
    return np.where(unsorted, -np.inf, values)
