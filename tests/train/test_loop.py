import contextlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.train.batches import Batches
from lib.train.checkpoint import CheckpointError, Checkpoints
from lib.train.config import OPTIMIZERS, TrainConfig
from lib.train.loop import fit
from lib.train.objective import accuracy
from lib.train.run import DivergenceError, Run


def points(n=22, seed=0):
    source = torch.Generator().manual_seed(seed)
    X = torch.randn(n, 4, generator=source)
    return X, (X[:, 0] > 0).long()


def network():
    """Return a net with dropout and batch norm, always with the same weights."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 2))


SETTINGS = {"n_epochs": 3, "batch_size": 4, "accumulation_steps": 2, "schedule": "cosine", "warmup_steps": 2}


def config_of(**settings):
    return TrainConfig(**{**SETTINGS, "lr": 0.01, **settings})


def measured(history):
    """Return all of a history but the clock."""
    return {name: value for name, value in vars(history).items() if name != "seconds"}


def same_weights(one, two):
    return all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), two.state_dict().values(), strict=True))


class _Killed(BaseException):
    """Stand in for a process that ends here."""


def killed_after(monkeypatch, n_updates):
    """Let the run end in the middle of an update, after so many whole ones in this process."""
    update, count = Run.update, iter(range(n_updates))

    def dying(run):
        if next(count, None) is None:
            run.batches.next_batch()  # half an update is done and lost
            torch.rand(3)
            raise _Killed
        update(run)

    monkeypatch.setattr(Run, "update", dying)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_resumed_run_is_the_same_bit_for_bit(tmp_path, monkeypatch, optimizer):
    """With dropout, batch norm, accumulation, schedule, clipping, validation and early stopping."""
    config = config_of(optimizer=optimizer, momentum=0.9, save_every=2, evaluate_every=3, patience=50, clip_norm=1.0)
    options = {"validation": points(9, seed=1), "metrics": {"accuracy": accuracy}, "device": "cpu"}
    whole, parts = network(), network()
    wanted = fit(whole, points(), F.cross_entropy, config, **options)
    for n_updates in (1, 3, 4):
        with monkeypatch.context() as patch:
            killed_after(patch, n_updates)
            with contextlib.suppress(_Killed):
                fit(parts, points(), F.cross_entropy, config, checkpoints=tmp_path, **options)
        parts = network()  # a new process knows nothing
    history = fit(parts, points(), F.cross_entropy, config, checkpoints=tmp_path, **options)
    assert len(history) == 9
    assert measured(history) == measured(wanted)
    assert same_weights(parts, whole)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_resumes_as_well(tmp_path, monkeypatch, precision):
    config = config_of(precision=precision, save_every=2)
    whole, parts = network(), network()
    wanted = fit(whole, points(), F.cross_entropy, config, device="cpu")
    with monkeypatch.context() as patch:
        killed_after(patch, 5)
        with contextlib.suppress(_Killed):
            fit(parts, points(), F.cross_entropy, config, checkpoints=tmp_path, device="cpu")
    parts = network()
    assert measured(fit(parts, points(), F.cross_entropy, config, checkpoints=tmp_path, device="cpu")) == measured(
        wanted
    )
    assert same_weights(parts, whole)


def test_a_damaged_checkpoint_costs_one_interval_and_no_bit(tmp_path, monkeypatch):
    config = config_of(save_every=2)
    whole, parts = network(), network()
    wanted = fit(whole, points(), F.cross_entropy, config, device="cpu")
    with monkeypatch.context() as patch:
        killed_after(patch, 7)
        with contextlib.suppress(_Killed):
            fit(parts, points(), F.cross_entropy, config, checkpoints=tmp_path, device="cpu")
    assert Checkpoints(tmp_path).steps() == [4, 6]
    (tmp_path / "step-000000006.safetensors").write_bytes(b"damaged")
    parts = network()
    with pytest.warns(RuntimeWarning, match=r"a checkpoint is passed over: .*step-000000006\.safetensors: damaged"):
        history = fit(parts, points(), F.cross_entropy, config, checkpoints=tmp_path, device="cpu")
    assert measured(history) == measured(wanted)
    assert same_weights(parts, whole)
    assert Checkpoints(tmp_path).steps() == [8, 9]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_killed_again_and_again_ends_with_the_same_bits(tmp_path):
    command = [sys.executable, str(Path(__file__).with_name("killed_runs.py")), str(tmp_path), "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["status"] == 0
    assert result["same"]
    assert result["n_steps"] == 150
    assert result["kills"] >= 5
    assert max(result["lost"]) <= 5  # the updates between two checkpoints
    assert any(each > 0 for each in result["lost"])


def test_the_global_generator_is_left_alone_and_the_seed_decides():
    before = torch.get_rng_state()
    models = [network() for _ in range(3)]
    losses = [
        fit(model, points(), F.cross_entropy, config_of(seed=seed), device="cpu").loss
        for model, seed in zip(models, (0, 0, 1))
    ]
    assert torch.equal(torch.get_rng_state(), before)
    assert losses[0] == losses[1] != losses[2]
    assert same_weights(models[0], models[1])
    with pytest.raises(KeyError, match="planted"):
        fit(network(), points(), raising, config_of(), device="cpu")
    assert torch.equal(torch.get_rng_state(), before)


def raising(model, X, y):
    raise KeyError("planted")


def test_patience_stops_and_takes_the_best_weights_back(tmp_path):
    X, y = points()
    losses = iter([0.0, 3.0, 1.0, 2.0, 2.0, 2.0, 9.0])
    seen = []

    def loss(model, X, y):
        if model.training:
            return F.cross_entropy(model(X), y)
        seen.append([p.clone() for p in model.state_dict().values()])
        return torch.tensor(next(losses) if len(seen) > 1 else 5.0)

    next(losses)
    config = TrainConfig(n_epochs=50, batch_size=22, lr=0.1, patience=3)
    model = network()
    history = fit(model, (X, y), loss, config, validation=(X, y), checkpoints=tmp_path, device="cpu")
    assert history.validation_loss == [5.0, 3.0, 1.0, 2.0, 2.0, 2.0]
    assert (history.stopped_early, history.best_step, len(history)) == (True, 3, 6)
    assert all(torch.equal(a, b) for a, b in zip(model.state_dict().values(), seen[2]))
    assert not model.training
    again = network()
    stored = fit(again, (X, y), loss, config, validation=(X, y), checkpoints=tmp_path, device="cpu")
    assert stored == history  # nothing was computed anew: the iterator of losses still has its last number
    assert next(losses) == 9.0
    assert same_weights(again, model)


def test_a_finished_run_can_go_on(tmp_path):
    model, whole = network(), network()
    first = fit(model, points(), F.cross_entropy, TrainConfig(n_steps=5), checkpoints=tmp_path, device="cpu")
    more = fit(network(), points(), F.cross_entropy, TrainConfig(n_steps=9), checkpoints=tmp_path, device="cpu")
    assert more.loss[:5] == first.loss
    assert measured(more) == measured(fit(whole, points(), F.cross_entropy, TrainConfig(n_steps=9), device="cpu"))
    assert more.seconds == sorted(more.seconds)


def test_starting_anew_forgets_what_is_there(tmp_path):
    fit(network(), points(), F.cross_entropy, TrainConfig(n_steps=9), checkpoints=tmp_path, device="cpu")
    config = TrainConfig(n_steps=20, save_every=20, lr=0.5)
    with pytest.raises(CheckpointError, match=r"of another run, saved with lr=0\.001, got 0\.5"):
        fit(network(), points(), F.cross_entropy, config, checkpoints=tmp_path, device="cpu")
    fit(network(), points(), F.cross_entropy, config, checkpoints=tmp_path, resume=False, device="cpu")
    assert Checkpoints(tmp_path).steps() == [20]


def test_evaluations_and_saves_come_when_they_are_due(tmp_path):
    config = TrainConfig(n_steps=7, batch_size=8, evaluate_every=3, save_every=2)
    history = fit(
        network(), points(), F.cross_entropy, config, validation=points(5), checkpoints=tmp_path, device="cpu"
    )
    assert history.evaluated_step == [3, 6, 7]
    assert Checkpoints(tmp_path).steps() == [6, 7]
    history = fit(
        network(), points(), F.cross_entropy, TrainConfig(n_epochs=2, batch_size=8), validation=points(5), device="cpu"
    )
    assert history.evaluated_step == [3, 6]
    assert history.epoch == [0, 0, 0, 1, 1, 1]


def test_own_batches_and_single_examples_are_taken():
    X, y = points()
    ready = Batches((X, y), 22, shuffle=False)
    wanted = fit(network(), ready, F.cross_entropy, TrainConfig(n_steps=2), device="cpu").loss
    rows = list(zip(X, y))
    got = fit(network(), Batches(rows, 22, shuffle=False), F.cross_entropy, TrainConfig(n_steps=2), device="cpu").loss
    assert got == wanted
    assert len(fit(network(), rows, F.cross_entropy, TrainConfig(n_epochs=1, batch_size=8), device="cpu")) == 3


def test_a_bar_on_demand(capsys):
    fit(network(), points(), F.cross_entropy, TrainConfig(n_steps=3), device="cpu")
    assert capsys.readouterr() == ("", "")
    fit(network(), points(), F.cross_entropy, TrainConfig(n_steps=3), progress=True, device="cpu")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "3/3" in shown.err


def test_an_exploded_run_keeps_its_last_good_checkpoint(tmp_path):
    X, _ = points()
    config = TrainConfig(n_steps=50, optimizer="sgd", lr=1e15, save_every=1)
    with pytest.raises(DivergenceError, match="must be finite, got") as caught:
        fit(nn.Linear(4, 4), (X, X), F.mse_loss, config, checkpoints=tmp_path, device="cpu")
    assert all(map(math.isfinite, caught.value.history.loss))
    last = Checkpoints(tmp_path).load()
    assert last.step == len(caught.value.history) > 0
    assert all(tensor.isfinite().all() for name, tensor in last.tensors.items() if "model" in name)


def test_what_does_not_fit_is_refused():
    with pytest.raises(TypeError, match="config must be a TrainConfig, got dict"):
        fit(network(), points(), F.cross_entropy, {"n_steps": 3})
    with pytest.raises(ValueError, match="patience needs a validation set, got validation=None"):
        fit(network(), points(), F.cross_entropy, TrainConfig(n_steps=3, patience=2))
    with pytest.raises(ValueError, match="metrics needs a validation set, got validation=None"):
        fit(network(), points(), F.cross_entropy, TrainConfig(n_steps=3), metrics={"accuracy": accuracy})
    with pytest.raises(TypeError, match="loss must be callable, got str"):
        fit(network(), points(), "cross_entropy", TrainConfig(n_steps=3))
