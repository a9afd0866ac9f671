"""The recorded translation by a Transformer: its control, and what its recording must hold."""

import torch

from lib.sequence.experiments.translation import token_accuracy, translations
from lib.train import load_recording
from lib.transformer.experiments import translation
from lib.transformer.experiments.translation import (
    OneVector,
    beam_results,
    parameter_count,
    small_config,
)


def test_a_small_set_is_learned_by_heart(model, sides, blocks, pairs):
    assert token_accuracy(model, blocks) == 1
    assert token_accuracy(model, blocks, shift=1) < 0.9
    assert translations(model, [one for one, _ in pairs], *sides) == [other for _, other in pairs]


def test_one_vector_has_the_same_weights_and_passes_only_their_mean(sides):
    config = small_config(*(side.vocab_size for side in sides), 16)
    model = OneVector(config)
    plain = translation.EncoderDecoder(config)
    assert parameter_count(model) == parameter_count(plain)
    plain.load_state_dict(model.state_dict())
    source, target = torch.tensor([[4, 5, 6], [7, 0, 0]]), torch.tensor([[4, 2], [5, 2]])
    memory, seen = plain.encode(source, source != 0), model.encode(source, source != 0)
    torch.testing.assert_close(seen[0, 0], memory[0].mean(dim=0))
    torch.testing.assert_close(seen[1, 0], memory[1, 0])  # padding does not count
    written = model(source, target, source != 0)
    torch.testing.assert_close(written, plain.decode(torch.tensor([[1, 4], [1, 5]]), seen))
    assert not torch.allclose(written, plain(source, target, source != 0))
    assert model.generate(source, source != 0, n=4).shape[0] == 2


def test_the_parameters_are_as_many_as_those_of_chapter_08():
    config = small_config(3393, 3565)
    assert abs(parameter_count(translation.EncoderDecoder(config)) / 1_054_189 - 1) < 0.05


def test_beam_search_is_scored_beside_greedy(model, sides, pairs):
    found = beam_results(model, pairs, *sides)
    assert found["greedy"]["ratio"] == 1
    assert set(found) == {"n", "width", "greedy", "beam, penalty 0", "beam, penalty 1", "greedy, cut"}
    assert found["greedy, cut"]["bleu"] == found["greedy"]["bleu"]  # both have learned the pairs by heart
    assert found["beam, penalty 0"]["log_prob"] >= found["greedy"]["log_prob"]


def test_the_recording_holds_what_the_chapter_shows():
    recording = load_recording(translation.NAME)
    results = recording.results
    assert recording.command == translation.COMMAND
    rates = [float(rate) for rate in results["tuning"]]
    assert min(rates) < results["lr"] < max(rates)
    rates = [float(rate) for rate in results["one_vector_tuning"]]
    assert min(rates) < results["one_vector_lr"] < max(rates)
    assert {name: len(each["runs"]) for name, each in results["systems"].items()} == {
        "GRU": 2,
        "Transformer": 2,
        "one vector": 2,
    }
    assert results["n_by_length"][0] == sum(results["n_by_length"][1:]) == 1000
    assert all(len(pair) == 5 for pair in results["over_gru"] + results["over_one_vector"])
    assert all(low <= middle <= high for run in results["over_gru"] for middle, low, high in run)
    assert all(len(sample) == 5 for sample in results["samples"])
