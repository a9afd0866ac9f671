"""The recorded race: equal sizes, controls that change one thing, rates with tried neighbours, a complete recording."""

import pytest
import torch

from lib.train import load_recording
from lib.transformer import ViT
from lib.transformer.experiments import vit_against_cnn
from lib.transformer.experiments.vit_against_cnn import (
    CNN,
    ENDS,
    RATES,
    SEEDS,
    SIZES,
    VIT,
    best_rate,
    build,
    costs,
    moved_and_mirrored,
    shuffled_patches,
    train_and_judge,
)


def pictures(n, seed=0):
    return torch.randn(n, 1, 28, 28, generator=torch.Generator().manual_seed(seed))


def test_both_nets_have_the_same_number_of_weights_and_the_cnn_does_less_work():
    (ours, our_work), (theirs, their_work) = (costs(config, build(config, 0)) for config in (VIT, CNN))
    assert ours == pytest.approx(theirs, rel=0.01)
    assert their_work < our_work


def test_shuffling_moves_whole_patches_and_all_pictures_alike():
    X = pictures(3)
    shuffled = shuffled_patches(X, 7)
    assert not torch.equal(shuffled, X)
    cut = [part.unfold(2, 7, 7).unfold(3, 7, 7).reshape(3, 16, 49) for part in (X, shuffled)]
    order = [next(k for k in range(16) if torch.equal(cut[0][0, k], patch)) for patch in cut[1][0]]
    assert sorted(order) == list(range(16))
    assert torch.equal(cut[0][:, order], cut[1])


def test_shuffling_pixels_keeps_each_pictures_numbers():
    X = pictures(2)
    shuffled = shuffled_patches(X, 1)
    assert torch.equal(shuffled.flatten(1).sort(dim=1).values, X.flatten(1).sort(dim=1).values)


def test_a_vit_with_its_positions_moved_along_does_not_notice_shuffled_patches():
    X = pictures(4).double()
    net = build(VIT, 0).double().eval()
    assert isinstance(net, ViT)
    order = torch.randperm(16, generator=torch.Generator().manual_seed(vit_against_cnn.SHUFFLING_SEED))
    with torch.no_grad():
        before = net(X)
        net.positions.weight[1:] = net.positions.weight[1:][order]
        assert torch.allclose(net(shuffled_patches(X, 7)), before, rtol=0, atol=1e-12)
        assert not torch.allclose(net(X), before, rtol=0, atol=1e-6)


def test_augmentation_moves_by_up_to_two_pixels_and_mirrors_half():
    X = torch.zeros(400, 1, 28, 28)
    X[:, 0, 14, 10] = 1.0  # mirrored: column 17
    moved, y = moved_and_mirrored(X, torch.arange(400), generator=torch.Generator().manual_seed(0))
    assert torch.equal(y, torch.arange(400))
    assert torch.equal(moved.sum(dim=(1, 2, 3)), torch.ones(400))
    _, _, rows, columns = torch.nonzero(moved, as_tuple=True)
    assert set(rows.tolist()) == {12, 13, 14, 15, 16}
    assert set(columns.tolist()) == {8, 9, 10, 11, 12, 15, 16, 17, 18, 19}
    assert 150 < (columns > 13).sum() < 250


def test_the_search_goes_on_until_both_neighbours_are_tried():
    for best in RATES[1:-1]:
        lr, tried = best_rate(lambda rate, best=best: -abs(RATES.index(rate) - RATES.index(best)))
        assert lr == best
        assert {str(RATES[RATES.index(best) + step]) for step in (-1, 0, 1)} <= set(tried)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_search_does_not_end_at_an_end_of_the_list(sign):
    with pytest.raises(ValueError, match=r"rates below 0\.0001 or above 0\.3 are needed"):
        best_rate(lambda rate: sign * rate)


def test_a_run_is_the_same_again_and_augmentation_changes_it():
    examples = pictures(80), torch.arange(80) % 10
    judges = pictures(200, seed=1), torch.arange(200) % 10
    one, two = (train_and_judge(CNN, 0.01, 3, examples, judges, n_steps=8) for _ in range(2))
    assert one == two
    assert train_and_judge(CNN, 0.01, 3, examples, judges, n_steps=8, augmented=True) != one


def test_a_diverged_run_counts_as_nothing_right():
    examples = 1e30 * pictures(64), torch.arange(64) % 10
    assert train_and_judge(CNN, 0.1, 0, examples, examples, n_steps=5) == 0.0


def test_the_recording_is_complete():
    recording = load_recording(vit_against_cnn.NAME)
    assert recording.command == vit_against_cnn.COMMAND
    assert recording.seeds == (vit_against_cnn.TUNING_SEED, *SEEDS)
    results = recording.results
    assert results["costs"] == {name: list(costs(c, build(c, 0))) for name, c in (("CNN", CNN), ("ViT", VIT))}
    for name in ("CNN", "ViT"):
        assert tuple(map(int, results["rows"][name])) == SIZES
    for name in ("CNN, patches shuffled", "CNN, augmented", "ViT, augmented", "ViT, no positions", "ViT, mean"):
        assert tuple(map(int, results["rows"][name])) == ENDS
    rows = [row for by_size in results["rows"].values() for row in by_size.values()]
    for row in (*rows, *results["patch_sizes"].values()):
        assert len(row["accuracies"]) == len(SEEDS)
        assert row["lr"] == float(max(row["tried"], key=row["tried"].get))
        place = RATES.index(row["lr"])
        assert {str(RATES[place - 1]), str(RATES[place + 1])} <= set(row["tried"])
