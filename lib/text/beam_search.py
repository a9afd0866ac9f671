"""Beam search: follow the most promising beginnings side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lib.basics import check_integer, check_real
from lib.text.generation import NextLogProbs, next_log_probs
from lib.text.hypothesis import Hypothesis
from lib.text.ids import Floats, Ids, as_ids

GROUP = 64  # scores that are first reduced to their largest, where there are many groups


def beam_search(
    log_probs: NextLogProbs,
    context: Sequence[int] = (),
    max_new_tokens: int = 20,
    *,
    width: int = 4,
    eos_id: int | None = None,
    length_penalty: float = 0.0,
    reorder: Callable[[Ids], object] | None = None,
) -> list[Hypothesis]:
    r"""Search for likely texts, keeping the ``width`` likeliest beginnings at each step.

    .. math:: s(x) = \frac{\log p(x_{1:T} \mid c)}{T^{\alpha}}

    Parameters
    ----------
    log_probs : callable
        The model: takes the tokens so far, integers of shape (batch, time), and returns the log-probabilities of the
        next one in nats, shape (batch, vocab_size); the rows are the beginnings followed.
    context : sequence of int, default ()
    max_new_tokens : int, default 20
        T at most; a text that has not stopped by then is cut there.
    width : int, default 4
        Beginnings kept; 1 without a length penalty is greedy choice.
    eos_id : int, optional
        Token that stops a text. It counts as one of the T tokens.
    length_penalty : float, default 0.0
        α: 0 ranks by probability, which favours short texts, as each further token costs; 1 ranks by the mean over the
        tokens.
    reorder : callable, optional
        For models that keep a state for each row: called before every call but the first with integers of shape
        (batch,), the rows of the last call that the rows of the next one go on from.

    Returns
    -------
    list of Hypothesis
        At most ``width``, the best first.

    Raises
    ------
    TypeError, ValueError
        If an option is out of range or the model returns another shape.

    Notes
    -----
    A text that stops leaves the beam and waits in a list; its place goes to the next best beginning, so ``width``
    beginnings are followed as long as there are as many. It is listed only if it was among the ``width`` best of its
    step, else a beam of one would not be greedy. The search ends early only if no beginning could still beat the
    ``width``-th text of the list, which needs no guess: log-probabilities only fall. Wide enough to keep every
    beginning, it is `exhaustive_search`. Equal scores keep the order of rows and tokens.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Lowerre (1976), *The Harpy Speech Recognition System*; Wu et al. (2016), *Google's Neural Machine Translation
    System*, section 7, has another penalty, :math:`((5 + T)/6)^\alpha`.

    Examples
    --------
    The likeliest first token leads to a less likely pair (tokens 0 and 1: 0.6 x 0.5, then 0.4 x 0.95).

    >>> import numpy as np
    >>> from lib.text import beam_search
    >>> def model(ids):
    ...     first = np.tile([0.6, 0.4], (len(ids), 1))
    ...     second = np.array([[0.5, 0.5], [0.05, 0.95]])
    ...     return np.log(first if ids.shape[1] == 0 else second[ids[:, -1]])
    >>> [(best.ids, round(float(np.exp(best.log_prob)), 2)) for best in beam_search(model, (), 2, width=2)]
    [((1, 1), 0.38), ((0, 0), 0.3)]
    >>> beam_search(model, (), 2, width=1)[0].ids  # greedy
    (0, 0)
    """
    check_integer("max_new_tokens", max_new_tokens, low=1)
    check_integer("width", width, low=1)
    alpha = check_real("length_penalty", length_penalty)
    start = as_ids("context", context)
    ids, totals = start[None], np.zeros(1)  # (1, time), (1,)
    ended: list[Hypothesis] = []
    for length in range(1, max_new_tokens + 1):
        rows = next_log_probs(log_probs, ids)  # (batch, vocab_size)
        scores = (totals[:, None] + rows).ravel()  # (batch * vocab_size,)
        # Twice the width: were all of the first half to stop, the second would go on. At most one a row stops.
        best = _largest(scores, 2 * width)
        parents, tokens = np.divmod(best, rows.shape[1])  # (2 * width,)
        stops = tokens == eos_id if eos_id is not None else np.zeros(len(best), dtype=bool)
        for place in np.flatnonzero((stops & (scores[best] > -np.inf))[:width]):
            total = float(scores[best[place]])
            new = (*ids[parents[place], len(start) :].tolist(), int(tokens[place]))
            ended.append(Hypothesis(new, total, total / length**alpha, finished=True))
        ended = _ranked(ended, width)
        live = np.flatnonzero(~stops & (scores[best] > -np.inf))[:width]
        if not live.size:
            break
        parents, totals = parents[live], scores[best[live]]  # (batch,)
        ids = np.concatenate([ids[parents], tokens[live, None]], axis=1)  # (batch, time + length)
        if length == max_new_tokens:
            cut = [
                Hypothesis(tuple(row), float(total), float(total) / length**alpha, finished=False)
                for row, total in zip(ids[:, len(start) :].tolist(), totals)
            ]
            ended = _ranked(ended + cut, width)
        elif len(ended) == width and _bound(totals[0], length + 1, max_new_tokens, alpha) <= ended[-1].score:
            break
        elif reorder is not None:
            reorder(parents)
    return ended


def _largest(scores: Floats, n: int) -> Ids:
    """Return the places of the n largest scores, largest first; of equal ones the earlier first."""
    if n < scores.size:
        # The n-th largest of the groups' maxima is a bound: n scores reach it. The n-th score itself would cost more.
        n_groups = scores.size // GROUP
        compared = scores[: n_groups * GROUP].reshape(GROUP, n_groups).max(axis=0) if n_groups > 2 * n else scores
        bound = np.partition(compared, compared.size - n)[compared.size - n]
        places = np.flatnonzero(scores >= bound)
    else:
        places = np.arange(scores.size)
    order = np.argsort(-scores[places], kind="stable")
    return np.asarray(places[order][:n], dtype=np.int64)


def _ranked(hypotheses: list[Hypothesis], width: int) -> list[Hypothesis]:
    """Return the best hypotheses, best first."""
    return sorted(hypotheses, key=lambda text: -text.score)[:width]


def _bound(total: float, shortest: int, longest: int, alpha: float) -> float:
    """Return a score that no text of an allowed length can pass which begins with this log-probability."""
    # total / length**alpha moves in one direction with the length, so the best is at one of the two ends.
    return max(total / shortest**alpha, total / longest**alpha)
