"""The record of a text that a model wrote on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hypothesis:
    """Hold what was written after a context, and how likely the model found it.

    Parameters
    ----------
    ids : tuple of int
        The new tokens, with the one that stops the text if there is one; the context is left out.
    log_prob : float
        Log-probability of the new tokens given the context, in nats.
    score : float
        What hypotheses are ranked by: ``log_prob``, divided by the length to some power if asked for.
    finished : bool
        Whether the text ends with the token that stops it.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import Hypothesis
    >>> Hypothesis(ids=(4, 2, 0), log_prob=-3.0, score=-1.0, finished=True).ids
    (4, 2, 0)
    """

    ids: tuple[int, ...]
    log_prob: float
    score: float
    finished: bool
