"""The recorded experiment on lengths: its nets, its measures, and what its recording must hold."""

import math

import pytest
import torch

from lib.train import load_recording
from lib.transformer.experiments import position_lengths
from lib.transformer.experiments.position_lengths import (
    EDGES,
    FIRST_PLACES,
    RATES,
    SCHEMES,
    SEEDS,
    SHORT,
    TUNING_SEED,
    CharacterNet,
    bits_by_position,
    bits_from_place,
    bits_without_heads,
    trained,
)

ABSOLUTE = ("sinusoidal", "learned")


@pytest.fixture(scope="module")
def counting():
    """Return a net that has learned to say each number twice, counting to 5, and a text."""
    ids = torch.arange(4096) // 2 % 5
    return trained(ids, 5, "rotary", 0.01, seed=0, n_steps=60), ids


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_net_is_built_alike_from_the_same_seed(scheme):
    before = torch.get_rng_state()
    first, again, other = (CharacterNet(9, scheme, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not all(torch.equal(first[key], other[key]) for key in first)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_window_hides_what_is_further_back(scheme):
    draw = torch.Generator().manual_seed(0)
    model = CharacterNet(9, scheme, 0)
    torch.nn.init.normal_(model.head.weight, generator=draw)
    ids = torch.randint(0, 9, (1, 40), generator=draw)
    changed = ids.clone()
    changed[0, 0] = (ids[0, 0] + 1) % 9
    with torch.no_grad():
        for window, moves in ((None, True), (4, False)):  # two layers of 4 reach back 6
            same = torch.equal(model(ids, 0, window)[0, 20:], model(changed, 0, window)[0, 20:])
            assert same != moves


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_absolute_schemes_know_where_a_text_begins(scheme):
    draw = torch.Generator().manual_seed(0)
    model = CharacterNet(9, scheme, 0).double()
    torch.nn.init.normal_(model.head.weight, generator=draw)
    ids = torch.randint(0, 9, (1, 10), generator=draw)
    with torch.no_grad():
        assert torch.allclose(model(ids, 0), model(ids, 50), atol=1e-9) == (scheme not in ABSOLUTE)


def test_a_net_learns_and_keeps_its_type(counting):
    model, ids = counting
    assert bits_by_position(model, ids, n_windows=4)[0] < 0.3
    double = trained(ids, 5, "rotary", 0.01, seed=0, n_steps=1, dtype=torch.float64)
    assert double.head.weight.dtype == torch.float64


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_absolute_schemes_read_otherwise_from_other_places(scheme):
    model = CharacterNet(9, scheme, 0).double()
    torch.nn.init.normal_(model.head.weight, generator=torch.Generator().manual_seed(0))
    ids = torch.randint(0, 9, (512,), generator=torch.Generator().manual_seed(1))
    first, later = (bits_from_place(model, ids, at, n_windows=2) for at in (0, 100))
    assert (abs(first - later) > 1e-3) == (scheme in ABSOLUTE)


def test_bits_from_the_first_place_are_those_of_short_windows(counting):
    model, ids = counting
    rows = ids[: 4 * 256].view(-1, 32)
    with torch.no_grad():
        losses = torch.nn.functional.cross_entropy(model(rows[:, :-1]).mT, rows[:, 1:], reduction="none")
    wanted = float(losses[:, 15:].mean()) / math.log(2)
    assert bits_from_place(model, ids, 0, n_windows=4) == pytest.approx(wanted, rel=1e-5)


def test_silencing_heads_leaves_the_net_as_it_was(counting):
    model, ids = counting
    before = {key: value.clone() for key, value in model.state_dict().items()}
    (whole,), *layers = bits_without_heads(model, ids, n_windows=4)
    assert all(torch.equal(before[key], value) for key, value in model.state_dict().items())
    assert math.isclose(whole, bits_without_heads(model, ids, n_windows=4)[0][0])
    assert max(max(layer) for layer in layers) > whole + 0.02


def test_the_recording_is_of_this_module():
    recording = load_recording(position_lengths.NAME)
    assert recording.command == position_lengths.COMMAND
    assert recording.seeds == (TUNING_SEED, *SEEDS)
    results = recording.results
    assert (results["rates"], results["edges"], results["short"]) == (list(RATES), list(EDGES), SHORT)
    assert list(results["schemes"]) == list(SCHEMES)
    assert results["first_places"] == list(FIRST_PLACES)
    for run in results["schemes"].values():
        assert [len(row) for row in run["bits_from_place"]] == [len(FIRST_PLACES)] * len(SEEDS)
        for key in ("bits", "bits_windowed"):
            assert [len(row) for row in run[key]] == [len(EDGES) - 1] * len(SEEDS)
        assert [[len(layer) for layer in found] for found in run["without_heads"]] == [[1, 4, 4]] * len(SEEDS)
    for scheme, run in results["schemes"].items():
        assert run["lr"] == RATES[run["tuning"].index(min(run["tuning"]))], scheme
