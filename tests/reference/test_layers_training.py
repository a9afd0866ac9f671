"""The promise of the room: one program, run with torch.nn and torch.optim, then with lib.layers and lib.optim."""

import textwrap

import numpy as np
import pytest
import torch

import lib.grad
import lib.layers
import lib.optim

pytestmark = pytest.mark.usefixtures("double_precision")

BLOBS = """
    X = draw.normal(size=(90, 5)); y = (X[:, :3] ** 2).argmax(axis=1)
"""
NUMBERS = """
    X = draw.normal(size=(60, 4)); y = np.sin(X[:, :1]) + X[:, 1:2] * X[:, 2:3]
"""
SENTENCES = """
    X = draw.integers(0, 12, size=(50, 6)); y = (X > 6).sum(axis=1) % 4
"""
PROGRAMS = {
    "momentum, weight decay, steps of the rate, batch norm": BLOBS
    + """
    model = nn.Sequential(nn.Linear(5, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(p=0.0), nn.Linear(16, 3))
    prepare(model)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
    schedule = optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.5)
    for epoch in range(12):
        model.train()
        for start in range(0, 90, 30):
            loss = criterion(model(array(X[start:start + 30])), array(y[start:start + 30]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        schedule.step()
        model.eval()
        with no_grad():
            losses.append(criterion(model(array(X)), array(y)).item())
    """,
    "a class of one's own, Adam, layer norm, a skip": NUMBERS
    + """
    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.norm = nn.LayerNorm(width)
            self.linear = nn.Linear(width, width)
            self.act = nn.GELU()

        def forward(self, x):
            return x + self.act(self.linear(self.norm(x)))

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.inlet = nn.Linear(4, 8, bias=False)
            self.blocks = nn.ModuleList(Block(8) for _ in range(3))
            self.outlet = nn.Sequential(nn.PReLU(), nn.Linear(8, 1))

        def forward(self, x):
            x = self.inlet(x)
            for block in self.blocks:
                x = block(x)
            return self.outlet(x)

    model = Net()
    prepare(model)
    criterion = nn.HuberLoss(delta=0.7)
    optimizer = optim.Adam([
        {"params": model.blocks.parameters()},
        {"params": [*model.inlet.parameters(), *model.outlet.parameters()], "lr": 0.003},
    ], lr=0.01)
    for step in range(60):
        loss = criterion(model(array(X)), array(y))
        model.zero_grad()
        loss.backward()
        clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        losses.append(loss.item())
    """,
    "embedding, AdamW, soft targets, frozen weights": SENTENCES
    + """
    model = nn.Sequential(nn.Embedding(12, 5, padding_idx=0), nn.Flatten(), nn.Linear(30, 9), nn.Tanh(),
                          nn.Linear(9, 4), nn.LogSoftmax(dim=1))
    prepare(model)
    model[2].requires_grad_(False)
    nll, divergence = nn.NLLLoss(), nn.KLDivLoss(reduction="batchmean")
    soft = array(0.8 * np.eye(4)[y] + 0.05)
    optimizer = optim.AdamW(model.parameters(), lr=0.02, weight_decay=0.1)
    for step in range(60):
        log_p = model(array(X))
        loss = nll(log_p, array(y)) + 0.5 * divergence(log_p, soft)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    """,
    "by hand: a penalty, an update without an optimizer": NUMBERS
    + """
    model = nn.Sequential(nn.Linear(4, 10), nn.Softplus(beta=2), nn.Linear(10, 10), nn.LeakyReLU(0.1),
                          nn.Linear(10, 2), nn.Sigmoid())
    prepare(model)
    criterion = nn.BCELoss()
    target = array(np.column_stack([y > 0, y < 1]).astype(float))
    for step in range(60):
        loss = criterion(model(array(X)), target)
        for name, parameter in model.named_parameters():
            if name.endswith("weight"):
                loss = loss + 1e-3 * (parameter ** 2).sum() + 1e-3 * parameter.abs().sum()
        loss.backward()
        with no_grad():
            for parameter in model.parameters():
                parameter -= 0.3 * parameter.grad
                parameter.grad = None
        losses.append(loss.item())
    """,
}


def run(program, names, load):
    """Run a program and return its losses and the model it ends with."""
    space = {**names, "np": np, "losses": [], "prepare": load, "draw": np.random.default_rng(0)}
    exec(textwrap.dedent(program), space)
    return space["losses"], space["model"]


@pytest.mark.parametrize("title", PROGRAMS)
def test_the_same_losses(title):
    program = textwrap.dedent(PROGRAMS[title])
    start = {}

    def keep(model):
        start.update({key: value.numpy().copy() for key, value in model.state_dict().items()})

    expected, theirs = run(
        program,
        {
            "nn": torch.nn,
            "optim": torch.optim,
            "array": torch.from_numpy,
            "no_grad": torch.no_grad,
            "clip_grad_norm_": torch.nn.utils.clip_grad_norm_,
        },
        keep,
    )
    losses, ours = run(
        program,
        {
            "nn": lib.layers,
            "optim": lib.optim,
            "array": lib.grad.Tensor,
            "no_grad": lib.grad.no_grad,
            "clip_grad_norm_": lib.optim.clip_grad_norm_,
        },
        lambda model: model.load_state_dict(start),
    )
    assert len(losses) >= 48
    assert losses[-1] < 0.9 * losses[0]  # it learns
    np.testing.assert_allclose(losses, expected, rtol=1e-10)
    state = theirs.state_dict()
    assert list(ours.state_dict()) == list(state)
    for key, value in ours.state_dict().items():
        np.testing.assert_allclose(value.data, state[key].numpy(), rtol=1e-8, atol=1e-11, err_msg=key)
    assert repr(ours.eval()) == repr(theirs.eval()) or "bias" not in repr(torch.nn.LayerNorm(1))
