"""BLEU: how many n-grams of a translation stand in a reference, with a penalty for being short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from lib.text.bleu_score import MAX_NGRAM_ORDER, BLEUScore, bleu_from_statistics
from lib.text.tokenize_13a import tokenize_13a

N_FIGURES = 2 + 2 * MAX_NGRAM_ORDER  # of one sentence


def corpus_bleu(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    *,
    smooth_method: str = "exp",
    smooth_value: float | None = None,
    lowercase: bool = False,
    use_effective_order: bool = False,
) -> BLEUScore:
    r"""Score the translation of a whole text against one or more references.

    .. math:: \mathrm{BLEU} = 100\, \min(1, e^{1 - r/h})\, \Big( \prod_{n=1}^{4} p_n \Big)^{1/4}

    p_n is the share of the translation's n-grams that stand in a reference of their sentence, each counted at most as
    often as the reference has it that has it most often; h and r are the lengths of translation and reference in
    tokens.

    Parameters
    ----------
    hypotheses : sequence of str
        The translated sentences.
    references : sequence of sequences of str
        One or more whole reference translations: ``references[j][i]`` belongs to ``hypotheses[i]``.
    smooth_method : {"exp", "floor", "add-k", "none"}, default "exp"
        Only matters if no n-gram of some length stands in a reference.
    smooth_value : float, optional
        For ``"floor"`` (0.1 if not given) and ``"add-k"`` (1 if not given).
    lowercase : bool, default False
    use_effective_order : bool, default False
        Leave lengths out that the translation is too short for.

    Returns
    -------
    BLEUScore
        The same as sacrebleu's.

    Raises
    ------
    TypeError, ValueError
        If numbers of sentences differ, there is no reference, or an option is unknown.

    Notes
    -----
    Sums of counts over the whole text are divided, so this is no mean of `sentence_bleu`. Scores of different
    tokenizations cannot be compared; this one is always `tokenize_13a`. Of several references, the length nearest to
    the translation's counts, of two as near the shorter.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Papineni, Roukos, Ward and Zhu (2002), *BLEU: a Method for Automatic Evaluation of Machine Translation*; Post
    (2018), *A Call for Clarity in Reporting BLEU Scores*; Chen and Cherry (2014), *A Systematic Comparison of
    Smoothing Techniques for Sentence-Level BLEU*.

    Examples
    --------
    Papineni et al.'s example: "the" stands twice in the reference, so only two of seven count.

    >>> from lib.text import corpus_bleu
    >>> result = corpus_bleu(["the the the the the the the"], [["The cat is on the mat"]], lowercase=True)
    >>> round(result.precisions[0], 2)  # 2/7
    28.57
    """
    figures = bleu_statistics(hypotheses, references, lowercase=lowercase)
    return bleu_from_statistics(
        figures.sum(axis=0),
        smooth_method=smooth_method,
        smooth_value=smooth_value,
        use_effective_order=use_effective_order,
    )


def sentence_bleu(
    hypothesis: str,
    references: Sequence[str],
    *,
    smooth_method: str = "exp",
    smooth_value: float | None = None,
    lowercase: bool = False,
    use_effective_order: bool = True,
) -> BLEUScore:
    """Score the translation of one sentence.

    Parameters
    ----------
    hypothesis : str
    references : sequence of str
        One or more translations of the sentence.
    smooth_method, smooth_value, lowercase, use_effective_order
        As in `corpus_bleu`; a single sentence often has no match of four tokens, so smoothing matters here.

    Returns
    -------
    BLEUScore

    Raises
    ------
    TypeError, ValueError
        As `corpus_bleu`.

    Notes
    -----
    Meant for texts: on single sentences BLEU agrees badly with what people say.
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import sentence_bleu
    >>> round(sentence_bleu("The cat sat on a mat.", ["The cat sat on the mat."]).score, 2)
    48.89
    """
    if isinstance(references, str):
        raise TypeError("references must be a list of strings, got one string")
    return corpus_bleu(
        [hypothesis],
        [[reference] for reference in references],
        smooth_method=smooth_method,
        smooth_value=smooth_value,
        lowercase=lowercase,
        use_effective_order=use_effective_order,
    )


def bleu_statistics(
    hypotheses: Sequence[str], references: Sequence[Sequence[str]], *, lowercase: bool = False
) -> NDArray[np.int64]:
    """Count for each sentence what BLEU needs; scores of any selection of sentences follow from the sums.

    Parameters
    ----------
    hypotheses, references, lowercase
        As in `corpus_bleu`.

    Returns
    -------
    ndarray of int64, shape (n_sentences, 10)
        Length of the translation and of the reference, then, for n-grams of 1 to 4 tokens, how many stand in a
        reference and how many there are.

    Raises
    ------
    TypeError, ValueError
        If numbers of sentences differ, or there is no reference.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import bleu_statistics
    >>> bleu_statistics(["the cat sat"], [["the cat is"]])
    array([[3, 3, 2, 1, 0, 0, 3, 2, 1, 0]])
    """
    if isinstance(hypotheses, str) or any(isinstance(texts, str) for texts in references):
        raise TypeError("hypotheses and each of references must be lists of strings, got a string")
    if not references or any(len(texts) != len(hypotheses) for texts in references):
        raise ValueError(
            f"references must hold lists of {len(hypotheses)} sentences, as many as hypotheses,"
            f" got {[len(texts) for texts in references]}"
        )
    translated, *originals = (
        tokenize_13a([text.lower() for text in texts] if lowercase else texts) for texts in (hypotheses, *references)
    )
    rows = [_figures(tokens, given) for tokens, given in zip(translated, zip(*originals))]
    return np.array(rows, dtype=np.int64).reshape(-1, N_FIGURES)


def _ngrams(tokens: list[str]) -> Counter[object]:
    """Count the n-grams of 1 to 4 tokens; zip stops where the shortest copy, begun last, ends."""
    second, third, fourth = tokens[1:], tokens[2:], tokens[3:]
    pairs, triples = zip(tokens, second), zip(tokens, second, third)
    return Counter(chain(tokens, pairs, triples, zip(tokens, second, third, fourth)))


def _figures(tokens: list[str], references: Sequence[list[str]]) -> list[int]:
    """Return one row of `bleu_statistics`."""
    h = len(tokens)
    r = min((abs(len(reference) - h), len(reference)) for reference in references)[1]
    allowed = _ngrams(references[0])
    for reference in references[1:]:
        allowed |= _ngrams(reference)  # the larger count of the two
    matches = [0] * MAX_NGRAM_ORDER
    for ngram, count in _ngrams(tokens).items():
        if ngram in allowed:
            n = 1 if isinstance(ngram, str) else len(ngram)  # type: ignore[arg-type]
            matches[n - 1] += min(count, allowed[ngram])
    return [h, r, *matches, *(max(0, h - n) for n in range(MAX_NGRAM_ORDER))]
