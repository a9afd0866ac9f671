import dataclasses
import json

import pytest

from lib.train.config import OPTIMIZERS, SCHEDULES, TrainConfig


def test_defaults_are_a_valid_run():
    config = TrainConfig(n_steps=10)
    assert (config.optimizer, config.schedule, config.precision) == ("adamw", "constant", "float32")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'lr'"):
        config.lr = 1.0


def test_steps_follow_from_epochs_and_accumulation():
    assert TrainConfig(n_epochs=3).total_steps(7) == 21
    assert TrainConfig(n_epochs=3, accumulation_steps=4).total_steps(7) == 6
    assert TrainConfig(n_steps=5, accumulation_steps=4).total_steps(7) == 5
    assert TrainConfig(n_steps=5, accumulation_steps=4).steps_per_epoch(8) == 2


def test_settings_go_through_json():
    config = TrainConfig(n_steps=10, betas=(0.8, 0.9), lr=1 / 3, clip_norm=1.0)
    assert TrainConfig(**json.loads(json.dumps(config.to_dict()))) == config


def test_every_name_is_accepted():
    for name in OPTIMIZERS:
        assert TrainConfig(n_steps=1, optimizer=name).optimizer == name
    for name in SCHEDULES:
        assert TrainConfig(n_steps=1, schedule=name, warmup_steps=1).schedule == name


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({}, ValueError, "exactly one of n_steps and n_epochs must be given, got n_steps=None and n_epochs=None"),
        ({"n_steps": 1, "n_epochs": 1}, ValueError, "exactly one of n_steps and n_epochs"),
        ({"n_steps": 0}, ValueError, "n_steps must be >= 1, got 0"),
        ({"n_epochs": 1.5}, TypeError, "n_epochs must be an integer, got float"),
        ({"n_steps": 1, "batch_size": 0}, ValueError, "batch_size must be >= 1, got 0"),
        ({"n_steps": 1, "accumulation_steps": 0}, ValueError, "accumulation_steps must be >= 1, got 0"),
        ({"n_steps": 1, "optimizer": "lion"}, ValueError, "optimizer must be one of 'adagrad', .*, got 'lion'"),
        ({"n_steps": 1, "schedule": "step"}, ValueError, "schedule must be one of 'constant', .*, got 'step'"),
        ({"n_steps": 1, "precision": "int8"}, ValueError, "precision must be one of 'float32', .*, got 'int8'"),
        ({"n_steps": 1, "lr": 0}, ValueError, "lr must be > 0, got 0"),
        ({"n_steps": 1, "lr": "1"}, TypeError, "lr must be a number, got str"),
        ({"n_steps": 1, "momentum": 1.0}, ValueError, "momentum must be >= 0 and < 1, got 1.0"),
        ({"n_steps": 1, "betas": (0.9,)}, ValueError, r"betas must be two numbers, got \(0.9,\)"),
        ({"n_steps": 1, "betas": (0.9, 1.0)}, ValueError, "betas must be >= 0 and < 1, got 1.0"),
        ({"n_steps": 1, "weight_decay": -1}, ValueError, "weight_decay must be >= 0, got -1"),
        ({"n_steps": 1, "decay_vectors": 1}, TypeError, "decay_vectors must be True or False, got 1"),
        ({"n_steps": 1, "warmup_steps": -1}, ValueError, "warmup_steps must be >= 0, got -1"),
        ({"n_steps": 1, "lr_floor": 2}, ValueError, "lr_floor must be >= 0 and <= 1, got 2"),
        ({"n_steps": 1, "clip_norm": 0}, ValueError, "clip_norm must be > 0, got 0"),
        ({"n_steps": 1, "evaluate_every": 0}, ValueError, "evaluate_every must be >= 1, got 0"),
        ({"n_steps": 1, "patience": 0}, ValueError, "patience must be >= 1, got 0"),
        ({"n_steps": 1, "save_every": 0}, ValueError, "save_every must be >= 1, got 0"),
        ({"n_steps": 1, "seed": -1}, ValueError, "seed must be >= 0"),
        (
            {"n_steps": 1, "schedule": "inverse_square_root"},
            ValueError,
            "warmup_steps must be at least 1 for the schedule 'inverse_square_root', got 0",
        ),
    ],
)
def test_a_wrong_setting_is_named(settings, error, message):
    with pytest.raises(error, match=message):
        TrainConfig(**settings)
