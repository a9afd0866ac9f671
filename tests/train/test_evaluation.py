import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.train.batches import Batches
from lib.train.evaluation import evaluate, evaluation_mode
from lib.train.objective import accuracy


def test_batches_weigh_by_what_they_count():
    source = torch.Generator().manual_seed(0)
    X, y = torch.randn(7, 3, generator=source), torch.randint(3, (7,), generator=source)
    whole = F.cross_entropy(X, y).item()
    right = (X.argmax(1) == y).float().mean().item()
    for batch_size in (1, 2, 4, 7):
        values = evaluate(nn.Identity(), Batches((X, y), batch_size), F.cross_entropy, {"accuracy": accuracy})
        assert values == pytest.approx({"loss": whole, "accuracy": right}, rel=1e-6)


def test_a_loss_may_say_what_it_counts():
    def per_token(model, X, mask):
        return model(X)[mask].mean(), int(mask.sum())

    X = torch.tensor([[1.0, 2.0], [3.0, 100.0], [5.0, 100.0]])
    mask = torch.tensor([[True, True], [True, False], [True, False]])
    values = evaluate(nn.Identity(), Batches((X, mask), 2), per_token, {"twice": lambda m, X, mask: 2 * X[mask].mean()})
    assert values["loss"] == pytest.approx((1 + 2 + 3 + 5) / 4)
    assert values["twice"] == pytest.approx((2 * 2 * 2.0 + 10) / 3)  # by examples, as it gives no count


def test_each_module_gets_its_own_mode_back():
    model = nn.Sequential(nn.Dropout(0.9), nn.BatchNorm1d(2).eval(), nn.Linear(2, 2))
    X, y = torch.randn(4, 2), torch.randn(4, 2)
    first = evaluate(model, Batches((X, y), 4), F.mse_loss)
    assert first == evaluate(model, Batches((X, y), 4), F.mse_loss)
    assert [module.training for module in model] == [True, False, True]
    assert model[2].weight.grad is None
    with pytest.raises(KeyError, match="planted"), evaluation_mode(model):
        raise KeyError("planted")
    assert model[0].training


def test_infinite_losses_show():
    batches = Batches((torch.tensor([1.0, 2.0]),), 1, shuffle=False)
    assert math.isinf(evaluate(nn.Identity(), batches, lambda model, X: X.mean() * math.inf)["loss"])
    assert math.isnan(evaluate(nn.Identity(), batches, lambda model, X: X.mean() * math.nan)["loss"])


def test_precision_is_used():
    seen = []

    def loss(model, X):
        seen.append(model(X).dtype)
        return X.mean()

    evaluate(nn.Linear(2, 2), Batches((torch.ones(2, 2),), 2), loss, precision="bfloat16")
    assert seen == [torch.bfloat16]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="metrics must not hold the name 'loss'"):
        evaluate(nn.Identity(), [], F.mse_loss, {"loss": accuracy})
    with pytest.raises(ValueError, match="batches must hold at least one batch, got none"):
        evaluate(nn.Identity(), [], F.mse_loss)
