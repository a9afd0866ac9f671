"""What language models have in common."""

import numpy as np
import pytest

from lib.basics import log_softmax
from lib.text import LanguageModel


class CountsOnes(LanguageModel):
    """Find token 1 the likelier, the more of them there are."""

    def _row(self, context):
        return log_softmax([0.0, 0.3 * np.sum(context == 1), -0.1 * len(context)])


MODEL = CountsOnes(3)


def test_the_chain_rule():
    ids = [1, 0, 1, 2]
    steps = [MODEL.log_probs(ids[:t])[ids[t]] for t in range(4)]
    assert MODEL.token_log_probs(ids).tolist() == steps
    assert MODEL.log_prob(ids) == pytest.approx(sum(steps))
    assert MODEL.score(ids) == pytest.approx(-sum(steps) / 4)
    assert MODEL.log_prob(ids[2:], context=ids[:2]) == pytest.approx(sum(steps[2:]))
    every = [MODEL.log_prob([a, b, c]) for a in range(3) for b in range(3) for c in range(3)]
    assert np.exp(every).sum() == pytest.approx(1)


def test_rows_of_contexts():
    contexts = np.array([[0, 1], [1, 1], [2, 0]])
    rows = MODEL.log_probs(contexts)
    assert rows.shape == (3, 3)
    assert np.array_equal(rows, [MODEL.log_probs(each) for each in contexts])
    assert MODEL.log_probs(np.empty((0, 2), dtype=int)).shape == (0, 3)
    assert MODEL.log_probs([]).shape == (3,)


def test_writing_on():
    text = MODEL.generate(30, [1], rng=0)
    assert text.log_prob == pytest.approx(MODEL.log_prob(text.ids, context=[1]))
    assert MODEL.generate(5, [1, 1], temperature=0).ids == (1,) * 5
    assert MODEL.generate(50, eos_id=2, top_k=3, top_p=1.0, rng=1).ids.count(2) <= 1


def test_faults_are_named():
    with pytest.raises(NotImplementedError, match="LanguageModel must define _row to be used, got none"):
        LanguageModel(3).log_probs([])
    with pytest.raises(ValueError, match="ids must hold at least 1 token, got none"):
        MODEL.score([])
    with pytest.raises(ValueError, match=r"context must lie in 0\.\.2, got 3\.\.3"):
        MODEL.log_probs([3])
    with pytest.raises(ValueError, match=r"context must have shape \(batch, time\), got \(1, 1, 1\)"):
        MODEL.log_probs([[[1]]])
