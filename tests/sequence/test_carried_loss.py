"""The loss that hands the state on: same numbers as one long read, own states, exact checkpoints."""

import pytest
import torch

from lib.sequence import CarriedLoss, CharLM, CharLMConfig, TextStreams, token_loss
from lib.train import TrainConfig, evaluate, fit

IDS = torch.randint(0, 6, (90,), generator=torch.Generator().manual_seed(0))


def model_of(cell="gru", **options):
    config = CharLMConfig(vocab_size=6, cell=cell, d_embedding=4, hidden_size=8, **options)
    return CharLM(config, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_windows_give_the_loss_of_the_whole(cell):
    model, loss = model_of(cell), CarriedLoss()
    means, counts = zip(*(loss(model, *window) for window in TextStreams(IDS, 2, 10)))
    ids, target, _ = next(iter(TextStreams(IDS, 2, 99)))
    whole = token_loss(model(ids)[0], target)
    assert sum(mean.item() * count for mean, count in zip(means, counts)) / sum(counts) == pytest.approx(whole.item())
    assert sum(counts) == target.numel()


def test_the_gradient_stops_at_the_window():
    model, loss = model_of(), CarriedLoss()
    windows = list(TextStreams(IDS, 2, 10))
    loss(model, *windows[0])
    loss(model, *windows[1])[0].backward()  # a second backward pass through window 0 would raise
    loss(model, *windows[2])[0].backward()
    assert model.head.weight.grad is not None


def test_evaluation_leaves_the_state_of_training_alone():
    model, loss = model_of(), CarriedLoss()
    windows = list(TextStreams(IDS, 2, 10))
    loss(model, *windows[0])
    before = loss.state_dict()["state"].clone()
    value = evaluate(model, TextStreams(IDS, 3, 7), loss)["loss"]
    assert torch.equal(loss.state_dict()["state"], before)
    assert value == evaluate(model, TextStreams(IDS, 3, 7), loss)["loss"]
    loss(model, *windows[1])[0].backward()


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_a_run_in_two_parts_is_the_run_in_one(cell, tmp_path):
    def run(n_steps, folder):
        model = model_of(cell, dropout=0.2)
        config = TrainConfig(n_steps=n_steps, batch_size=2, lr=0.01, save_every=3)
        streams = TextStreams(IDS, 2, 10)
        history = fit(model, streams, CarriedLoss(), config, checkpoints=tmp_path / folder, device="cpu")
        return model, list(history.loss)

    whole, losses = run(9, "whole")
    run(6, "parts")  # in the middle of the second pass, so that a state is carried over the interruption
    resumed, again = run(9, "parts")
    assert losses == again
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), resumed.parameters()))


def test_rows_start_together():
    with pytest.raises(ValueError, match=r"starts must be all True or all False, got \[True, False\]"):
        CarriedLoss()(model_of(), IDS[:4].view(2, 2), IDS[:4].view(2, 2), torch.tensor([True, False]))
