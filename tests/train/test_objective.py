import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.train.objective import Supervised, accuracy, as_objective, mean_and_count

X, Y = torch.tensor([[2.0, 0.0], [0.0, 1.0], [3.0, 1.0]]), torch.tensor([0, 1, 1])


@pytest.mark.parametrize("loss", [F.cross_entropy, nn.CrossEntropyLoss(), Supervised(F.cross_entropy)])
def test_torchs_losses_see_output_and_target(loss):
    assert torch.equal(as_objective(loss)(nn.Identity(), X, Y), F.cross_entropy(X, Y))


def test_another_function_sees_the_model():
    def loss(model, X, y):
        return model, X, y

    assert as_objective(loss) is loss


def test_all_tensors_but_the_last_go_to_the_model():
    class Sum(nn.Module):
        def forward(self, a, b):
            return a + b

    objective = Supervised(lambda output, y: (output - y).sum())
    assert objective(Sum(), torch.tensor([1.0]), torch.tensor([2.0]), torch.tensor([10.0])) == -7


def test_measures_share_one_forward_pass():
    calls = []

    class Counted(nn.Module):
        def forward(self, X):
            calls.append(len(X))
            return X

    measured = Supervised(F.cross_entropy).measure(Counted(), (X, Y), {"accuracy": accuracy})
    assert calls == [3]
    assert torch.equal(measured["loss"], F.cross_entropy(X, Y))
    assert measured["accuracy"][1] == 3


def test_mean_and_count():
    assert mean_and_count("loss", 0.5, 8) == (0.5, 8)
    mean, count = mean_and_count("loss", (torch.tensor([0.5]), torch.tensor(3)), 8)
    assert mean.shape == ()
    assert (float(mean), count) == (0.5, 3)
    with pytest.raises(ValueError, match=r"loss must be a mean over the batch, shape \(\), got shape \(2,\)"):
        mean_and_count("loss", torch.zeros(2), 2)
    with pytest.raises(ValueError, match="loss must return a mean, or a mean and a count, got 3 values"):
        mean_and_count("loss", (1, 2, 3), 2)
    with pytest.raises(ValueError, match="f1 must be the mean of at least 1 thing, got a count of 0"):
        mean_and_count("f1", (0.5, 0), 2)


def test_accuracy_passes_over_what_the_losses_ignore():
    share, count = accuracy(X, Y)
    assert (round(float(share), 4), count) == (0.6667, 3)
    share, count = accuracy(X, torch.tensor([0, -100, 1]))
    assert (float(share), count) == (0.5, 2)
    per_token = X.T[None]  # (batch 1, n_classes 2, time 3)
    assert accuracy(per_token, Y[None])[1] == 3
    with pytest.raises(ValueError, match=r"y must have the shape of output without its axis 1, got \(3, 1\) for \(3"):
        accuracy(X, Y[:, None])


def test_what_cannot_be_called_is_refused():
    with pytest.raises(TypeError, match="loss must be callable, got str"):
        as_objective("mse")
    with pytest.raises(TypeError, match="criterion must be callable, got str"):
        Supervised("mse")
