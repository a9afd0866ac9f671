"""Drawing from logits: twins of lib.text's rules, frequencies, seeds."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lib.basics
import lib.text
from lib.transformer import draw_ids, keep_top_k, keep_top_p

LOGITS = st.lists(
    st.lists(st.floats(-20, 20).map(lambda x: round(x, 2)), min_size=6, max_size=6), min_size=1, max_size=3
)


@settings(deadline=None, max_examples=100)
@given(rows=LOGITS, k=st.integers(1, 8), p=st.floats(0.01, 1.0))
def test_twins_agree(rows, k, p):
    logits = torch.tensor(rows, dtype=torch.float64)
    assert np.array_equal(keep_top_k(logits, k).numpy(), lib.text.keep_top_k(rows, k))
    ours, theirs = keep_top_p(logits, p).numpy(), lib.text.keep_top_p(rows, p)
    # Sums that reach p within the last bit may fall on either side.
    shares = np.sort(lib.basics.softmax(np.array(rows)), axis=-1)[:, ::-1].cumsum(axis=-1)
    if np.abs(shares - p).min() > 1e-12:
        assert np.array_equal(ours, theirs)
    assert torch.equal(draw_ids(logits, 0, k), torch.tensor(lib.text.sample_ids(rows, 0)))


def test_frequencies_are_the_chances():
    logits = torch.tensor([0.1, 0.2, 0.7]).log().expand(20_000, 3)
    counts = draw_ids(logits, generator=torch.Generator().manual_seed(0)).bincount(minlength=3) / 20_000
    assert counts.tolist() == pytest.approx([0.1, 0.2, 0.7], abs=0.01)
    hot = draw_ids(logits, temperature=2.0, generator=torch.Generator().manual_seed(0)).bincount(minlength=3) / 20_000
    roots = np.sqrt([0.1, 0.2, 0.7])
    assert hot.tolist() == pytest.approx((roots / roots.sum()).tolist(), abs=0.01)


def test_what_is_out_is_never_drawn():
    logits = torch.tensor([0.1, 0.2, 0.3, 0.4]).log().expand(500, 4)
    assert draw_ids(logits, top_k=2).unique().tolist() == [2, 3]
    assert draw_ids(logits, top_p=0.35).unique().tolist() == [3]
    assert draw_ids(logits, top_k=3, top_p=0.5).unique().tolist() == [2, 3]


def test_same_seed_same_tokens():
    logits = torch.zeros(50, 9)
    drawn = [draw_ids(logits, generator=torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


def test_arguments_are_checked():
    logits = torch.zeros(1, 3)
    with pytest.raises(ValueError, match=r"logits must have shape \(batch, vocab_size\), got \(3,\)"):
        draw_ids(logits[0])
    with pytest.raises(ValueError, match="temperature must be >= 0, got -1"):
        draw_ids(logits, -1)
    with pytest.raises(ValueError, match="k must be >= 1, got 0"):
        draw_ids(logits, top_k=0)
    with pytest.raises(ValueError, match="p must be > 0 and <= 1, got 0"):
        draw_ids(logits, top_p=0)
    with pytest.raises(TypeError, match=r"generator must be a torch.Generator or None, got int"):
        draw_ids(logits, generator=3)
