"""The recorded character models: their measures, their baseline, and what their recording must hold."""

import numpy as np
import pytest
import torch

from lib.sequence import CharLM, CharLMConfig
from lib.sequence.experiments import char_models
from lib.sequence.experiments.char_models import (
    bits,
    by_context,
    count_model_bits,
    encoded,
    lost_windows,
    trained,
    window_bits,
)
from lib.text import CharTokenizer
from lib.train import load_recording


def test_the_count_model_is_the_rule_written_out():
    text, held_out, size = np.array([0, 0, 1, 0, 2]), np.array([0, 1]), 3
    single = (3 + 3 / 3) / (5 + 3)  # p(0): seen 3 of 5 times; three kinds share the rest alike
    assert count_model_bits(text, held_out[:1], 1, size) == pytest.approx(-np.log2(single))
    one = (1 + 3 / 3) / (5 + 3)  # p(1) without context
    after_zero = (1 + 3 * one) / (3 + 3)  # 0 was followed by 0, 1 and 2, once each
    assert count_model_bits(text, held_out, 2, size) == pytest.approx(-np.log2(after_zero))


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_chances_of_the_count_model_add_up_to_one(order):
    text = np.random.default_rng(0).integers(0, 4, 60)
    for context in ([0, 1], [3, 3], [2, 0]):
        rows = [np.array([*context[3 - order :], letter]) for letter in range(4)]
        total = sum(2 ** -count_model_bits(text, row, order, 4) for row in rows)
        assert total == pytest.approx(1)


def test_an_unknown_context_is_left_to_the_shorter_one():
    text = np.array([0, 1, 0, 1])
    known = count_model_bits(text, np.array([1]), 1, 3)
    assert count_model_bits(text, np.array([2, 1]), 2, 3) == pytest.approx(known)


def test_an_untrained_model_is_near_the_bits_of_the_alphabet():
    torch.manual_seed(0)
    model = CharLM(CharLMConfig(vocab_size=16, hidden_size=8), generator=torch.Generator().manual_seed(0))
    ids = torch.randint(0, 16, (640,), generator=torch.Generator().manual_seed(1))
    assert bits(model, ids, 0) == pytest.approx(4, abs=0.3)


def test_more_context_helps_where_it_decides():
    ids = torch.tensor([0, 0, 1, 1] * 400)  # one token does not say what is next, two do
    model = trained(ids, 2, "gru", 16, lr=0.02, seed=0, n_steps=60)
    curve = by_context(window_bits(model, ids, longest=16, stride=5))
    assert curve[0] > 0.5
    assert curve[-1] < 0.1


def test_training_repeats_itself():
    ids = torch.arange(660) % 5
    one, two = (trained(ids, 5, "lstm", 8, lr=0.01, seed=3, n_steps=5).state_dict() for _ in range(2))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_encoding_is_the_tokenizers():
    assert encoded(CharTokenizer().train("ab"), "ba").tolist() == [1, 0]


def test_bits_are_those_of_the_rows_after_the_first_token():
    ids = torch.randint(0, 5, (60,), generator=torch.Generator().manual_seed(1))
    model = CharLM(CharLMConfig(vocab_size=5, hidden_size=8), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        logits, _ = model(torch.cat([torch.tensor([3]), ids[:-1]])[None])
    wanted = torch.nn.functional.cross_entropy(logits[0], ids).item() / np.log(2)
    assert bits(model, ids, 3, n_rows=1) == pytest.approx(wanted, rel=1e-6)


def test_each_window_begins_from_an_empty_state():
    ids = torch.randint(0, 5, (40,), generator=torch.Generator().manual_seed(1))
    model = CharLM(CharLMConfig(vocab_size=5, hidden_size=8), generator=torch.Generator().manual_seed(0))
    for first in (None, 2):
        found = window_bits(model, ids, first, longest=8, stride=4)
        assert found.shape == (9, 7)
        assert np.allclose(found[3], window_bits(model, ids[12:20], first, longest=8, stride=4)[0], atol=1e-5)
    before = window_bits(model, ids, None, longest=8, stride=4)
    assert not np.allclose(before, window_bits(model, ids, 2, longest=8, stride=4), atol=1e-3)


def test_lost_windows_are_judged_by_their_second_half():
    assert lost_windows(np.array([[30.0, 30.0, 1.0, 1.0], [1.0, 1.0, 13.0, 13.0]])).tolist() == [False, True]


def test_the_recording_holds_what_the_chapter_shows():
    recording = load_recording(char_models.NAME)
    assert recording.command == char_models.COMMAND
    austen = recording.results["austen"]
    assert list(austen["cells"]) == list(char_models.SIZES)
    sizes = [cell["n_parameters"] for cell in austen["cells"].values()]
    assert max(sizes) < 1.05 * min(sizes)
    for cell in austen["cells"].values():
        assert len(cell["bits"]) == len(char_models.SEEDS)
        assert cell["lr"] == char_models.RATES[int(np.argmin(cell["tuning_bits"]))]
        assert all(0 <= share < 0.5 for share in cell["lost"])
        gap = np.subtract(cell["bits_by_context_with_lost"], cell["bits_by_context"])
        assert (gap[-1] > 0.01) == (max(cell["lost"]) > 0)
    assert austen["best_order"] in austen["counts_same_text"]
