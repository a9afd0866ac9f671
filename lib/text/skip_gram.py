"""word2vec: vectors of words that tell which words stand nearby (skip-gram with negative sampling)."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from lib.basics import as_rng, check_integer, check_real
from lib.basics.errors import NotFittedError
from lib.text.ids import Floats, Ids, as_ids

# Each rare word is drawn a little more often, each frequent one less, than it occurs (Mikolov et al., section 2.2).
NEGATIVE_POWER = 0.75
# A word that stands in more pairs of a batch moves no further than if it stood in this many.
MOST_STEPS_AT_ONCE = 32


def skip_gram_loss(
    centers: NDArray[Any], contexts: NDArray[Any], negatives: NDArray[Any]
) -> tuple[float, tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    r"""Compute the loss of pairs of words and its gradients.

    .. math:: \ell = -\sum_b \Big( \log \sigma(u_b \cdot v_b) + \sum_k \log \sigma(-u_b \cdot n_{bk}) \Big)

    Parameters
    ----------
    centers : ndarray, shape (batch, d_model)
        u, vectors of the words in the middle.
    contexts : ndarray, shape (batch, d_model)
        v, vectors of the words that stood nearby.
    negatives : ndarray, shape (batch, n_negative, d_model)
        n, vectors of words drawn at random.

    Returns
    -------
    loss : float
        Nats, summed over the pairs.
    gradients : tuple of three ndarrays, shapes as the arguments

    Notes
    -----
    One pair is a yes-or-no question: did these two words stand together in the text, or was the second drawn? The
    gradient of :math:`-\log \sigma(z)` is :math:`\sigma(z) - 1`.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Mikolov, Sutskever, Chen, Corrado and Dean (2013), *Distributed Representations of Words and Phrases and their
    Compositionality*, eq. 4.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import skip_gram_loss
    >>> loss, (of_centers, _, _) = skip_gram_loss(np.zeros((1, 3)), np.ones((1, 3)), np.ones((1, 2, 3)))
    >>> round(loss, 4), of_centers  # three questions answered with 1/2: 3 log 2
    (2.0794, array([[0.5, 0.5, 0.5]]))
    """
    together = np.einsum("bd,bd->b", centers, contexts)  # (batch,)
    apart = np.matmul(negatives, centers[:, :, None])[:, :, 0]  # (batch, n_negative)
    loss = float(np.logaddexp(0, -together).sum() + np.logaddexp(0, apart).sum())
    pull = (0.5 * np.tanh(0.5 * together) - 0.5)[:, None]  # sigma - 1, which does not overflow so: (batch, 1)
    push = 0.5 * np.tanh(0.5 * apart) + 0.5  # (batch, n_negative)
    of_centers = pull * contexts + np.matmul(push[:, None, :], negatives)[:, 0]  # (batch, d_model)
    return loss, (of_centers, pull * centers, push[:, :, None] * centers[:, None, :])


class SkipGram:
    """Learn a vector for each word from the words around it.

    Parameters
    ----------
    vocab_size : int
    d_model : int, default 100
        Length of the vectors.
    window : int, default 5
        Words on each side at most; for each word of the text the reach is drawn from 1 to ``window``, so near words
        count more.
    n_negative : int, default 5
        Drawn words for each pair.
    subsample : float, default 1e-3
        Occurrences of words with a larger share of the text are left out at random, a share f with chance
        ``1 - sqrt(subsample / f)``; 0 leaves all in.
    n_epochs : int, default 5
    lr : float, default 0.05
        Falls linearly to nearly 0.
    batch_size : int, default 512
        Pairs whose gradients are added up before the vectors move, those of one word at most to what 32 pairs would
        give. The original moves them after each pair.
    rng : None, int or numpy.random.Generator
        Draws first vectors, reaches, negatives and what is left out.

    Raises
    ------
    TypeError, ValueError
        If an option is out of range.

    Notes
    -----
    Two tables, one for words in the middle and one for words around; the first is what is used. Each word has one
    vector, whatever it means where. Negatives are drawn from the unigram distribution to the power 3/4; one may happen
    to be the right word. A text of one megabyte takes two to three seconds an epoch.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Mikolov, Sutskever, Chen, Corrado and Dean (2013), sections 2.2 and 2.3; Goldberg and Levy (2014), *word2vec
    Explained*.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.text import SkipGram
    >>> ids = np.random.default_rng(0).integers(2, size=2000) * 2 + np.arange(2000) % 2  # 0 or 2, then 1 or 3, ...
    >>> model = SkipGram(vocab_size=4, d_model=8, window=1, subsample=0, rng=0).train(ids)
    >>> model.vectors.shape, model.losses[-1] < model.losses[0]
    ((4, 8), True)
    """

    def __init__(
        self,
        vocab_size: int,
        d_model: int = 100,
        *,
        window: int = 5,
        n_negative: int = 5,
        subsample: float = 1e-3,
        n_epochs: int = 5,
        lr: float = 0.05,
        batch_size: int = 512,
        rng: Any = None,
    ) -> None:
        self.vocab_size = check_integer("vocab_size", vocab_size, low=1)
        self.d_model = check_integer("d_model", d_model, low=1)
        self.window = check_integer("window", window, low=1)
        self.n_negative = check_integer("n_negative", n_negative, low=1)
        self.subsample = check_real("subsample", subsample, low=0)
        self.n_epochs = check_integer("n_epochs", n_epochs, low=1)
        self.lr = check_real("lr", lr, low=0, closed="neither")
        self.batch_size = check_integer("batch_size", batch_size, low=1)
        self.rng = rng
        self.losses: list[float] = []
        self._vectors: NDArray[np.float32] | None = None

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Return the vectors of the words.

        Returns
        -------
        ndarray of float32, shape (vocab_size, d_model)

        Raises
        ------
        NotFittedError
            If ``train`` was not called.
        """
        if self._vectors is None:
            raise NotFittedError("this SkipGram has read no text yet; call train before using it")
        return self._vectors

    def train(self, ids: Any) -> Self:
        """Read a text ``n_epochs`` times; what was learned before is forgotten.

        Parameters
        ----------
        ids : array_like of int, shape (time,)
            Words by number.

        Returns
        -------
        self
            ``losses`` holds the mean loss of each epoch, in nats per pair.

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the vocabulary, or fewer than two.
        """
        text = as_ids("ids", ids, self.vocab_size)
        if len(text) < 2:
            raise ValueError(f"ids must hold at least 2 tokens, got {len(text)}")
        rng = as_rng(self.rng)
        counts = np.bincount(text, minlength=self.vocab_size)
        size = (self.vocab_size, self.d_model)
        vectors = ((rng.random(size, dtype=np.float32) - 0.5) / self.d_model).astype(np.float32)
        around = np.zeros(size, dtype=np.float32)
        drawn_from = np.cumsum(counts**NEGATIVE_POWER)
        self.losses = []
        for epoch in range(self.n_epochs):
            pairs = self._pairs(self._thinned(text, counts, rng), rng)
            pairs = pairs[rng.permutation(len(pairs))]
            total = 0.0
            for start in range(0, len(pairs), self.batch_size):
                center, context = pairs[start : start + self.batch_size].T  # (batch,) each
                dice = rng.random((len(center), self.n_negative)) * drawn_from[-1]
                negative = np.searchsorted(drawn_from, dice, side="right")  # (batch, n_negative)
                done = (epoch + start / len(pairs)) / self.n_epochs
                rate = self.lr * max(1 - done, 1e-4)
                loss, (by_center, by_context, by_negative) = skip_gram_loss(
                    vectors[center], around[context], around[negative]
                )
                total += loss
                _subtract(vectors, center, by_center, rate)
                _subtract(
                    around,
                    np.concatenate([context, negative.ravel()]),
                    np.concatenate([by_context, by_negative.reshape(-1, self.d_model)]),
                    rate,
                )
            self.losses.append(total / max(len(pairs), 1))
        self._vectors = vectors
        return self

    def _thinned(self, text: Ids, counts: Ids, rng: np.random.Generator) -> Ids:
        """Leave out occurrences of frequent words."""
        if self.subsample == 0:
            return text
        shares: Floats = np.maximum(counts, 1) / len(text)
        kept: Ids = text[rng.random(len(text)) < np.sqrt(self.subsample / shares)[text]]
        return kept

    def _pairs(self, text: Ids, rng: np.random.Generator) -> Ids:
        """Return each word with each word within its reach: (n_pairs, 2)."""
        reach = rng.integers(1, self.window, size=len(text), endpoint=True)
        found = []
        for distance in range(1, min(self.window, len(text) - 1) + 1):
            (left,) = np.nonzero(reach[distance:] >= distance)  # the middle is the later word
            found.append(np.stack([text[left + distance], text[left]], axis=1))
            (middle,) = np.nonzero(reach[:-distance] >= distance)
            found.append(np.stack([text[middle], text[middle + distance]], axis=1))
        return np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)


def _subtract(table: NDArray[np.float32], rows: Ids, gradients: NDArray[Any], rate: float) -> None:
    """Move rows of a table against their gradients; a row that is named twice moves by the sum."""
    # Subtle: one by one, each step would start where the last one ended and so correct it. A sum of hundreds of steps
    # from one place overshoots, and the vectors of a small vocabulary grow without end.
    times = np.bincount(rows)[rows]
    rates = (rate * np.minimum(1.0, MOST_STEPS_AT_ONCE / times)).astype(gradients.dtype)
    # Number by number: NumPy's `at` is several times quicker on one axis than on rows.
    places = rows[:, None] * table.shape[1] + np.arange(table.shape[1])
    np.subtract.at(table.reshape(-1), places.reshape(-1), (rates[:, None] * gradients).reshape(-1))
