"""Every layer against torch: one line of text, read once with torch.nn and once with lib.layers."""

import re

import numpy as np
import pytest
import torch
from layer_pairs import drawn_pair

import lib.layers
from lib.grad import Tensor

pytestmark = pytest.mark.usefixtures("double_precision")

# The text of a layer, and shapes of inputs for it; {n} stands for a drawn length.
LAYERS = {
    "nn.Linear(4, 3)": [(4,), (5, 4), (2, 3, 4), (0, 4), (1, 1, 1, 4)],
    "nn.Linear(1, 6)": [(5, 1), (1,)],
    "nn.Linear(4, 1, bias=False)": [(4,), (5, 4), (2, 3, 4)],
    "nn.Identity(7, unused=1)": [(3,), (2, 3)],
    "nn.Flatten()": [(2, 3), (2, 3, 4), (1, 3, 1, 2), (0, 3, 2)],
    "nn.Flatten(0, 1)": [(2, 3), (2, 3, 4)],
    "nn.Flatten(start_dim=-2)": [(2, 3), (2, 3, 4)],
    "nn.ReLU()": [(), (3,), (2, 3), (0, 2)],
    "nn.ReLU(inplace=True)": [(2, 3)],
    "nn.LeakyReLU()": [(), (2, 3), (0,)],
    "nn.LeakyReLU(negative_slope=0.2)": [(2, 3, 4)],
    "nn.LeakyReLU(0.3, True)": [(2, 3)],
    "nn.PReLU()": [(3,), (2, 3), (2, 3, 4), (0, 3)],
    "nn.PReLU(num_parameters=3, init=0.1)": [(2, 3), (2, 3, 4), (1, 3, 2, 2)],
    "nn.Sigmoid()": [(), (2, 3), (0, 3)],
    "nn.Tanh()": [(), (2, 3), (0, 3)],
    "nn.Softplus()": [(), (2, 3), (0, 3)],
    "nn.Softplus(beta=2.0, threshold=3.0)": [(2, 3, 4)],
    "nn.GELU()": [(), (2, 3), (0, 3)],
    "nn.GELU(approximate='tanh')": [(2, 3)],
    "nn.Softmax(dim=1)": [(2, 3), (2, 1), (2, 3, 4), (0, 3)],
    "nn.Softmax(dim=-1)": [(3,), (2, 3, 4)],
    "nn.LogSoftmax(dim=0)": [(3,), (2, 3), (1, 3)],
    "nn.LogSoftmax(dim=-1)": [(2, 3, 4)],
    "nn.Dropout(p=0.0)": [(2, 3)],
    "nn.Dropout(p=1.0)": [(2, 3)],
    "nn.Dropout(0.5).eval()": [(2, 3)],
    "nn.BatchNorm1d(3)": [(8, 3), (2, 3), (2, 3, 4), (1, 3, 5)],
    "nn.BatchNorm1d(1)": [(8, 1), (3, 1, 2)],
    "nn.BatchNorm1d(3).eval()": [(8, 3), (1, 3), (2, 3, 4), (0, 3)],
    "nn.BatchNorm1d(3, eps=0.1, momentum=0.7)": [(8, 3), (2, 3, 4)],
    "nn.BatchNorm1d(3, momentum=None)": [(8, 3)],
    "nn.BatchNorm1d(3, affine=False)": [(8, 3), (2, 3, 4)],
    "nn.BatchNorm1d(3, track_running_stats=False)": [(8, 3)],
    "nn.BatchNorm1d(3, affine=False, track_running_stats=False).eval()": [(8, 3), (2, 3, 4)],
    "nn.LayerNorm(4)": [(4,), (5, 4), (2, 3, 4), (0, 4)],
    "nn.LayerNorm((3, 4), eps=0.01)": [(3, 4), (2, 3, 4), (2, 1, 3, 4)],
    "nn.LayerNorm([4], elementwise_affine=False)": [(5, 4)],
    "nn.LayerNorm(4, bias=False)": [(5, 4)],
    "nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.PReLU(), nn.Linear(5, 2), nn.LogSoftmax(dim=1))": [(6, 4)],
    "nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(6, 3), nn.Tanh()), nn.LayerNorm(3))": [(6, 2, 3)],
}
CASES = [(text, shape) for text, shapes in LAYERS.items() for shape in shapes]


def same(ours, theirs, what):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12, err_msg=what)
    assert np.shape(ours) == np.shape(theirs), what


def same_state(ours, theirs):
    state = {key: value.numpy() for key, value in theirs.state_dict().items()}
    assert list(ours.state_dict()) == list(state)
    for key, value in ours.state_dict().items():
        same(value.data, state[key], key)
        assert value.dtype == state[key].dtype


@pytest.mark.parametrize(("text", "shape"), CASES)
def test_outputs_gradients_and_state(text, shape):
    rng = np.random.default_rng(len(text) + sum(shape))
    ours, theirs = drawn_pair(text, rng)
    for _ in range(3):  # the running averages move on
        x = rng.normal(size=shape) * 3
        mine, other = Tensor(x.copy(), requires_grad=True), torch.tensor(x, requires_grad=True)
        y, expected = ours(mine * 1.0), theirs(other * 1.0)  # a result may be overwritten, a leaf may not
        same(y.data, expected.detach().numpy(), "output")
        upstream = rng.normal(size=y.shape)
        y.backward(upstream)
        expected.backward(torch.from_numpy(upstream))
        same(mine.grad, other.grad.numpy(), "gradient of the input")
        for (name, parameter), (other_name, reference) in zip(ours.named_parameters(), theirs.named_parameters()):
            assert name == other_name
            same(parameter.grad, reference.grad.numpy(), f"gradient of {name}")  # added up over the rounds
        same_state(ours, theirs)


@pytest.mark.parametrize("text", LAYERS)
def test_the_same_text(text):
    ours, theirs = repr(eval(text, {"nn": lib.layers})), repr(eval(text, {"nn": torch.nn}))
    if "bias" not in repr(torch.nn.LayerNorm(1)):  # torch says so since 2.13
        ours = re.sub(r"(Norm.*), bias=\w+", r"\1", ours)
    assert ours == theirs


@pytest.mark.parametrize("text", LAYERS)
def test_torchs_state_can_be_loaded(text):
    ours, theirs = eval(text, {"nn": lib.layers}), eval(text, {"nn": torch.nn})
    ours.load_state_dict(theirs.state_dict())
    same_state(ours, theirs)


@pytest.mark.parametrize("padding_idx", [None, 0, 2, -1])
@pytest.mark.parametrize("shape", [(), (1,), (7,), (3, 4), (2, 0), (2, 3, 2)])
def test_embedding(padding_idx, shape):
    rng = np.random.default_rng(len(shape))
    ours, theirs = drawn_pair(f"nn.Embedding(5, 3, padding_idx={padding_idx})", rng)
    ids, upstream = rng.integers(0, 5, shape), rng.normal(size=(*shape, 3))
    y, expected = ours(ids), theirs(torch.from_numpy(np.asarray(ids)))
    same(y.data, expected.detach().numpy(), "output")
    y.backward(upstream)
    expected.backward(torch.from_numpy(upstream))
    same(ours.weight.grad, theirs.weight.grad.numpy(), "gradient")
    assert repr(ours) == repr(theirs)
    assert ours.padding_idx == theirs.padding_idx


@pytest.mark.parametrize("shared_mask", [False, True])
def test_dropconnect_is_torchs_linear_with_masked_weights(shared_mask):
    rng = np.random.default_rng(0)
    layer = lib.layers.DropConnect(4, 3, p=0.3, shared_mask=shared_mask, rng=0)
    x, upstream = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    layer.rng, draws = np.random.default_rng(1), np.random.default_rng(1)
    lead = () if shared_mask else (6,)
    masks = [torch.from_numpy((draws.random((*lead, *s)) >= 0.3) / 0.7) for s in ((3, 4), (3,))]
    weight, bias = (torch.tensor(p.data, requires_grad=True) for p in (layer.weight, layer.bias))
    other = torch.tensor(x, requires_grad=True)
    if shared_mask:
        expected = torch.nn.functional.linear(other, weight * masks[0], bias * masks[1])
    else:
        rows = zip(other, masks[0], masks[1])
        expected = torch.stack([torch.nn.functional.linear(row, weight * m, bias * n) for row, m, n in rows])
    mine = Tensor(x, requires_grad=True)
    y = layer(mine)
    y.backward(upstream)
    expected.backward(torch.from_numpy(upstream))
    same(y.data, expected.detach().numpy(), "output")
    for ours, theirs in ((mine, other), (layer.weight, weight), (layer.bias, bias)):
        same(ours.grad, theirs.grad.numpy(), "gradient")


@pytest.mark.parametrize("p", [0.2, 0.5, 0.8])
def test_dropout_drops_and_scales_as_often_as_torchs(p):
    """The generators differ, so masks do too; values and shares must not."""
    ones = np.ones(200_000)
    mine = lib.layers.Dropout(p, rng=0)(Tensor(ones)).data
    torch.manual_seed(0)
    theirs = torch.nn.Dropout(p)(torch.from_numpy(ones)).numpy()
    np.testing.assert_allclose(np.unique(mine), np.unique(theirs), rtol=1e-15)
    assert (mine == 0).mean() == pytest.approx((theirs == 0).mean(), abs=0.005)


def test_nested_containers_read_the_same():
    text = (
        "nn.Sequential(nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2)]), "
        "nn.ModuleList([nn.Sequential(nn.Linear(1, 2)), nn.Sequential(nn.Linear(1, 2))]), nn.ModuleList(), "
        "nn.Sequential(), nn.CrossEntropyLoss(), nn.MSELoss(reduction='sum'))"
    )
    ours, theirs = eval(text, {"nn": lib.layers}), eval(text, {"nn": torch.nn})
    assert repr(ours) == repr(theirs)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert [name for name, _ in ours.named_modules()] == [name for name, _ in theirs.named_modules()]
