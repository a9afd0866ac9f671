"""The controls of the race: as many weights as the nets they stand beside, and a complete recording."""

import pytest
import torch

from lib.train import load_recording
from lib.transformer.experiments import summing_up, vit_against_cnn
from lib.transformer.experiments.summing_up import KINDS, ROWS, build, train_and_judge
from lib.vision import count_parameters


@pytest.mark.parametrize("kind", ["ViT, all places", "CNN, mean of places"])
def test_the_controls_are_as_large_as_the_nets(kind):
    net = vit_against_cnn.build(vit_against_cnn.VIT, 0)
    assert count_parameters(build(kind, 0)) == pytest.approx(count_parameters(net), rel=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides_the_weights(kind):
    one, two, other = (torch.cat([p.flatten() for p in build(kind, seed).parameters()]) for seed in (4, 4, 5))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)


def test_building_leaves_torchs_own_generator_alone():
    before = torch.get_rng_state()
    for kind in KINDS:
        build(kind, 0)
    assert torch.equal(torch.get_rng_state(), before)


def test_all_places_have_weights_of_their_own():
    net = build("ViT, all places", 0)
    read = []
    net.head.register_forward_hook(lambda layer, tokens, logits: read.append(tokens[0]))
    net(torch.zeros(2, 1, 28, 28))
    assert read[0].shape == (2, 16 * 48)


def test_the_mean_of_places_does_not_know_where_a_map_is_large():
    net = build("CNN, mean of places", 0).eval()
    maps = torch.rand(1, 64, 5, 5, generator=torch.Generator().manual_seed(0))
    moved = maps.flatten(2)[:, :, torch.randperm(25, generator=torch.Generator().manual_seed(1))].view_as(maps)
    assert torch.allclose(net[1:](maps), net[1:](moved), rtol=0, atol=1e-5)


def test_a_run_is_the_same_again():
    X, y = torch.randn(40, 1, 28, 28, generator=torch.Generator().manual_seed(0)), torch.arange(40) % 10
    one, two = (train_and_judge("linear", 0.003, 1, (X, y), (X, y)) for _ in range(2))
    assert one == two > 0.5


def test_the_recording_is_complete():
    recording = load_recording(summing_up.NAME)
    assert recording.command == summing_up.COMMAND
    assert recording.seeds == (summing_up.TUNING_SEED, *summing_up.SEEDS)
    assert {name: tuple(map(int, row)) for name, row in recording.results["rows"].items()} == {
        name: sizes for name, (_, sizes, _, _) in ROWS.items()
    }
    assert recording.results["parameters"] == {kind: count_parameters(build(kind, 0)) for kind in KINDS}
    for by_size in recording.results["rows"].values():
        for row in by_size.values():
            assert len(row["accuracies"]) == len(summing_up.SEEDS)
            assert row["lr"] == float(max(row["tried"], key=row["tried"].get))
            assert min(map(float, row["tried"])) < row["lr"] < max(map(float, row["tried"]))
