"""The encoder-decoder: what its predictions depend on, tied tables, writing with and without a cache."""

import pytest
import torch

from lib.transformer import EncoderDecoder, EncoderDecoderConfig

SOURCE = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0]])
TARGET = torch.tensor([[5, 4, 3, 2], [6, 2, 0, 0]])
MASK = SOURCE != 0


def made(**options):
    sizes = {"source_vocab_size": 9, "target_vocab_size": 9, "d_model": 16, "n_heads": 2, "d_ff": 32, "n_layers": 2}
    config = EncoderDecoderConfig(**{**sizes, "context_length": 20, **options})
    return EncoderDecoder(config, generator=torch.Generator().manual_seed(0)).double()


@pytest.mark.parametrize("options", [{}, {"norm_first": True, "positions": "rotary"}, {"positions": "learned"}])
def test_a_prediction_sees_all_of_the_source_and_the_target_before_it(options):
    model = made(**options)
    before = model(SOURCE, TARGET, MASK)
    other = TARGET.clone()
    other[:, 1] = 8
    changed = (model(SOURCE, other, MASK) - before).abs().amax(dim=2) > 1e-12
    assert changed.tolist() == [[False, False, True, True]] * 2
    for column in range(4):
        other = SOURCE.clone()
        other[0, column] = 8
        assert ((model(other, TARGET, MASK) - before).abs().amax(dim=2) > 1e-12)[0].all()


def test_padding_of_the_source_is_not_seen():
    model, other = made(), SOURCE.clone()
    other[1, 2:] = 5
    torch.testing.assert_close(model(other, TARGET, MASK), model(SOURCE, TARGET, MASK))
    torch.testing.assert_close(model(SOURCE[1:, :2], TARGET[1:])[0], model(SOURCE, TARGET, MASK)[1])


def test_reading_a_target_at_once_equals_step_by_step_decoding():
    model = made()
    start = torch.full((2, 1), 1)
    read = torch.cat([start, TARGET[:, :-1]], dim=1)
    whole, memory = model(SOURCE, TARGET, MASK), model.encode(SOURCE, MASK)
    cache = model.new_cache(2)
    with torch.no_grad():
        steps = [model.decode(read[:, [t]], memory, MASK, cache) for t in range(4)]
    torch.testing.assert_close(torch.cat(steps, dim=1), whole)
    torch.testing.assert_close(model.decode(read, memory, MASK, last_only=True), whole[:, -1:])


@pytest.mark.parametrize(("tied", "n_tables"), [("none", 3), ("target", 2), ("all", 1)])
def test_tied_tables(tied, n_tables):
    model = made(tied=tied)
    tables = (model.source_embedding.table.weight, model.target_embedding.table.weight, model.head.weight)
    assert len({id(each) for each in tables}) == n_tables


@pytest.mark.parametrize("options", [{}, {"positions": "rotary", "n_kv_heads": 1}])
def test_greedy_writing_is_the_same_with_a_cache(options):
    model = made(**options)
    fast, slow = (model.generate(SOURCE, MASK, n=9, use_cache=each) for each in (True, False))
    assert torch.equal(fast, slow)
    again = model(SOURCE, fast, MASK).argmax(dim=2)  # each token is the likeliest after those before it
    ended = (fast == 2).long().cumsum(1) - (fast == 2).long() > 0
    assert torch.equal(again.masked_fill(ended, 0), fast)


def test_a_row_that_ended_is_padded_and_the_end_of_all_rows_ends_the_call():
    model = made(positions="none")
    with torch.no_grad():  # the token after any token is the end
        model.head.weight = torch.nn.Parameter(torch.zeros_like(model.head.weight))
        model.decoder.blocks[-1].feed_forward_norm.weight.zero_()
        model.decoder.blocks[-1].feed_forward_norm.bias.fill_(1.0)
        model.head.weight[2] = 1.0
    assert model.generate(SOURCE, MASK, n=9).tolist() == [[2], [2]]


def test_sampling_follows_its_generator():
    model = made()
    texts = [
        model.generate(
            SOURCE, MASK, n=9, temperature=1.0, top_k=8, top_p=0.99, generator=torch.Generator().manual_seed(s)
        )
        for s in (0, 0, 1)
    ]
    assert torch.equal(texts[0], texts[1])
    assert not torch.equal(texts[0], texts[2])


def test_arguments_are_checked():
    model = made()
    with pytest.raises(ValueError, match=r"source must lie in \[0, 9\), got 9"):
        model(SOURCE + 1, TARGET)
    with pytest.raises(ValueError, match=r"target must lie in \[0, 9\), got 14"):
        model(SOURCE, TARGET + 9)
    with pytest.raises(ValueError, match="source and target must have the same batch size, got 1 and 2"):
        model(SOURCE[:1], TARGET)
    with pytest.raises(ValueError, match=r"padding_mask must have shape \(2, 4\), got \(2, 3\)"):
        model(SOURCE, TARGET, MASK[:, :3])
    with pytest.raises(ValueError, match="max_new_tokens must leave at most 20 tokens to read, got 21"):
        model.generate(SOURCE, n=21)
