"""The recorded experiment on depth: what is compared differs in one thing, and the recording is what the code makes."""

import numpy as np
import pytest
import torch
from torch import nn

from lib.data import load_fashion_mnist
from lib.train import load_recording
from lib.vision import ResidualBlock, count_parameters
from lib.vision.experiments import degradation
from lib.vision.experiments.degradation import KINDS, begin_at_identity, build, shrunk, train_and_judge


@pytest.mark.parametrize("depth", [8, 20])
def test_all_kinds_have_the_same_layers(depth):
    shapes = [[tuple(weight.shape) for weight in build(kind, depth, 0).parameters()] for kind in KINDS]
    assert shapes[0] == shapes[1] == shapes[2]
    norms = [sum(isinstance(layer, nn.BatchNorm2d) for layer in build(kind, depth, 0).modules()) for kind in KINDS]
    assert set(norms) == {depth - 1}  # one after each layer but the linear one


def test_only_the_residual_kind_has_shortcuts():
    for kind in KINDS:
        blocks = [layer for layer in build(kind, 8, 0).modules() if isinstance(layer, ResidualBlock)]
        assert [block.shortcut is not None for block in blocks] == [kind == "residual"] * 3


def test_the_seed_decides_the_weights():
    one, two, other = (build("plain", 8, seed).head[-1].weight for seed in (0, 0, 1))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)


def test_plain_and_residual_begin_alike():
    pairs = zip(build("plain", 14, 3).parameters(), build("residual", 14, 3).parameters())
    assert all(torch.equal(one, other) for one, other in pairs)


def test_begin_at_identity_without_noise_passes_on_what_comes_in():
    model = build("plain", 20, 0).eval()
    begin_at_identity(model, noise=0.0)
    maps = torch.rand(2, 8, 14, 14)
    stage = model.features[1]
    assert torch.allclose(stage(maps), maps, atol=1e-3)


def test_begin_at_identity_keeps_a_share_of_the_weights():
    old, new = build("plain", 8, 0), build("plain", 8, 0)
    begin_at_identity(new, noise=0.25)
    before, after = (model.features[1][0].layers[0].weight for model in (old, new))
    assert torch.allclose(after[:, :, 0, 0], 0.25 * before[:, :, 0, 0])
    diagonal = torch.arange(8)
    assert torch.allclose(after[diagonal, diagonal, 1, 1], 1 + 0.25 * before[diagonal, diagonal, 1, 1])
    assert torch.equal(old.features[0][0].weight, new.features[0][0].weight)  # the stem is left alone


def test_shrunk_takes_means_of_four_pixels():
    pictures = load_fashion_mnist().X_train[:3]
    small = shrunk(pictures)
    wanted = pictures[1, 4:6, 8:10].mean()
    assert small.dtype == torch.float32
    assert small[1, 0, 2, 4].item() * 90 + 72 == pytest.approx(wanted, abs=1e-3)


def test_a_run_is_the_same_again():
    data = load_fashion_mnist()
    examples = shrunk(data.X_train[:128]), torch.from_numpy(data.y_train[:128].astype(np.int64))
    one, two = (train_and_judge("residual", 8, 0.01, 5, 12, examples) for _ in range(2))
    assert one == two
    assert one["curve"][-1] < one["curve"][0]


def test_the_recording_is_complete():
    recording = load_recording(degradation.NAME)
    assert recording.command == degradation.COMMAND
    assert recording.seeds == (degradation.TUNING_SEED, *degradation.SEEDS)
    results = recording.results
    assert tuple(results["rates"]) == degradation.RATES
    assert tuple(results["depths"]) == degradation.DEPTHS
    assert tuple(results["kinds"]) == KINDS
    for kind, rows in results["kinds"].items():
        assert len(rows) == len(degradation.DEPTHS)
        for row in rows:
            place, rate = np.unravel_index(np.argmin(row["tried"]), np.shape(row["tried"]))
            assert row["lr"] == degradation.RATES[rate]
            assert row["noise"] == (degradation.NOISES[place] if kind == degradation.IDENTITY else None)
            assert len(row["runs"]) == len(degradation.SEEDS)
    assert count_parameters(build("plain", 8, 0)) == 19074


def test_the_recording_shows_degradation():
    kinds = load_recording(degradation.NAME).results["kinds"]
    loss = {kind: [np.mean([run["loss"] for run in row["runs"]]) for row in rows] for kind, rows in kinds.items()}
    assert loss["plain"] == sorted(loss["plain"])
    assert loss["residual"][-1] < loss["plain"][0] < loss["plain"][-1] / 3
