"""`fit` against training loops and schedules written with torch alone."""

import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.train import Batches, TrainConfig, fit, schedule_factor
from lib.train.config import OPTIMIZERS


def network(seed=0):
    source = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(0.5 * torch.randn(parameter.shape, generator=source))
    return model


def points():
    source = torch.Generator().manual_seed(1)
    return torch.randn(19, 5, generator=source), torch.randint(3, (19,), generator=source)


PLAIN = {
    "adagrad": lambda parameters: torch.optim.Adagrad(parameters, lr=0.05, weight_decay=0.01),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=0.05, betas=(0.8, 0.95), weight_decay=0.01),
    "adamw": lambda parameters: torch.optim.AdamW(parameters, lr=0.05, betas=(0.8, 0.95), weight_decay=0.01),
    "rmsprop": lambda parameters: torch.optim.RMSprop(parameters, lr=0.05, momentum=0.9, weight_decay=0.01),
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9, weight_decay=0.01),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("clip_norm", [None, 0.1])
def test_fit_is_the_loop_one_would_write(optimizer, clip_norm):
    """The weights are equal bit for bit, so nothing is done that the plain loop does not do."""
    ours, plain = network(), network()
    config = TrainConfig(
        n_steps=12, batch_size=6, optimizer=optimizer, lr=0.05, momentum=0.9, betas=(0.8, 0.95), weight_decay=0.01,
        schedule="linear", clip_norm=clip_norm,
    )  # fmt: skip
    history = fit(
        ours, Batches(points(), 6, generator=torch.Generator().manual_seed(3)), F.cross_entropy, config, device="cpu"
    )
    steps = PLAIN[optimizer](plain.parameters())
    schedule = torch.optim.lr_scheduler.LambdaLR(steps, lambda step: 1 - step / 12)
    batches = Batches(points(), 6, generator=torch.Generator().manual_seed(3))
    losses, norms = [], []
    for _ in range(12):
        X, y = batches.next_batch()
        loss = F.cross_entropy(plain(X), y)
        steps.zero_grad()
        loss.backward()
        norms.append(float(nn.utils.clip_grad_norm_(plain.parameters(), clip_norm or math.inf)))
        steps.step()
        schedule.step()
        losses.append(loss.item())
    assert history.loss == losses
    assert history.grad_norm == norms
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), plain.parameters(), strict=True))


@pytest.mark.parametrize("sizes", [(5, 5), (7, 2, 4), (1, 9)])
def test_accumulation_equals_one_large_batch_in_float64(sizes):
    X, y = points()
    n = sum(sizes)
    X, y = X[:n].double(), y[:n]
    parts = [tuple(tensor[rows] for tensor in (X, y)) for rows in torch.arange(n).split(sizes)]

    class Parts(Batches):
        def next_batch(self):
            self.position = (self.position + 1) % len(parts)
            self.epoch += self.position == 0
            return parts[self.position - 1]

    ours, plain = network().double(), network().double()
    config = TrainConfig(n_steps=3, accumulation_steps=len(sizes), optimizer="sgd", lr=0.3)
    history = fit(ours, Parts((X, y), n), F.cross_entropy, config, device="cpu")
    steps = torch.optim.SGD(plain.parameters(), lr=0.3)
    for number in range(3):
        loss = F.cross_entropy(plain(X), y)
        assert history.loss[number] == pytest.approx(loss.item(), rel=1e-12)
        steps.zero_grad()
        loss.backward()
        steps.step()
    for a, b in zip(ours.parameters(), plain.parameters(), strict=True):
        assert torch.allclose(a, b, rtol=1e-10, atol=1e-12)


def rates(scheduler_of, n):
    """Return the rates that a scheduler of torch gives to an optimizer with lr=1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = scheduler_of(optimizer)
    found = []
    for _ in range(n):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def test_schedules_equal_torchs():
    schedulers = torch.optim.lr_scheduler
    pairs = {
        "cosine": lambda o: schedulers.CosineAnnealingLR(o, 20, eta_min=0.1),
        "linear": lambda o: schedulers.LinearLR(o, 1.0, 0.1, total_iters=20),
        "constant": lambda o: schedulers.ConstantLR(o, 1.0, total_iters=1),
    }
    for name, scheduler_of in pairs.items():
        factor = schedule_factor(name, 20, lr_floor=0.1)
        assert [factor(step) for step in range(21)] == pytest.approx(rates(scheduler_of, 21), rel=1e-12), name


def test_warmup_then_decay_equals_torchs_sequence():
    schedulers = torch.optim.lr_scheduler
    pairs = {
        "cosine": lambda o: schedulers.CosineAnnealingLR(o, 15),
        "linear": lambda o: schedulers.LinearLR(o, 1.0, 0.0, total_iters=15),
    }
    for name, after in pairs.items():

        def sequence(optimizer, after=after):
            up = schedulers.LinearLR(optimizer, 1e-12, 1.0, total_iters=5)
            return schedulers.SequentialLR(optimizer, [up, after(optimizer)], milestones=[5])

        factor = schedule_factor(name, 20, warmup_steps=5)
        assert [factor(step) for step in range(20)] == pytest.approx(rates(sequence, 20), rel=1e-9, abs=1e-9), name


def test_inverse_square_root_equals_the_papers_formula():
    factor = schedule_factor("inverse_square_root", 500, warmup_steps=40)
    d_model = 512
    for number in range(1, 500):
        paper = d_model**-0.5 * min(number**-0.5, number * 40**-1.5)
        assert factor(number - 1) * (d_model * 40) ** -0.5 == pytest.approx(paper, rel=1e-12)
