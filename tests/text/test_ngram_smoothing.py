"""Each rule of smoothing against its formula, context by context."""

from itertools import pairwise

import numpy as np
import pytest

from lib.text import ngram_smoothing as rules
from lib.text.ngram_counts import count_ngrams

V = 5  # token 4 never occurs, and context 3 is the last token: nothing follows it
TEXT = np.array([0, 1, 0, 1, 2, 0, 2, 2, 1, 0, 0, 1, 1, 1, 0, 2, 1, 2, 3])
FIRST, SECOND = count_ngrams([TEXT], 2, V)
LOWER = np.array([0.3, 0.35, 0.2, 0.1, 0.05])


def counted(context):
    """Count the tokens after a context by going through the text."""
    return np.bincount([b for a, b in pairwise(TEXT) if a == context], minlength=V).astype(float)


def whole_row(smoothed, context, lower):
    """Return the distribution that a rule gives after a context."""
    prob, weight = smoothed
    row = weight[context] * lower
    inside = slice(SECOND.starts[context], SECOND.starts[context + 1])
    row[SECOND.tokens[inside]] = prob[inside]
    return row


def discounted(counts, amounts):
    return np.array([min(c, amounts[min(int(c), len(amounts)) - 1]) if c else 0.0 for c in counts])


def formula(rule, c, lower):
    """Return the distribution by the formula of a rule, for counts c."""
    n, kinds = c.sum(), (c > 0).sum()
    if n == 0:
        return lower
    if rule == "add_k":
        return (c + 0.3) / (n + 0.3 * V)
    if rule == "jelinek_mercer":
        return 0.8 * c / n + 0.2 * lower
    if rule == "witten_bell":
        return (c + kinds * lower) / (n + kinds)
    taken = discounted(c, [0.4, 0.7, 0.9])
    if rule == "absolute_discounting":
        return (c - taken) / n + taken.sum() / n * lower
    unseen = c == 0
    return np.where(unseen, lower / lower[unseen].sum() * taken.sum() / n, (c - taken) / n)


OPTIONS = {
    "add_k": {"k": 0.3},
    "jelinek_mercer": {"share": 0.2},
    "witten_bell": {},
    "absolute_discounting": {"discounts": np.array([0.4, 0.7, 0.9])},
    "katz_back_off": {"discounts": np.array([0.4, 0.7, 0.9])},
}


@pytest.mark.parametrize("rule", OPTIONS)
@pytest.mark.parametrize("context", range(4))
def test_the_formula(rule, context):
    lower = np.full(V, 1 / V) if rule == "add_k" else LOWER
    smoothed = getattr(rules, rule)(SECOND, SECOND.counts, lower[SECOND.tokens], **OPTIONS[rule])
    row = whole_row(smoothed, context, lower)
    np.testing.assert_allclose(row, formula(rule, counted(context), lower), rtol=1e-12)
    assert row.sum() == pytest.approx(1, abs=1e-12)


def test_back_off_takes_nothing_where_all_was_seen():
    (only,) = count_ngrams([np.array([0, 0, 1])], 1, 2)
    prob, weight = rules.katz_back_off(only, only.counts, np.array([0.5, 0.5]), np.array([0.5]))
    assert prob.tolist() == pytest.approx([2 / 3, 1 / 3])
    assert weight.tolist() == [0.0]


def test_estimated_discounts():
    counts = np.repeat([1.0, 2.0, 3.0, 4.0, 9.0], [40, 20, 10, 5, 3])
    y = 40 / (40 + 2 * 20)
    assert rules.estimated_discounts(counts, 1) == pytest.approx([y])
    assert rules.estimated_discounts(counts, 3) == pytest.approx(
        [1 - 2 * y * 20 / 40, 2 - 3 * y * 10 / 20, 3 - 4 * y * 5 / 10]
    )


def test_discounts_of_texts_too_small_to_estimate():
    assert rules.estimated_discounts(np.array([5.0, 7.0]), 1).tolist() == [0.5]
    assert rules.estimated_discounts(np.array([1.0, 1.0]), 3).tolist() == [0.5] * 3
    # 1 - 2 * Y * n2 / n1 and so on can leave the range: Y stands in.
    odd = rules.estimated_discounts(np.repeat([1.0, 2.0, 3.0], [2, 1, 50]), 3)
    assert (odd > 0).all()
    assert (odd < [1, 2, 3]).all()
