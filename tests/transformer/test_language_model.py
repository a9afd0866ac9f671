"""The language model: causal, tied, scored in windows, written on with and without a cache."""

import math

import pytest
import torch
from torch.nn import functional

from lib.transformer import TransformerLM, TransformerLMConfig

IDS = torch.randint(0, 9, (2, 30), generator=torch.Generator().manual_seed(0))
KINDS = [{}, {"positions": "rotary", "norm": "rms", "activation": "swiglu", "n_kv_heads": 1, "bias": False},
         {"positions": "sinusoidal", "norm_first": False}, {"positions": "none", "fused": False},
         {"n_experts": 4, "top_k": 2, "softmax_over": "all"}]  # fmt: skip


def made(**options):
    sizes = {"vocab_size": 9, "d_model": 16, "n_heads": 2, "d_ff": 32, "n_layers": 2, "context_length": 64}
    return TransformerLM(TransformerLMConfig(**{**sizes, **options}), generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("options", KINDS)
def test_a_later_token_changes_nothing(options):
    model = made(**options).double()
    other = IDS.clone()
    other[:, 20] = (other[:, 20] + 1) % 9
    changed = (model(IDS) - model(other)).abs().amax(dim=(0, 2))
    assert changed[:20].max() < 1e-12
    assert changed[20] > 1e-6


@pytest.mark.parametrize("options", KINDS)
def test_a_cache_changes_nothing(options):
    model = made(**options).double()
    cache = model.new_cache(2)
    with torch.no_grad():
        pieces = [model(part, cache) for part in IDS.split([7, 1, 1, 21], dim=1)]
        torch.testing.assert_close(torch.cat(pieces, dim=1), model(IDS))
        torch.testing.assert_close(model(IDS, last_only=True), model(IDS)[:, -1:])


def test_with_room_for_few_tokens_a_text_of_experts_is_not_what_it_was():
    """A later token may take the room of an earlier one's second choice: `MixtureOfExperts` says so."""
    model = made(n_experts=4, top_k=2, capacity_factor=0.5).double()
    assert (model(IDS[:, :10]) - model(IDS)[:, :10]).abs().max() > 1e-6


def test_same_seed_same_model_and_no_global_draw():
    before = torch.random.get_rng_state()
    assert all(torch.equal(a, b) for a, b in zip(made().parameters(), made().parameters()))
    made().generate(IDS[:, :2], 2)
    assert torch.equal(before, torch.random.get_rng_state())


def test_tied_weights_are_one_and_a_new_model_knows_nothing():
    model, free = made(), made(tied=False)
    assert model.head.weight is model.embedding.table.weight
    assert sum(each.numel() for each in free.parameters()) == sum(each.numel() for each in model.parameters()) + 9 * 16
    assert model.score(IDS) == pytest.approx(math.log(9), abs=0.1)


@pytest.mark.parametrize("stride", [None, 1, 5, 8])
def test_a_score_gives_each_token_the_context_it_says(stride):
    model = made(context_length=8, dropout=0.5, positions="rotary")
    step, total = stride or 8, []
    model.eval()
    done = 0
    while done < 29:  # the same windows by another way of counting
        first = done == 0
        end = min(done + (8 if first else step), 29)
        start = max(0, end - 8)
        for t in range(done, end):
            logits = model(IDS[:, start : t + 1])[:, -1]
            total.append(functional.cross_entropy(logits, IDS[:, t + 1], reduction="sum").item())
        done = end
    model.train()
    assert model.score(IDS, stride) == pytest.approx(sum(total) / 58, rel=1e-5)
    assert model.training


def test_a_text_in_one_window_is_scored_at_once():
    model = made()
    expected = functional.cross_entropy(model(IDS[:, :-1]).flatten(0, 1), IDS[:, 1:].flatten())
    assert model.score(IDS) == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize("options", KINDS)
def test_a_text_begins_with_its_prompt_and_takes_the_likeliest(options):
    model = made(**options)
    text = model.generate(IDS, 5, temperature=0)
    assert torch.equal(text[:, :30], IDS)
    for n in range(5):
        assert torch.equal(model(text[:, : 30 + n])[:, -1].argmax(1), text[:, 30 + n])
    assert torch.equal(model.generate(IDS, 5, temperature=0, use_cache=False), text)
    assert torch.equal(model.generate(IDS, 0), IDS)


def test_same_seed_same_text_with_and_without_a_cache():
    model = made(dropout=0.3)
    texts = [
        model.generate(IDS, 20, 1.0, 5, torch.Generator().manual_seed(seed), top_p=0.9, use_cache=cached)
        for seed, cached in ((0, True), (0, False), (1, True))
    ]
    assert torch.equal(texts[0], texts[1])
    assert not torch.equal(texts[0], texts[2])
    assert model.training


def test_arguments_are_checked():
    model = made(context_length=32)
    with pytest.raises(ValueError, match=r"ids must lie in \[0, 9\), got 9"):
        model(torch.tensor([[9]]))
    with pytest.raises(ValueError, match="time must be at most context_length, 32 tokens, got 60"):
        model(torch.cat([IDS, IDS], dim=1))
    with pytest.raises(ValueError, match=r"ids must hold at least 2 tokens a row, got shape \(2, 1\)"):
        model.score(IDS[:, :1])
    with pytest.raises(ValueError, match="stride must be >= 1 and <= 32, got 33"):
        model.score(IDS, 33)
    with pytest.raises(ValueError, match="max_new_tokens must be >= 0, got -1"):
        model.generate(IDS, -1)
