"""What all networks share: checks of the images, features before the head, randomness from a generator alone."""

import itertools

import pytest
import torch

from lib.vision import PRESETS, LeNet, LeNet5, create_model, layer_table

SMALL = [name for name in PRESETS if name.endswith(("28x28", "32x32"))]


def seeded(name, seed=0):
    return create_model(name, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("name", SMALL)
def test_weights_come_from_the_generator_alone(name):
    before = torch.get_rng_state()
    first, again, other = seeded(name), seeded(name), seeded(name, 1)
    assert torch.equal(torch.get_rng_state(), before)
    states = [model.state_dict() for model in (first, again, other)]
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])
    assert any(not torch.equal(states[0][key], states[2][key]) for key in states[0])
    again.reset_parameters(torch.Generator().manual_seed(1))
    assert all(torch.equal(value, states[2][key]) for key, value in again.state_dict().items())


@pytest.mark.parametrize("name", SMALL)
def test_features_then_head(name):
    model, config = seeded(name).eval(), PRESETS[name]
    x = torch.randn(3, config.in_channels, config.image_size, config.image_size)
    with torch.no_grad():
        maps, logits = model.forward_features(x), model(x)
        sign = -1 if name.startswith("lenet5") else 1  # LeNet-5's head returns penalties
        assert torch.equal(logits, sign * model.head(maps))
    assert maps.ndim == 4
    assert logits.shape == (3, config.n_classes)
    assert logits.isfinite().all()
    # Each image by itself: no layer mixes the images of a batch in evaluation mode.
    with torch.no_grad():
        torch.testing.assert_close(model(x[1:2]), logits[1:2], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", SMALL)
def test_every_parameter_gets_a_gradient(name):
    model, config = seeded(name), PRESETS[name]
    x = torch.randn(8, config.in_channels, config.image_size, config.image_size)
    (model(x) ** 2).sum().backward()
    without = [key for key, parameter in model.named_parameters() if parameter.grad is None]
    assert without == []


@pytest.mark.parametrize("name", SMALL)
def test_without_a_generator_each_is_new_and_the_global_one_has_no_say(name):
    states = []
    for _ in range(2):
        torch.manual_seed(3)
        before = torch.get_rng_state()
        model = create_model(name)
        states.append({key: value.clone() for key, value in model.state_dict().items()})
        model.reset_parameters()
        states.append(model.state_dict())
        assert torch.equal(torch.get_rng_state(), before)
    drawn = [key for key, value in seeded(name).state_dict().items() if value.is_floating_point() and value.std() > 0]
    # LeNet-5's pictures of digits are no draws.
    drawn = [key for key in drawn if key != "head.output.codes" or PRESETS[name].codes == "random"]
    assert len(drawn) >= 5
    for first, second in itertools.combinations(states, 2):
        assert [key for key in drawn if torch.equal(first[key], second[key])] == []


def test_a_seed_for_a_generator_is_refused():
    for make in (LeNet, LeNet5):
        with pytest.raises(TypeError, match=r"generator must be a torch.Generator or None, got int"):
            make(generator=0)


def test_a_model_made_on_meta_stays_there():
    with torch.device("meta"):
        model = create_model("vgg-e")
    assert {parameter.device.type for parameter in model.parameters()} == {"meta"}
    assert layer_table(model, (3, 224, 224)).rows[-1].output_shape == (1000,)


def test_default_dtype_is_kept():
    before = torch.get_default_dtype()
    try:
        torch.set_default_dtype(torch.float64)
        assert LeNet()(torch.zeros(1, 1, 28, 28, dtype=torch.float64)).dtype == torch.float64
    finally:
        torch.set_default_dtype(before)


@pytest.mark.parametrize("shape", [(1, 28, 28), (2, 3, 28, 28), (2, 1, 32, 32), (2, 28, 28, 1)])
def test_a_fixed_size_is_checked(shape):
    with pytest.raises(ValueError, match=r"x must have shape \(batch, 1, 28, 28\), got \("):
        LeNet()(torch.zeros(shape))


def test_any_size_is_taken_where_the_head_takes_a_mean():
    net = seeded("resnet-28x28").eval()
    assert net(torch.zeros(1, 1, 45, 31)).shape == (1, 10)
    with pytest.raises(ValueError, match=r"x must have shape \(batch, 1, height, width\), got \(1, 3, 28, 28\)"):
        net(torch.zeros(1, 3, 28, 28))


def test_bytes_are_refused():
    with pytest.raises(TypeError, match=r"x must hold floating-point numbers, got torch.uint8"):
        LeNet()(torch.zeros(1, 1, 28, 28, dtype=torch.uint8))


def test_the_output_layer_starts_without_the_rectifiers_factor():
    net = seeded("vgg-28x28")
    hidden, output = net.head[4], net.head[7]
    assert hidden.weight.var().item() == pytest.approx(2 / 128, rel=0.1)
    assert output.weight.var().item() == pytest.approx(1 / 128, rel=0.15)
