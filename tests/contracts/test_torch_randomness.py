"""Everything random on torch takes a generator: same seed, same bytes; without one it is fresh; nothing global moves.

Dropout alone takes none: in training it draws from torch's global generator, as ``torch.nn`` does.
"""

import dataclasses
import inspect

import chance
import house
import pytest
import torch
from torch.nn import functional

from lib.sequence import (
    CharLM,
    CharLMConfig,
    GRUCell,
    LSTMCell,
    ReaderConfig,
    RecurrentConfig,
    Seq2Seq,
    Seq2SeqConfig,
    TaggerConfig,
    sample_ids,
)
from lib.train import fit
from lib.vision import PRESETS, VGG, AlexNet, LeNet, LeNet5, LeNet5Config, LeNetConfig

ROOMS = ("train", "vision", "sequence")
SEED_NAMES = ("generator", "seed")


def parameter_names(thing):
    """Return the names of a callable's parameters."""
    try:
        return {parameter.name for parameter in house.parameters(thing)}
    except ValueError:  # a class without a signature of its own
        return set()


def public_methods(cls):
    """Yield (qualified name, function) of the public methods a class has from this book, inherited ones too."""
    for base in cls.__mro__:
        if base.__module__.startswith("lib."):
            for _, function in house.methods(base):
                yield function.__qualname__, function


def seeded():
    """Return ``{name: (thing, kinds of seed)}`` of all public functions, constructors and methods that take a seed."""
    found = {}
    for qualified, thing in house.public().items():
        if qualified.split(".")[1] in ROOMS:
            members = public_methods(thing) if inspect.isclass(thing) else ()
            for name, member in ((thing.__qualname__, thing), *members):
                if names := parameter_names(member) & set(SEED_NAMES):
                    found[name] = member, names
    return found


def generator(seed):
    """Return a seed's generator, or None for none."""
    return None if seed is None else torch.Generator().manual_seed(seed)


def arrays(result):
    """Return tensors, or a model's whole state, as arrays."""
    if isinstance(result, torch.nn.Module):
        result = result.state_dict().values()
    if isinstance(result, torch.Tensor):
        result = [result]
    return [each.detach().numpy().copy() for each in result]


def net(preset):
    """Return the way to call a network: with the small preset of this name."""
    return lambda thing, seed: arrays(thing(PRESETS[preset], generator=generator(seed)))


def model_of(config):
    """Return the way to call a model of sequences."""
    return lambda thing, seed: arrays(thing(config, generator=generator(seed)))


def task(*sizes):
    """Return the way to call a task."""
    return lambda thing, seed: arrays(thing(*sizes, generator=generator(seed)))


def cell(thing, seed):
    return arrays(thing(3, 4, generator=generator(seed)))


def drawn_anew(config, model):
    """Return the way to call a method that draws a model's parameters, whatever they were before."""

    def call(method, seed):
        made = model(config) if config is not None else model(3, 4)
        method(made, generator(seed))
        return arrays(made)

    return call


def _he_weights(thing, seed):
    layers = torch.nn.Sequential(torch.nn.utils.skip_init(torch.nn.Linear, 4, 3), torch.nn.ReLU())
    thing(layers, generator(seed))
    return arrays(layers)


def _batches(thing, seed):
    def noisy(x, generator):
        return (x + torch.rand(len(x), generator=generator),)

    batches = thing((torch.arange(12.0),), 4, transform=noisy, generator=generator(seed))
    return [arrays(batches.next_batch()) for _ in range(2 * len(batches))]


def _run(thing, seed):
    """Train with the configuration's seed: the order of the examples and dropout's masks are drawn from it."""
    model = torch.nn.utils.skip_init(torch.nn.Linear, 3, 1)
    torch.nn.init.ones_(model.weight)
    torch.nn.init.zeros_(model.bias)
    X = torch.arange(30.0).view(10, 3) / 30

    def loss(model, x, y):
        return (model(functional.dropout(x)) - y).square().mean()

    config = thing(n_epochs=2, batch_size=3, optimizer="sgd", lr=0.1, seed=seed)
    history = fit(model, (X, X.sum(dim=1, keepdim=True)), loss, config, device="cpu")
    return [*arrays(model), list(history.loss)]


def _generate(method, seed):
    model = CharLM(CharLMConfig(vocab_size=9, hidden_size=4, d_embedding=3), generator=generator(0))
    return arrays(method(model, torch.zeros(2, 1, dtype=torch.int64), 12, generator=generator(seed)))


SOURCE_TARGET = Seq2SeqConfig(source_vocab_size=8, target_vocab_size=9, d_embedding=3, hidden_size=4)


def _half_forced(method, seed):
    model = Seq2Seq(SOURCE_TARGET, generator=generator(0))
    ids = torch.arange(24).view(3, 8) % 8
    return arrays(method(model, ids, ids, teacher_forcing=0.5, generator=generator(seed)))


WIDTHS = {"d_embedding": 3, "hidden_size": 4}
# A second draw on top of the first: weights of a fixed deviation, Xavier's rule.
ALEXNET = dataclasses.replace(PRESETS["alexnet-28x28"], weight_std=0.01)
SIGMOID = PRESETS["lenet-sigmoid-28x28"]
CODES = LeNet5Config(n_classes=9, codes="random")

# How to call what takes a seed: name -> function of (thing, seed) that returns everything random about it.
CALLS = {
    "AlexNet": lambda thing, seed: arrays(thing(ALEXNET, generator=generator(seed))),
    "AlexNet.reset_parameters": drawn_anew(ALEXNET, AlexNet),
    "Batches": _batches,
    "Cell.reset_parameters": drawn_anew(None, GRUCell),
    "CharLM": model_of(CharLMConfig(vocab_size=9, **WIDTHS)),
    "CharLM.generate": _generate,
    "EfficientNetLite": net("efficientnet-lite-28x28"),
    "GRUCell": cell,
    "GoogLeNet": net("googlenet-28x28"),
    "ImageClassifier.draw_parameters": drawn_anew(LeNetConfig(), LeNet),
    "ImageClassifier.reset_parameters": drawn_anew(PRESETS["vgg-28x28"], VGG),
    "LSTMCell": cell,
    "LSTMCell.reset_parameters": drawn_anew(None, LSTMCell),
    "LeNet": lambda thing, seed: arrays(thing(SIGMOID, generator=generator(seed))),
    "LeNet.reset_parameters": drawn_anew(SIGMOID, LeNet),
    "LeNet5": lambda thing, seed: arrays(thing(CODES, generator=generator(seed))),
    "LeNet5.reset_parameters": drawn_anew(CODES, LeNet5),
    "NiN": net("nin-28x28"),
    "RNNCell": cell,
    "Reader": model_of(ReaderConfig(n_outputs=2, vocab_size=5, **WIDTHS)),
    "Recurrent": model_of(RecurrentConfig("gru", 3, 4, n_layers=2, bidirectional=True)),
    "ResNet": net("resnet-28x28"),
    "Seq2Seq": model_of(SOURCE_TARGET),
    "Seq2Seq.forward": _half_forced,
    "SeparableNet": net("separable-28x28"),
    "Tagger": model_of(TaggerConfig(vocab_size=5, n_tags=3, **WIDTHS)),
    "TrainConfig": _run,
    "VGG": net("vgg-28x28"),
    "adding_task": task(3, 10),
    "copy_task": task(3, 5, 2),
    "create_model": lambda thing, seed: arrays(thing("lenet-28x28", generator=generator(seed))),
    "draw_he_weights": _he_weights,
    "neighbour_task": task(3, 10),
    "order_task": task(4, 10),
    "own_generator": lambda thing, seed: arrays(torch.rand(5, generator=thing(generator(seed)))),
    "reversal_task": task(3, 4, 9),
    "sample_ids": lambda thing, seed: arrays(thing(torch.zeros(20, 9), generator=generator(seed))),
}


@pytest.fixture(autouse=True)
def _global_generators_are_put_back():
    with chance.globals_put_back():
        yield


def test_everything_that_takes_a_seed_is_tried_here():
    assert set(seeded()) - set(CALLS) == set(), "add a way to call these to CALLS"
    assert set(CALLS) - set(seeded()) == set(), "these take no seed any more"


def test_seeds_are_found_in_constructors_functions_and_methods():
    assert {"VGG", "copy_task", "CharLM.generate", "Cell.reset_parameters", "TrainConfig"} <= set(seeded())
    assert "ImageClassifier" not in seeded()


@pytest.mark.parametrize("name", sorted(CALLS))
def test_same_seed_same_bytes(name):
    thing, kinds = seeded()[name]
    house.expect_none(chance.faults(name, thing, CALLS[name], may_be_unseeded="generator" in kinds))


def draws_globally_without_one(source):
    """Do as ``torch.nn.init`` does: draw from the global generator if there is no other."""
    return torch.empty(3).normal_(generator=source)


def seeds_the_global_one(source):
    """Take the seed out of a generator and give it to all the program."""
    if source is not None:
        torch.manual_seed(source.initial_seed())
    return torch.rand(3)


def takes_zero_without_one(source):
    """Draw the same numbers each time nobody asked for any."""
    return torch.rand(3, generator=source or torch.Generator().manual_seed(0))


def draws_a_part_globally(source):
    """Draw the weights as told, and the biases from the global generator."""
    return torch.cat([torch.rand(3, generator=source or generator(None)), torch.rand(1)])


def keeps_the_first(source, kept=[]):  # noqa: B006  the shared list is the planted fault
    """Draw once for the whole program."""
    kept.append(torch.rand(3, generator=source))
    return kept[0]


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (draws_globally_without_one, "moves a global generator without a seed"),
        (draws_globally_without_one, "not random without a seed"),
        (seeds_the_global_one, "planted moves a global generator"),
        (takes_zero_without_one, "not random without a seed"),
        (draws_a_part_globally, "other bytes for the same seed"),
        (keeps_the_first, "does not use its seed"),
    ],
)
def test_a_fault_is_caught(thing, message):
    found = chance.faults("planted", thing, lambda function, seed: arrays(function(generator(seed))))
    assert any(message in fault for fault in found)


def test_a_good_citizen_passes():
    logits = torch.zeros(20, 9)
    found = chance.faults("good", sample_ids, lambda draw, seed: arrays(draw(logits, generator=generator(seed))))
    assert found == []
