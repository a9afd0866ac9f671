import contextlib

import pytest
import torch

from lib.train import own_generator
from lib.train.randomness import draw_seed, own_randomness, random_state, seeded_state, set_random_state

CPU = torch.device("cpu")


def test_a_generator_is_used_as_it_is():
    generator = torch.Generator().manual_seed(0)
    assert own_generator(generator) is generator
    assert own_generator(generator, "meta") is generator


def test_without_one_each_is_new_and_the_global_one_has_no_say():
    seeds = set()
    for _ in range(3):
        torch.manual_seed(0)
        before = torch.get_rng_state()
        seeds |= {own_generator().initial_seed(), own_generator(None, CPU).initial_seed()}
        assert torch.equal(torch.get_rng_state(), before)
    assert len(seeds) == 6


def test_a_new_one_draws_where_the_numbers_are_wanted(monkeypatch):
    """What a card would do, with the class replaced: this machine may have none."""
    asked = []

    class Recorder:
        def __init__(self, device):
            asked.append(str(device))

        def seed(self):
            """Return nothing: only the device is of interest."""

    monkeypatch.setattr(torch, "Generator", Recorder)
    own_generator(None, torch.device("cuda", 1))
    own_generator(None, "mps")
    own_generator(None, "meta")  # holds no numbers, so it has no generators
    own_generator()
    monkeypatch.setattr(torch, "get_default_device", lambda: torch.device("cuda"))
    own_generator()
    own_generator(None, "cpu")
    assert asked == ["cuda:1", "mps", "cpu", "cpu", "cuda", "cpu"]


@pytest.mark.parametrize("generator", [0, "cpu"])
def test_another_kind_of_generator_is_refused(generator):
    with pytest.raises(TypeError, match=f"generator must be a torch.Generator or None, got {type(generator).__name__}"):
        own_generator(generator)


def test_a_state_brings_the_numbers_back():
    before = random_state(CPU)
    first = torch.rand(5)
    set_random_state(before, CPU)
    assert torch.equal(torch.rand(5), first)


def test_a_block_has_its_own_numbers_and_moves_none():
    before = torch.get_rng_state()
    drawn = []
    for seed in (0, 0, 1):
        with own_randomness(seeded_state(torch.Generator().manual_seed(seed), CPU), CPU):
            drawn.append(torch.nn.functional.dropout(torch.ones(50)))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_the_callers_numbers_come_back_after_an_error():
    before = torch.get_rng_state()
    with contextlib.suppress(KeyError), own_randomness(seeded_state(torch.Generator().manual_seed(0), CPU), CPU):
        torch.rand(3)
        raise KeyError("planted")
    assert torch.equal(torch.get_rng_state(), before)


def test_a_device_has_a_state_of_its_own(monkeypatch):
    """What a CUDA card would do, with its two functions replaced: this machine may have none."""
    held = {"state": torch.arange(16, dtype=torch.uint8)}
    monkeypatch.setattr(torch.cuda, "get_rng_state", lambda device: held["state"])
    monkeypatch.setattr(torch.cuda, "set_rng_state", lambda state, device: held.update(state=state))
    cuda = torch.device("cuda")
    before = random_state(cuda)
    assert set(before) == {"cpu", "cuda"}
    held["state"] = torch.zeros(16, dtype=torch.uint8)
    set_random_state(before, cuda)
    assert torch.equal(held["state"], torch.arange(16, dtype=torch.uint8))
    set_random_state({"cpu": torch.get_rng_state()}, cuda)  # saved on a machine without a card
    assert torch.equal(held["state"], torch.arange(16, dtype=torch.uint8))


def test_seeds_differ():
    generator = torch.Generator().manual_seed(0)
    assert len({draw_seed(generator) for _ in range(100)}) == 100
    with torch.device("meta"):  # drawn where the generator draws, whatever the default device
        assert draw_seed(torch.Generator().manual_seed(0)) == draw_seed(torch.Generator().manual_seed(0))
