"""Everything random on torch takes a generator: same seed, same bytes; without one it is fresh; nothing global moves.

Dropout and the noise of a router alone take none: in training they draw from torch's global generator, as ``torch.nn``
does.
"""

import inspect

import chance
import house
import pytest
import torch
from torch_calls import CALLS, arrays, generator

from lib.sequence import sample_ids

ROOMS = ("train", "vision", "sequence", "transformer")
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
