"""Masks: who may attend to whom."""

import pytest
import torch

from lib.transformer import attention_mask, causal_mask, padding_mask
from lib.transformer.masks import check_padding_mask


@pytest.mark.parametrize(("n_query", "n_key"), [(1, 1), (4, 4), (1, 6), (3, 5)])
def test_a_token_sees_itself_and_those_before_it(n_query, n_key):
    mask = causal_mask(n_query, n_key)
    for i in range(n_query):
        for j in range(n_key):
            assert mask[i, j] == (j <= i + n_key - n_query)


def test_real_tokens_stand_first():
    assert padding_mask(torch.tensor([0, 2, 3]), 3).tolist() == [[False] * 3, [True, True, False], [True] * 3]


def test_both_reasons_combine():
    real = torch.tensor([[True, False, True]])
    assert attention_mask(real).shape == (1, 1, 1, 3)
    assert torch.equal(attention_mask(real, causal=True)[0, 0], causal_mask(3) & real)


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="n_query must be >= 1, got 0"):
        causal_mask(0)
    with pytest.raises(ValueError, match="n_key must be >= 3, got 2"):
        causal_mask(3, 2)
    with pytest.raises(TypeError, match=r"lengths must be int64, got torch.float32"):
        padding_mask(torch.ones(2), 3)
    with pytest.raises(ValueError, match=r"lengths must have shape \(batch,\), got \(1, 2\)"):
        padding_mask(torch.ones(1, 2, dtype=torch.int64), 3)
    with pytest.raises(ValueError, match=r"lengths must lie in \[0, 3\], got \[4\]"):
        padding_mask(torch.tensor([4]), 3)
    with pytest.raises(ValueError, match="time must be >= 1, got 0"):
        padding_mask(torch.tensor([0]), 0)
    with pytest.raises(ValueError, match=r"padding_mask must have shape \(batch, time\), got \(3,\)"):
        attention_mask(torch.ones(3, dtype=torch.bool))
    with pytest.raises(TypeError, match=r"padding_mask must be boolean, True = real token, got torch.int64"):
        attention_mask(torch.ones(1, 3, dtype=torch.int64))
    with pytest.raises(ValueError, match=r"source_mask must have shape \(2, 4\), got \(2, 3\)"):
        check_padding_mask("source_mask", torch.ones(2, 3, dtype=torch.bool), (2, 4))
