"""Asking a model for the next token, each token read once."""

import numpy as np
import pytest
import torch

from lib.text import generate_ids
from lib.transformer import (
    EncoderDecoder,
    EncoderDecoderConfig,
    NextToken,
    TransformerLM,
    TransformerLMConfig,
)

IDS = torch.randint(0, 9, (3, 10), generator=torch.Generator().manual_seed(0))
SOURCE = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0], [4, 4, 4, 0]])


def language_model():
    config = TransformerLMConfig(vocab_size=9, d_model=16, n_heads=2, d_ff=32, n_layers=2, context_length=12)
    return TransformerLM(config, generator=torch.Generator().manual_seed(1)).double().eval()


def translator():
    config = EncoderDecoderConfig.from_preset("tiny", 9, 9)
    return EncoderDecoder(config, generator=torch.Generator().manual_seed(1)).double().eval()


@pytest.mark.parametrize("use_cache", [True, False])
def test_growing_texts(use_cache):
    model = language_model()
    step = NextToken(model, use_cache=use_cache)
    for end in (3, 4, 5, 9, 10):
        torch.testing.assert_close(step(IDS[:, :end]), model(IDS[:, :end])[:, -1])
    assert (step.cache is not None) == use_cache


@pytest.mark.parametrize("rows", [[2, 0, 2], [1], [2, 1]])
@pytest.mark.parametrize("use_cache", [True, False])
def test_rows_that_change_places(use_cache, rows):
    model, other = language_model(), translator()
    mask = SOURCE != 0
    for step, whole in (
        (NextToken(model, use_cache=use_cache), lambda ids, rows: model(ids)),
        (
            NextToken(other, SOURCE, mask, use_cache=use_cache),
            lambda ids, rows: other.decode(ids, other.encode(SOURCE, mask)[rows], mask[rows]),
        ),
    ):
        step(IDS[:, :4])
        step.reorder(rows)
        ids = torch.cat([IDS[rows, :4], IDS[: len(rows), :2]], dim=1)
        torch.testing.assert_close(step(ids), whole(ids, rows)[:, -1])


def test_one_source_serves_many_texts():
    model = translator()
    step = NextToken(model, SOURCE[1:2], SOURCE[1:2] != 0)
    step(torch.tensor([[1]]))
    step.reorder([0, 0, 0])
    ids = torch.tensor([[1, 3], [1, 4], [1, 5]])
    memory = model.encode(SOURCE[1:2, :2]).expand(3, -1, -1)
    torch.testing.assert_close(step(ids), model.decode(ids, memory)[:, -1])
    uncached = NextToken(model, SOURCE[1:2], SOURCE[1:2] != 0, use_cache=False)
    torch.testing.assert_close(uncached(ids), step.model.decode(ids, memory)[:, -1])


def test_log_probs_add_up_and_serve_the_rules_of_lib_text():
    model = language_model()
    rows = NextToken(model).log_probs(IDS[:, :4].numpy())
    assert rows.dtype == np.float64
    assert np.allclose(np.exp(rows).sum(axis=1), 1)
    text = generate_ids(NextToken(model).log_probs, [3, 4], 6, temperature=0)
    assert text.ids == tuple(model.generate(torch.tensor([[3, 4]]), 6, temperature=0)[0, 2:].tolist())


def test_arguments_are_checked():
    model = language_model()
    step = NextToken(model)
    step(IDS[:, :3])
    for ids in (IDS[:, :3], IDS[:, 1:5], IDS[:2, :5]):
        with pytest.raises(ValueError, match="ids must go on from the 3 tokens of each row that were read, got other"):
            step(ids)
    with pytest.raises(ValueError, match="the cache must have room for 3 tokens, got context_length 2"):
        NextToken(model, context_length=2)(IDS[:, :3])
    with pytest.raises(TypeError, match="use_cache must be True or False, got 1"):
        NextToken(model, use_cache=1)


def test_numpy_reads_single_tokens():
    model = language_model()
    step = NextToken(model, engine="numpy")
    for end in (3, 4, 5, 9, 10):
        torch.testing.assert_close(step(IDS[:1, :end]), model(IDS[:1, :end])[:, -1])
    step.reorder([0])
    torch.testing.assert_close(step(IDS[:1, [*range(10), 0]]), model(IDS[:1, [*range(10), 0]])[:, -1])
    with pytest.raises(ValueError, match="'numpy' and 2 rows"):
        step.reorder([0, 0])


def test_what_numpy_does_not_read():
    model, other = language_model(), translator()
    with pytest.raises(ValueError, match="engine must be one of"):
        NextToken(model, engine="jax")
    with pytest.raises(ValueError, match="with a source or without a cache, got 'numpy'"):
        NextToken(other, SOURCE, engine="numpy")
    with pytest.raises(ValueError, match="with a source or without a cache, got 'numpy'"):
        NextToken(model, use_cache=False, engine="numpy")
    with pytest.raises(ValueError, match="cache must have 1 row, got 3"):
        NextToken(model, engine="numpy")(IDS[:, :2])
