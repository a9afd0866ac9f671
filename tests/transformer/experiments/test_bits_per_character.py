"""The Transformer's row of the table of bits per character."""

import math

import numpy as np
import pytest
import torch

from lib.sequence import TextStreams
from lib.sequence.experiments.char_models import bits
from lib.train import load_rows
from lib.transformer import TransformerLM
from lib.transformer.experiments import bits_per_character as module
from lib.transformer.experiments.bits_per_character import (
    CONFIG,
    RATES,
    Sliding,
    drawn,
    fitted,
    next_token_loss,
    row_bits,
    trained,
)

IDS = torch.randint(0, 9, (900,), generator=torch.Generator().manual_seed(0))


def test_it_is_as_large_as_the_recurrent_networks():
    n = sum(each.numel() for each in TransformerLM(CONFIG).parameters())
    assert abs(n / 61_000 - 1) < 0.03


def test_rows_are_cut_and_scored_as_in_chapter_08():
    model = drawn(CONFIG, seed=0)
    by_row = row_bits(model, IDS, first=3, n_rows=3)
    assert by_row.mean() == pytest.approx(bits(Sliding(model), IDS, 3, n_rows=3), rel=1e-6)


def test_a_stride_gives_context():
    model = trained(torch.arange(2400) // 2 % 5, CONFIG, lr=8e-3, seed=0, n_steps=60)
    rows = (torch.arange(320) // 2 % 5)[None]
    assert Sliding(model, 8).score(rows) < Sliding(model, 64).score(rows)


def test_the_loss_is_the_cross_entropy_of_the_window():
    model = drawn(CONFIG, seed=0)
    ids, target, starts = next(iter(TextStreams(IDS, 4, 16)))
    loss, count = next_token_loss(model, ids, target, starts)
    chances = model(ids).log_softmax(-1).gather(-1, target[..., None])
    assert loss.item() == pytest.approx(-chances.mean().item(), rel=1e-5)
    assert count == target.numel()


def test_the_first_weights_are_wider_than_gpt2s_and_repeat():
    one, other = (drawn(CONFIG, seed=1).decoder.blocks[0].attention.query.weight for _ in range(2))
    assert torch.equal(one, other)
    assert one.std().item() == pytest.approx(module.START_STD, rel=0.05)
    narrow = drawn(CONFIG, seed=1, std=module.GPT2_STD).decoder.blocks[0].attention.query.weight
    torch.testing.assert_close(narrow * module.START_STD / module.GPT2_STD, one)


def test_a_pattern_is_learned():
    ids = torch.arange(3000) % 3
    assert fitted(drawn(CONFIG, 0), ids, 8e-3, 0, 30).score(ids[None, :200]) < 0.2


def test_the_row_holds_what_the_chapter_shows():
    row = load_rows(module.TABLE)[module.ROW]
    assert row.command == module.COMMAND
    assert min(RATES) < row.results["lr"] < max(RATES)
    rates = sorted(map(float, row.results["tuning_bits_gpt2_std"]))
    assert f"{rates[0]:g}" != min(row.results["tuning_bits_gpt2_std"], key=row.results["tuning_bits_gpt2_std"].get)
    assert f"{rates[-1]:g}" != min(row.results["tuning_bits_gpt2_std"], key=row.results["tuning_bits_gpt2_std"].get)
    assert len(row.results["bits"]) == 3
    assert math.isclose(np.mean(row.results["bits"]), np.mean(row.results["bits_by_row"]), abs_tol=1e-3)
    others = load_rows(module.TABLE)
    same_budget = ("RNN", "GRU", "LSTM", module.ROW)
    assert {others[name].results["characters_seen"] for name in same_budget} == {1228800}
    assert len({others[name].results["whole_text"]["characters_seen"] for name in same_budget}) == 1
