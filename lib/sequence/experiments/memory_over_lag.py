"""How long can recurrent networks remember? The adding and the copy problem over the lag, recorded.

Run by ``python -m lib.sequence.experiments.memory_over_lag``: about ten minutes on one core.
"""

from __future__ import annotations

import math
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.sequence.adding_task import adding_task
from lib.sequence.copy_task import copy_task
from lib.sequence.gates import forced_gates
from lib.sequence.jacobian import jacobian_product
from lib.sequence.reader import Reader, ReaderConfig
from lib.sequence.recurrent import Recurrent
from lib.sequence.recurrent_config import RecurrentConfig
from lib.sequence.tagger import Tagger, TaggerConfig
from lib.sequence.token_loss import token_loss
from lib.train import TrainConfig, fit, record

NAME = "memory_over_lag"
COMMAND = "python -m lib.sequence.experiments.memory_over_lag"
RATES = (1e-3, 3e-3, 1e-2)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
N_SYMBOLS = 4


@dataclass(frozen=True)
class Net:
    """Hold what is special about one of the networks that are compared.

    Parameters
    ----------
    cell : {"rnn", "gru", "lstm"}
    forget_bias : float, optional
    nonlinearity : {"tanh", "relu"}, default "tanh"
        Of the plain cell.
    identity : bool, default False
        Whether the plain cell's recurrent matrix starts as the identity, its biases at 0 and its input weights small.
    forced : tuple of (str, float), default ()
        Gates held at a value, in training and after.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Le, Jaitly and Hinton (2015), *A Simple Way to Initialize Recurrent Networks of Rectified Linear Units* (identity).

    Examples
    --------
    >>> Net("lstm", forget_bias=1.0).identity
    False
    """

    cell: str
    forget_bias: float | None = None
    nonlinearity: str = "tanh"
    identity: bool = False
    forced: tuple[tuple[str, float], ...] = ()


NETS = {
    "RNN": Net("rnn"),
    "GRU": Net("gru"),
    "LSTM": Net("lstm"),
    "LSTM, forget bias 1": Net("lstm", forget_bias=1.0),
    "LSTM, forget bias 3": Net("lstm", forget_bias=3.0),
}
CONTROLS = {
    "RNN with ReLU": Net("rnn", nonlinearity="relu"),
    "RNN with ReLU, W starts as identity": Net("rnn", nonlinearity="relu", identity=True),
    "GRU, z held at 1/2": Net("gru", forced=(("z", 0.5),)),
    "LSTM, f held at 1/2": Net("lstm", forced=(("f", 0.5),)),
}


def masked_token_loss(model: nn.Module, ids: Tensor, target: Tensor, mask: Tensor) -> tuple[Tensor, int]:
    """Return the mean loss of the tokens that count, and their number.

    Parameters
    ----------
    model : nn.Module
    ids, target : Tensor of int64, shape (batch, time)
    mask : Tensor of bool, shape (batch, time)

    Returns
    -------
    loss : Tensor, shape ()
    count : int

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> ids = torch.zeros(1, 2, dtype=torch.int64)
    >>> loss, count = masked_token_loss(lambda ids: torch.zeros(1, 2, 4), ids, ids, torch.tensor([[False, True]]))
    >>> round(loss.exp().item(), 4), count
    (4.0, 1)
    """
    return token_loss(model(ids), target, mask), int(mask.sum())


def build(task: str, net: Net, seed: int, hidden_size: int = 32) -> nn.Module:
    """Return a new model for a task.

    Parameters
    ----------
    task : {"adding", "copy"}
    net : Net
    seed : int
        Of its first weights.
    hidden_size : int, default 32

    Returns
    -------
    Reader or Tagger

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> type(build("adding", NETS["GRU"], seed=0)).__name__
    'Reader'
    """
    generator = torch.Generator().manual_seed(seed)
    sizes: dict[str, Any] = {"cell": net.cell, "hidden_size": hidden_size, "forget_bias": net.forget_bias}
    model: Reader | Tagger
    if task == "adding":
        model = Reader(ReaderConfig(n_outputs=1, n_features=2, **sizes), generator=generator)
        n_inputs = 2
    else:
        n_tokens, n_inputs = N_SYMBOLS + 2, 10
        config = TaggerConfig(vocab_size=n_tokens, n_tags=n_tokens, d_embedding=n_inputs, bidirectional=False, **sizes)
        model = Tagger(config, generator=generator)
    if net.nonlinearity != "tanh":
        layers = RecurrentConfig("rnn", n_inputs, hidden_size, nonlinearity=net.nonlinearity)
        model.recurrent = Recurrent(layers, generator=generator)
    if net.identity:
        parameters = dict(model.recurrent.cells[0][0].named_parameters())  # type: ignore[index]
        with torch.no_grad():
            parameters["weight_hh"].copy_(torch.eye(hidden_size))
            parameters["weight_ih"].normal_(0, 0.03, generator=generator)
            parameters["bias_ih"].zero_()
            parameters["bias_hh"].zero_()
    return model


def train_and_judge(task: str, net: Net, lag: int, lr: float, seed: int, n_steps: int) -> tuple[float, nn.Module]:
    """Train one model and return its error on new sequences as a share of guessing's.

    Parameters
    ----------
    task : {"adding", "copy"}
    net : Net
    lag : int
        Length of the sequences of the adding problem; blanks of the copy problem, of one symbol out of four.
    lr : float
    seed : int
    n_steps : int
        Updates, each from 32 new sequences.

    Returns
    -------
    error : float
        Squared error over 1/6, or cross-entropy over log 4: 1 is guessing, 0 perfect.
    model : Reader or Tagger

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> error, _ = train_and_judge("adding", NETS["RNN"], lag=2, lr=0.01, seed=1, n_steps=200)
    >>> error < 0.1
    True
    """
    draw = torch.Generator().manual_seed(1000 + seed)
    config = TrainConfig(n_steps=n_steps, batch_size=32, optimizer="adam", lr=lr, clip_norm=1.0, seed=seed)
    model, n_new = build(task, net, seed), 32 * n_steps
    with ExitStack() as held:
        if net.forced:
            held.enter_context(forced_gates(model, **dict(net.forced)))
        if task == "adding":
            fit(model, adding_task(n_new, lag, draw), functional.mse_loss, config, device="cpu")
            x, y = adding_task(2000, lag, draw)
            with torch.no_grad():
                return float(functional.mse_loss(model(x), y)) * 6, model
        fit(model, copy_task(n_new, 1, lag, N_SYMBOLS, draw), masked_token_loss, config, device="cpu")
        ids, target, mask = copy_task(2000, 1, lag, N_SYMBOLS, draw)
        with torch.no_grad():
            return float(token_loss(model(ids), target, mask)) / math.log(N_SYMBOLS), model


def reach(model: nn.Module, net: Net, lag: int, seed: int = 7) -> float:
    """Return log10 of the norm of the last state's Jacobian by the first, on one sequence of the adding problem.

    Parameters
    ----------
    model : Reader
    net : Net
    lag : int
    seed : int, default 7

    Returns
    -------
    float
        At least -30.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> reach(build("adding", NETS["RNN"], seed=0), NETS["RNN"], lag=40) < -5
    True
    """
    x, _ = adding_task(1, lag, torch.Generator().manual_seed(seed))
    cell: Any = model.recurrent.cells[0][0]  # type: ignore[union-attr,index]
    with ExitStack() as held:
        if net.forced:
            held.enter_context(forced_gates(cell, **dict(net.forced)))
        norm = float(jacobian_product(cell, x[0]).norms[-1])
    return math.log10(max(norm, 1e-30))


def tuned(task: str, net: Net, lag: int, n_steps: int) -> dict[str, Any]:
    """Choose the rate by one run each, then return what the other seeds give at that rate.

    Parameters
    ----------
    task : {"adding", "copy"}
    net : Net
    lag : int
    n_steps : int

    Returns
    -------
    dict
        ``lr``, ``errors`` of the seeds, and for the adding problem ``reach_before`` and ``reach_after``, log10.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> sorted(tuned("copy", NETS["RNN"], lag=0, n_steps=3))
    ['errors', 'lr']
    """
    lr = min(RATES, key=lambda rate: train_and_judge(task, net, lag, rate, TUNING_SEED, n_steps)[0])
    runs = [train_and_judge(task, net, lag, lr, seed, n_steps) for seed in SEEDS]
    found: dict[str, Any] = {"lr": lr, "errors": [round(error, 3) for error, _ in runs]}
    if task == "adding":
        fresh = [build(task, net, seed) for seed in SEEDS]
        found["reach_before"] = [round(reach(model, net, lag), 1) for model in fresh]
        found["reach_after"] = [round(reach(model, net, lag), 1) for _, model in runs]
    return found


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    results: dict[str, Any] = {"hidden_size": 32, "batch_size": 32, "rates": list(RATES), "n_symbols": N_SYMBOLS}
    settings = (("adding", (10, 20, 40, 80), 800), ("copy", (5, 10, 20, 40), 600))
    for task, lags, n_steps in settings:
        results[task] = {
            "lags": list(lags),
            "n_steps": n_steps,
            "nets": {name: [tuned(task, net, lag, n_steps) for lag in lags] for name, net in NETS.items()},
        }
    results["controls"] = {
        "lag": 20,
        "n_steps": 800,
        "nets": {name: tuned("adding", net, 20, 800) for name, net in CONTROLS.items()},
    }
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
