"""The statistical language model: the next token depends on the last few, by counting."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Self

import numpy as np

from lib.basics import check_choice, check_integer, check_real
from lib.basics.errors import NotFittedError
from lib.text import ngram_smoothing as rules
from lib.text.ids import Floats, Ids, as_ids
from lib.text.language_model import LanguageModel
from lib.text.ngram_counts import NGramLevel, count_left_neighbours, count_ngrams

SMOOTHINGS = ("add-k", "back-off", "Jelinek-Mercer", "Witten-Bell", "Kneser-Ney", "modified Kneser-Ney")


class NGramModel(LanguageModel):
    r"""Predict the next token from the n - 1 tokens before it, by how often each followed them.

    .. math:: p(x_t \mid x_{<t}) \approx p(x_t \mid x_{t-n+1} \dots x_{t-1})

    With c the context, c' the context without its first token, N(c) the number of times c was followed by anything and
    T(c) the number of different tokens that followed it, the smoothings are

    - ``"add-k"``: :math:`\frac{N(cw) + k}{N(c) + kV}`, no shorter context;
    - ``"Jelinek-Mercer"``: :math:`(1-\lambda) \frac{N(cw)}{N(c)} + \lambda\, p(w \mid c')`;
    - ``"Witten-Bell"``: the same with :math:`\lambda = T(c) / (N(c) + T(c))`;
    - ``"back-off"`` (Katz's, with absolute discounts): :math:`\frac{N(cw) - D}{N(c)}` if seen, else
      :math:`\alpha(c)\, p(w \mid c')`;
    - ``"Kneser-Ney"``: :math:`\frac{N(cw) - D}{N(c)} + \frac{D\,T(c)}{N(c)}\, p(w \mid c')`, where below the highest
      order N counts the different tokens before an n-gram, not its occurrences;
    - ``"modified Kneser-Ney"``: the same with three D, for counts of 1, of 2, and of more.

    The empty context falls back on the uniform distribution, so each token of the vocabulary has a chance (except with
    k = 0).

    Parameters
    ----------
    order : int
        n: 1 looks at no context, 2 at the last token. A Markov chain of order n - 1.
    vocab_size : int
        V.
    smoothing : str, default "Kneser-Ney"
    k : float, default 1.0
        For ``"add-k"``; 0 takes the plain shares of the counts, and the uniform ones after a context never seen.
    share : float, default 0.5
        λ, for ``"Jelinek-Mercer"``.
    discount : float, optional
        D, for ``"back-off"`` and ``"Kneser-Ney"``; estimated for each length of n-gram from the counts if not given.

    Raises
    ------
    TypeError, ValueError
        If an option is out of range.

    Notes
    -----
    Training sorts the tokens ``order`` times: four million characters with n = 6 take a few seconds. Scoring a text
    looks up all of its n-grams at once. Contexts at the start of a sequence are shorter and use the n-grams of their
    length; put a ``<bos>`` there if the start is to count. Katz's own discounts follow Good and Turing, which small
    vocabularies defeat, as few n-grams occur once; absolute ones are the common choice since Ney et al. (1994).
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Shannon (1948), *A Mathematical Theory of Communication*, section 3; Katz (1987), *Estimation of Probabilities from
    Sparse Data for the Language Model Component of a Speech Recognizer*; Kneser and Ney (1995), *Improved Backing-off
    for M-gram Language Modeling*; Chen and Goodman (1998), *An Empirical Study of Smoothing Techniques for Language
    Modeling*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import NGramModel
    >>> model = NGramModel(order=2, vocab_size=3, smoothing="add-k", k=1).train([0, 1, 0, 1, 0, 2])
    >>> np.exp(model.log_probs([0])).round(3)  # after 0: twice 1, once 2
    array([0.167, 0.5  , 0.333])
    >>> round(model.score([0, 1, 0]), 4)  # nats per token: the mean of -log 4/9, -log 1/2, -log 3/5
    0.6716
    """

    def __init__(
        self,
        order: int,
        vocab_size: int,
        smoothing: str = "Kneser-Ney",
        *,
        k: float = 1.0,
        share: float = 0.5,
        discount: float | None = None,
    ) -> None:
        super().__init__(check_integer("vocab_size", vocab_size, low=1))
        self.order = check_integer("order", order, low=1)
        self.smoothing = check_choice("smoothing", smoothing, SMOOTHINGS)
        self.k = check_real("k", k, low=0)
        self.share = check_real("share", share, low=0, high=1, closed="neither")
        self.discount = None if discount is None else check_real("discount", discount, 0, 1, closed="neither")
        self._levels: list[NGramLevel] = []
        self._tables: list[rules.Smoothed] | None = None

    def train(self, sequences: Any) -> Self:
        """Count a text, or several; what was learned before is forgotten.

        Parameters
        ----------
        sequences : array_like of int, shape (time,), or list of such
            N-grams do not reach from one sequence into the next.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the vocabulary, or none at all.
        """
        many = isinstance(sequences, Sequence) and len(sequences) > 0 and np.ndim(sequences[0]) > 0
        texts = [as_ids("sequences", text, self.vocab_size) for text in (sequences if many else [sequences])]
        if not any(len(text) for text in texts):
            raise ValueError("sequences must hold at least 1 token, got none")
        self._levels = count_ngrams(texts, self.order, self.vocab_size)
        kneser_ney = "Kneser-Ney" in self.smoothing
        counts = count_left_neighbours(self._levels) if kneser_ney else [level.counts for level in self._levels]
        tables: list[rules.Smoothed] = []
        for level, numbers in zip(self._levels, counts):
            uniform = np.full(len(numbers), 1 / self.vocab_size)
            lower = tables[-1][0][level.suffixes] if tables else uniform
            tables.append(self._rule(numbers)(level, numbers, lower))
        self._tables = tables
        return self

    def _rule(self, counts: Floats) -> partial[rules.Smoothed]:
        """Return the rule that turns the counts of one length of n-gram into probabilities."""
        if self.smoothing == "add-k":
            return partial(rules.add_k, k=self.k)
        if self.smoothing == "Jelinek-Mercer":
            return partial(rules.jelinek_mercer, share=self.share)
        if self.smoothing == "Witten-Bell":
            return partial(rules.witten_bell)
        n_discounts = 3 if self.smoothing == "modified Kneser-Ney" else 1
        given = self.discount is not None and n_discounts == 1
        discounts = np.array([self.discount]) if given else rules.estimated_discounts(counts, n_discounts)
        rule = rules.katz_back_off if self.smoothing == "back-off" else rules.absolute_discounting
        return partial(rule, discounts=discounts)

    def _trained(self) -> list[rules.Smoothed]:
        if self._tables is None:
            raise NotFittedError("this NGramModel has counted no text yet; call train before using it")
        return self._tables

    @property
    def n_ngrams(self) -> tuple[int, ...]:
        """Return how many different n-grams of each length were seen: with the contexts' weights, all parameters.

        Returns
        -------
        tuple of int
        """
        self._trained()
        return tuple(len(level.keys) for level in self._levels)

    def _row(self, context: Ids) -> Floats:
        uniform = np.full(self.vocab_size, 1 / self.vocab_size)
        row = uniform.copy()
        last = context[max(0, len(context) - self.order + 1) :]
        # From the empty context to the longest that was seen; where one was not, no longer one was.
        for length, (level, (prob, weight)) in enumerate(zip(self._levels, self._trained())):
            if length > len(last):
                break
            number = self._number(last[len(last) - length :])
            if number < 0:
                # add-k knows no shorter contexts: one never seen leaves all tokens equal.
                row = uniform if self.smoothing == "add-k" else row
                break
            row = weight[number] * (uniform if self.smoothing == "add-k" else row)
            start, end = level.starts[number : number + 2]
            row[level.keys[start:end] - number * self.vocab_size] = prob[start:end]
        with np.errstate(divide="ignore"):  # a token without a chance, with k = 0
            return np.log(row)

    def _number(self, context: Ids) -> int:
        """Return the number of a context among the n-grams of its length, -1 if it was not seen."""
        number = 0
        for level, token in zip(self._levels, context):
            key = number * self.vocab_size + token
            number = int(np.searchsorted(level.keys, key))
            if number == len(level.keys) or level.keys[number] != key:
                return -1
        return number

    def token_log_probs(self, ids: Any, context: Any = ()) -> Floats:
        """Return the log-probability of each token of a text, given those before it; all are looked up at once."""
        tables = self._trained()
        before = as_ids("context", context, self.vocab_size)
        whole = np.concatenate([before, as_ids("ids", ids, self.vocab_size)])
        likely = np.full(len(whole), 1 / self.vocab_size)
        # numbers[t]: the n-gram of the last length done that ends at token t; -1 if it was not seen or does not fit.
        numbers = np.zeros(len(whole), dtype=np.int64)
        for length, (level, (prob, weight)) in enumerate(zip(self._levels, tables), start=1):
            contexts = numbers if length == 1 else np.concatenate([[-1], numbers])[:-1]
            numbers = level.find(contexts, whole)
            if self.smoothing == "add-k":
                # Tokens whose context is too short keep the shorter one; the others start from the uniform again.
                likely[length - 1 :] = 1 / self.vocab_size
            seen = contexts >= 0
            likely[seen] *= weight[contexts[seen]]
            found = numbers >= 0
            likely[found] = prob[numbers[found]]
        with np.errstate(divide="ignore"):
            return np.log(likely)[len(before) :]
