import pytest
import torch
from torch import nn

from lib.train.config import OPTIMIZERS, TrainConfig
from lib.train.optimizers import make_optimizer, parameter_groups


def test_vectors_decay_or_not():
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    (everything,) = parameter_groups(model, 0.1)
    assert len(everything["params"]) == 4
    matrices, vectors = parameter_groups(model, 0.1, decay_vectors=False)
    assert [tuple(p.shape) for p in matrices["params"]] == [(2, 3)]
    assert (len(vectors["params"]), matrices["weight_decay"], vectors["weight_decay"]) == (3, 0.1, 0.0)


def test_frozen_parameters_are_left_out():
    model = nn.Linear(3, 2)
    model.bias.requires_grad_(False)
    assert [tuple(p.shape) for p in parameter_groups(model, 0.0)[0]["params"]] == [(2, 3)]
    model.weight.requires_grad_(False)
    with pytest.raises(ValueError, match="model must have a parameter with requires_grad=True, got none"):
        parameter_groups(model, 0.0)


def test_names_and_settings_reach_torch():
    kinds = {
        "adagrad": torch.optim.Adagrad,
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "rmsprop": torch.optim.RMSprop,
        "sgd": torch.optim.SGD,
    }
    assert set(kinds) == set(OPTIMIZERS)
    for name, kind in kinds.items():
        config = TrainConfig(n_steps=1, optimizer=name, lr=0.3, momentum=0.4, betas=(0.5, 0.6), weight_decay=0.7)
        optimizer = make_optimizer(nn.Linear(2, 1), config)
        assert type(optimizer) is kind
        group = optimizer.param_groups[0]
        assert (group["lr"], group["weight_decay"]) == (0.3, 0.7)
        assert group.get("betas", (0.5, 0.6)) == (0.5, 0.6)
        assert ("momentum" in group) <= (group.get("momentum") == 0.4)
