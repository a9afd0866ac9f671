"""The table of bits per character: its measures, its search for settings, and what its rows must hold."""

import numpy as np
import pytest
import torch

from lib.sequence import CharLM, CharLMConfig, TextStreams
from lib.sequence.experiments import bits_per_character, char_models
from lib.sequence.experiments.bits_per_character import count_model, count_row_bits, inner_best, network_row_bits
from lib.text import NGramModel
from lib.train import load_recording, load_rows


def test_rows_of_a_network_have_the_mean_that_chapter_08_measures():
    ids = torch.randint(0, 5, (1230,), generator=torch.Generator().manual_seed(1))
    model = CharLM(CharLMConfig(vocab_size=5, hidden_size=8), generator=torch.Generator().manual_seed(0))
    by_row = network_row_bits(model, ids, first=3, n_rows=2)
    assert by_row.mean() == pytest.approx(char_models.bits(model, ids, 3, n_rows=2), rel=1e-6)
    assert by_row[1] == pytest.approx(char_models.bits(model, ids[615:], 3, n_rows=1), rel=1e-6)


def test_rows_of_counts_are_scored_after_the_first_token():
    ids = np.random.default_rng(0).integers(0, 4, 90)
    model = NGramModel(3, 4).train(ids)
    by_row = count_row_bits(model, ids, first=2, n_rows=4)
    wanted = [-model.log_prob(row, [2]) / 22 / np.log(2) for row in ids[:88].reshape(4, 22)]
    assert np.allclose(by_row, wanted)


@pytest.mark.parametrize("start", range(7))
def test_the_search_ends_inside_from_every_start(start):
    best, tried = inner_best([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], start, lambda x: abs(x - 3.9))
    assert best == 4.0
    assert {"3", "4", "5"} <= set(tried)


def test_a_run_that_breaks_down_is_never_best():
    assert inner_best([1.0, 2.0, 3.0, 4.0], 1, lambda x: np.nan if x == 3 else abs(x - 2.1))[0] == 2.0


@pytest.mark.parametrize("wanted", [1.0, 4.0])
def test_a_best_at_the_end_of_the_list_is_refused(wanted):
    with pytest.raises(ValueError, match="must reach past the best"):
        inner_best([1.0, 2.0, 3.0, 4.0], 2, lambda x: abs(x - wanted))


def test_settings_of_counts_are_those_that_predict_the_other_text_best():
    draw = np.random.default_rng(0)
    text = np.cumsum(draw.integers(1, 3, 4000)) % 5  # the last token says all
    model, settings = count_model(text[:2000], text[2000:], 5, "add-k", first=0)
    assert model.order == settings["order"] == 2
    assert settings["k"] in bits_per_character.ADDED
    assert min(settings["tuning_bits"], key=settings["tuning_bits"].get) == f"2, k = {settings['k']:g}"


def test_the_rows_hold_what_the_chapter_shows():
    rows = load_rows(bits_per_character.TABLE)
    before = load_recording(char_models.NAME).results["austen"]
    for smoothing in bits_per_character.SMOOTHINGS:
        found = rows[f"n-gram, {smoothing}"].results
        for part in (found, found["whole_text"]):
            assert part["bits"] == [pytest.approx(np.mean(part["bits_by_row"]), abs=1e-3)]
            tried = part["tuning_bits"]
            orders = [int(name.split(",")[0]) for name in tried]
            assert min(orders) < part["order"] < max(orders)
            if "k" in part:
                assert min(bits_per_character.ADDED) < part["k"] < max(bits_per_character.ADDED)
        assert found["characters_seen"] == before["characters_seen"]
    for cell in char_models.SIZES:
        found = rows[cell.upper()].results
        assert found["bits"] == before["cells"][cell]["bits"]
        for part in (found, found["whole_text"]):
            rates = list(part["tuning_bits"])
            assert min(part["tuning_bits"], key=part["tuning_bits"].get) == f"{part['lr']:g}"
            assert f"{part['lr']:g}" not in (rates[0], rates[-1])
        assert found["whole_text"]["characters_seen"] > 2.9 * found["characters_seen"]
    small = rows[bits_per_character.SMALL].results
    assert small["order"] == bits_per_character.SMALL_ORDER
    assert 0.8 < small["n_parameters"] / rows["LSTM"].results["n_parameters"] < 1.3


def test_the_shorter_text_is_what_the_networks_have_read():
    parts, vocab_size, space = bits_per_character.parts_of_austen()
    whole = torch.from_numpy(parts["train"])
    streams = TextStreams(whole, char_models.N_STREAMS, char_models.WINDOW)
    windows = [streams.next_batch()[0] for _ in range(char_models.N_STEPS)]
    assert torch.equal(torch.cat(windows, dim=1).flatten(), torch.from_numpy(parts["same"]))
    assert vocab_size == 81
    assert parts["test"].max() < vocab_size
    assert (parts["train"] == space).mean() > 0.1
