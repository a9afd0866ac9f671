import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.train.batches import Batches
from lib.train.checkpoint import CheckpointError, Checkpoints
from lib.train.config import TrainConfig
from lib.train.objective import Supervised
from lib.train.run import DivergenceError, Run

CPU = torch.device("cpu")


def run_of(loss=None, n=10, **settings):
    source = torch.Generator().manual_seed(0)
    X = torch.randn(n, 3, generator=source)
    model = nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.fill_(0.5)
        model.bias.fill_(0.1)
    config = TrainConfig(**{"n_steps": 4, "batch_size": 4, "lr": 0.1, "optimizer": "sgd", **settings})
    batches = Batches((X, X.sum(1, keepdim=True)), config.batch_size, shuffle=False)
    return Run(model, batches, loss or Supervised(F.mse_loss), config, CPU)


def test_accumulated_batches_give_the_gradient_of_one_large_batch():
    """Batches of 4, 4 and 2 together are the whole set of 10: equal weights a batch would give another gradient."""
    whole, parts = run_of(batch_size=10), run_of(batch_size=4, accumulation_steps=3)
    for run in (whole, parts):
        run.update()
    assert parts.history.loss[0] == pytest.approx(whole.history.loss[0], rel=1e-6)
    assert parts.history.grad_norm[0] == pytest.approx(whole.history.grad_norm[0], rel=1e-6)
    assert torch.allclose(parts.model.weight, whole.model.weight, rtol=1e-6)
    assert parts.batches.epoch == 1


def test_no_update_mixes_two_epochs():
    run = run_of(accumulation_steps=2, n_steps=3)
    places = []
    for _ in range(3):
        run.update()
        places.append((run.batches.epoch, run.batches.position))
    assert places == [(0, 2), (1, 0), (1, 2)]
    assert run.history.epoch == [0, 0, 1]


def test_a_loss_may_say_what_it_counts():
    """Three tokens in one batch, one in the other: the mean over four."""

    def loss(model, X, y):
        n = 3 if X[0, 0] > 0 else 1
        return model.bias.sum() * n, n

    X = torch.tensor([[1.0, 0, 0], [-1.0, 0, 0]])
    config = TrainConfig(n_steps=1, batch_size=1, accumulation_steps=2, optimizer="sgd", lr=1.0)
    model = nn.Linear(3, 1)
    run = Run(model, Batches((X, X), 1, shuffle=False), loss, config, CPU)
    run.update()
    assert run.history.grad_norm[0] == pytest.approx((3 * 3 + 1 * 1) / 4)


def test_the_norm_noted_is_the_one_before_clipping():
    free, clipped = run_of(), run_of(clip_norm=1e-3)
    before = clipped.model.weight.detach().clone()
    for run in (free, clipped):
        run.update()
    assert free.history.grad_norm == clipped.history.grad_norm
    assert free.history.grad_norm[0] > 0.1
    moved = torch.cat([(clipped.model.weight - before).ravel(), clipped.model.bias - 0.1]).detach()
    assert float(moved.norm()) == pytest.approx(0.1 * 1e-3, rel=1e-3)


def test_due_at_the_end_of_an_epoch_or_after_so_many_updates():
    run = run_of(n_steps=7)
    due = []
    for _ in range(7):
        run.update()
        due.append((run.is_due(None), run.is_due(2)))
    assert [each for each, _ in due] == [False, False, True, False, False, True, True]
    assert [each for _, each in due] == [False, True, False, True, False, True, True]


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_comes_close_to_float32(precision):
    exact, half = run_of(n_steps=60), run_of(n_steps=60, precision=precision)
    for run in (exact, half):
        for _ in range(60):
            run.update()
    assert half.model.weight.dtype == torch.float32
    assert half.history.loss != exact.history.loss
    assert torch.allclose(half.model.weight, exact.model.weight, atol=0.02)
    # The norms noted are unscaled; float16 leaves its first updates out, as the scale starts too large.
    number = next(n for n, norm in enumerate(half.history.grad_norm) if math.isfinite(norm))
    alike = exact if number == 0 else run_of(n_steps=60, lr=1e-30)  # what these batches give with the first weights
    for _ in range(number + 1 if number else 0):
        alike.update()
    assert half.history.grad_norm[number] == pytest.approx(alike.history.grad_norm[number], rel=0.02)


def test_float16_leaves_an_overflowing_update_out():
    def loss(model, X, y):
        return model.weight.sum() * 1e35

    run = run_of(loss, precision="float16")
    before = run.model.weight.detach().clone()
    run.update()
    assert run.history.grad_norm == [float("inf")]
    assert torch.equal(run.model.weight, before)
    assert run.scaler.get_scale() == 2.0**15


def test_a_loss_that_explodes_ends_the_run_with_its_history():
    run = run_of(lr=1e20, n_steps=100)

    def train():
        for _ in range(100):
            run.update()

    with pytest.raises(DivergenceError, match=r"loss must be finite, got (inf|nan) at step \d") as caught:
        train()
    assert 1 <= len(caught.value.history) < 20


def test_an_infinite_gradient_is_not_applied():
    run = run_of(lambda model, X, y: (model.weight.sum() - 1.5).clamp(min=0).sqrt() + model.bias.sum())
    before = run.model.weight.detach().clone()
    with pytest.raises(DivergenceError, match=r"gradient must be finite, got a length of (inf|nan) at step 1"):
        run.update()
    assert torch.equal(run.model.weight, before)
    assert run.step == len(run.history) == 0


def test_a_loss_without_gradient_is_refused():
    with pytest.raises(TypeError, match="depends on the model's parameters, got one that needs no gradient"):
        run_of(lambda model, X, y: X.mean()).update()
    with pytest.raises(TypeError, match=r"loss must return a Tensor .* got float"):
        run_of(lambda model, X, y: 0.5).update()


def test_a_loss_with_a_state_is_part_of_a_checkpoint(tmp_path):
    class Remembering:
        def __init__(self):
            self.hidden = torch.zeros(1)

        def __call__(self, model, X, y):
            self.hidden = (model(X).mean() + 0.5 * self.hidden.detach()).reshape(1)
            return self.hidden.square().mean()

        def state_dict(self):
            return {"hidden": self.hidden.detach()}

        def load_state_dict(self, state_dict):
            self.hidden = state_dict["hidden"]

    run, again = run_of(Remembering()), run_of(Remembering())
    run.update()
    run.save(Checkpoints(tmp_path))
    assert again.load(Checkpoints(tmp_path))
    run.update()
    again.update()
    assert again.history.loss == run.history.loss
    assert torch.equal(again.model.weight, run.model.weight)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"lr": 0.2}, "step 1: of another run, saved with lr=0.1, got 0.2"),
        ({"optimizer": "adam"}, "step 1: of another run, saved with optimizer='sgd', got 'adam'"),
        ({"n": 11}, "step 1: of other data, state_dict must come from n_samples=11, got 10"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(tmp_path, changed, message):
    run = run_of()
    run.update()
    run.save(Checkpoints(tmp_path))
    with pytest.raises(CheckpointError, match=message):
        run_of(**changed).load(Checkpoints(tmp_path))
    assert run_of(n_steps=9, save_every=1, evaluate_every=2, patience=3).load(Checkpoints(tmp_path))


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    run, other = run_of(), run_of()
    run.save(Checkpoints(tmp_path))
    other.model = nn.Linear(3, 2)
    with pytest.raises(CheckpointError, match=r"step 0: of another model, weight has shape \(1, 3\) there and \(2"):
        other.load(Checkpoints(tmp_path))


def test_no_checkpoint_no_change(tmp_path):
    assert not run_of().load(Checkpoints(tmp_path))
