"""Look words up by their vectors: which are alike, and which stand to one as others do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.basics import check_integer
from lib.text.ids import Floats


class WordVectors:
    r"""Hold the vectors of words and compare them by the cosine.

    .. math:: \cos(a, b) = \frac{a \cdot b}{|a|\,|b|}

    Parameters
    ----------
    tokens : sequence of str
        The words, all different.
    vectors : array_like, shape (n_tokens, d_model)

    Raises
    ------
    ValueError
        If the shapes do not fit or a word stands twice.

    Notes
    -----
    One vector for each spelling, whatever it means in a sentence. A vector of zeros has a cosine of 0 with all.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Mikolov, Chen, Corrado and Dean (2013), *Efficient Estimation of Word Representations in Vector Space*, section 4.

    Examples
    --------
    >>> from lib.text import WordVectors
    >>> words = WordVectors(["man", "woman", "king", "queen"], [[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1]])
    >>> round(words.similarity("man", "king"), 4)
    0.7071
    >>> [token for token, _ in words.analogy("man", "king", "woman", n=1)]  # man is to king as woman is to ...
    ['queen']
    """

    def __init__(self, tokens: Sequence[str], vectors: ArrayLike) -> None:
        table: NDArray[Any] = np.asarray(vectors, dtype=np.float64)
        self.tokens = tuple(tokens)
        if table.ndim != 2 or len(table) != len(self.tokens):
            raise ValueError(f"vectors must have shape ({len(self.tokens)}, d_model), got {table.shape}")
        self._places = {token: place for place, token in enumerate(self.tokens)}
        if len(self._places) < len(self.tokens):
            twice = next(token for place, token in enumerate(self.tokens) if self._places[token] != place)
            raise ValueError(f"tokens must all be different, got {twice!r} twice")
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        self.vectors = table
        self._directions = np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)

    def __contains__(self, token: str) -> bool:
        return token in self._places

    def __getitem__(self, token: str) -> Floats:
        row: Floats = self.vectors[self._place(token)]
        return row

    def _place(self, token: str) -> int:
        if token not in self._places:
            raise ValueError(f"token must be one of the {len(self.tokens):,} words with a vector, got {token!r}")
        return self._places[token]

    def similarity(self, a: str, b: str) -> float:
        """Return the cosine of two words.

        Parameters
        ----------
        a, b : str

        Returns
        -------
        float
            From -1 to 1.
        """
        return float(self._directions[self._place(a)] @ self._directions[self._place(b)])

    def most_similar(self, token: str, n: int = 10) -> list[tuple[str, float]]:
        """Return the words with the largest cosines.

        Parameters
        ----------
        token : str
        n : int, default 10

        Returns
        -------
        list of (str, float)
            Words and cosines, the nearest first; the word itself is left out.
        """
        place = self._place(token)
        return self._nearest(self._directions[place], [place], n)

    def analogy(self, a: str, b: str, c: str, n: int = 10) -> list[tuple[str, float]]:
        r"""Return the words that stand to c as b stands to a.

        .. math:: \arg\max_w \cos(w, \hat b - \hat a + \hat c)

        with each vector brought to length 1 first.

        Parameters
        ----------
        a, b, c : str
        n : int, default 10

        Returns
        -------
        list of (str, float)
            Words and cosines, the nearest first; a, b and c are left out, or one of them would mostly win.
        """
        places = [self._place(token) for token in (a, b, c)]
        first, second, third = self._directions[places]
        aim = second - first + third
        length = np.linalg.norm(aim)
        return self._nearest(aim / length if length > 0 else aim, places, n)

    def _nearest(self, direction: Floats, left_out: list[int], n: int) -> list[tuple[str, float]]:
        check_integer("n", n, low=1)
        cosines = self._directions @ direction  # (n_tokens,)
        cosines[left_out] = -np.inf
        order = np.argsort(-cosines, kind="stable")[: min(n, len(cosines) - len(set(left_out)))]
        return [(self.tokens[place], float(cosines[place])) for place in order]
