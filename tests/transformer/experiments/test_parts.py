"""A Transformer without one of its parts."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lib.train import load_recording
from lib.transformer import record_attention
from lib.transformer.experiments import parts
from lib.transformer.experiments.bits_per_character import CONFIG, RATES, drawn
from lib.transformer.experiments.parts import (
    PARTS,
    look_at_all_alike,
    look_at_itself_only,
    look_by_place_alone,
    trained_without,
    without,
)

IDS = torch.randint(0, 9, (2, 12), generator=torch.Generator().manual_seed(0))


def test_without_attention_only_the_last_letter_counts():
    model = drawn(CONFIG, 0)
    other = IDS.clone()
    other[:, :-1] = 5
    assert not torch.allclose(model(IDS)[:, -1], model(other)[:, -1])
    look_at_itself_only(model)
    torch.testing.assert_close(model(IDS)[:, -1], model(other)[:, -1])


def test_without_what_and_where_all_tokens_weigh_alike_and_stay_so():
    model = trained_without("what and where", torch.arange(700) % 5, 82, lr=0.01, seed=0, n_steps=3)
    with record_attention(model) as maps:
        model(IDS)
    for layer in maps.values():
        np.testing.assert_allclose(layer[0][:, :, -1], 1 / 12, atol=1e-6)


def test_without_what_a_trained_net_looks_by_distance_alone():
    model = trained_without("what", torch.arange(700) % 5, 82, lr=0.01, seed=0, n_steps=3)
    seen = []
    for ids in (IDS, IDS.flip(0, 1)):
        with record_attention(model) as maps:
            model(ids)
        seen.append(maps)
    for layer, (first,) in seen[0].items():
        torch.testing.assert_close(first, seen[1][layer][0])  # whatever the letters
        assert (first[:, :, -1].amax(-1) > 1.05 / 12).any()  # some distance counts more
        scores = first.log()  # up to a constant for each row
        torch.testing.assert_close(
            scores[..., 11, 8] - scores[..., 11, 10], scores[..., 9, 6] - scores[..., 9, 8], rtol=1e-3, atol=1e-4
        )


def test_nothing_else_changes_the_number_of_weights_by_much():
    counts = {part: sum(p.numel() for p in drawn(config, 0).parameters()) for part, (config, _, _) in PARTS.items()}
    assert max(counts.values()) / min(counts.values()) < 1.06


def test_what_is_not_used_is_not_counted():
    counts = {part: sum(p.numel() for p in without(part, 82, 0).parameters() if p.requires_grad) for part in PARTS}
    asking = 2 * 2 * (48 * 48 + 48)  # two layers' queries and keys
    assert counts["nothing"] - counts["attention"] == counts["nothing"] - counts["what and where"] == asking
    assert counts["nothing"] - counts["what"] == 2 * 2 * 48 * 48  # the biases stay
    assert counts["nothing"] == counts["where"] == counts["data"]


def test_without_positions_the_order_of_the_past_does_not_count():
    config = replace(CONFIG, positions="none", n_layers=1)
    for settings, same in ((config, True), (replace(CONFIG, n_layers=1), False)):
        model = drawn(settings, 0).double()
        shuffled = IDS.clone()
        shuffled[:, :11] = IDS[:, :11].flip(1)
        assert torch.allclose(model(IDS)[:, -1], model(shuffled)[:, -1], atol=1e-9) == same


def test_a_tenth_of_the_text_is_read_ten_times(monkeypatch):
    given = {}
    monkeypatch.setattr(parts, "fitted", lambda model, ids, *rest: given.update(n=len(ids)))
    for part in ("nothing", "data"):
        trained_without(part, torch.zeros(10**6, dtype=torch.int64), 82, 0.01, 0)
        given[part] = given.pop("n")
    assert given["nothing"] == 10**6
    assert given["data"] == parts.N_STEPS // 10 * 32 * 64 + 1


@pytest.mark.parametrize("change", [look_at_itself_only, look_at_all_alike, look_by_place_alone])
def test_the_changed_models_learn(change):
    model = drawn(CONFIG, 0)
    change(model)
    torch.nn.functional.cross_entropy(model(IDS).flatten(0, 1), IDS.flatten()).backward()
    assert model.decoder.blocks[0].attention.value.weight.grad.abs().max() > 0
    if change is look_by_place_alone:
        assert model.decoder.blocks[0].attention.query.bias.grad.abs().max() > 0


def test_the_recording_holds_what_the_chapter_shows():
    recording = load_recording(parts.NAME)
    assert recording.command == parts.COMMAND
    assert set(recording.results["parts"]) == set(PARTS)
    for found in recording.results["parts"].values():
        assert min(RATES) < found["lr"] < max(RATES)
        assert len(found["bits"]) == 3
