import contextlib

import torch

from lib.train.randomness import draw_seed, own_randomness, random_state, seeded_state, set_random_state

CPU = torch.device("cpu")


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
