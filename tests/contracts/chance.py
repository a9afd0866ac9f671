# ruff: noqa: NPY002  the legacy global generator is what must not move, so it is read here
"""What tests of randomness share: the state of every global generator, and how a callable can break the contract."""

import contextlib
import pickle
import random

import numpy as np
import torch


def as_bytes(result):
    """Return a result as bytes, so that equal means equal to the last bit."""
    return pickle.dumps(result)


def global_state():
    """Return the state of the three global generators as one comparable value."""
    kind, keys, *rest = np.random.get_state()
    return random.getstate(), kind, keys.tobytes(), rest, torch.get_rng_state().numpy().tobytes()


def seed_globals(seed):
    """Put the three global generators to a seed."""
    np.random.seed(seed)
    random.seed(seed)
    torch.manual_seed(seed)


@contextlib.contextmanager
def globals_put_back():
    """Give the three global generators the states they had before the block."""
    states = np.random.get_state(), random.getstate(), torch.get_rng_state()
    try:
        yield
    finally:
        np.random.set_state(states[0])
        random.setstate(states[1])
        torch.set_rng_state(states[2])


def faults(name, thing, call, *, may_be_unseeded=True):
    """Return how a callable breaks the contract; ``call(thing, seed)`` returns everything random about it."""
    found = []
    seed_globals(99)
    before = global_state()
    first, again = as_bytes(call(thing, 0)), as_bytes(call(thing, 0))
    others = {as_bytes(call(thing, seed)) for seed in (1, 2, 3)}
    if global_state() != before:
        found.append(f"{name} moves a global generator")
    seed_globals(1)
    third = as_bytes(call(thing, 0))
    if not first == again == third:
        found.append(f"{name} gives other bytes for the same seed")
    if others == {first}:
        found.append(f"{name} does not use its seed")
    if may_be_unseeded:
        found += _unseeded_faults(name, thing, call, first)
    return found


def _unseeded_faults(name, thing, call, seeded):
    """Return what is wrong without a seed: nothing new, or new only as far as a global generator says."""
    found, results = [], []
    for _ in range(4):
        seed_globals(99)
        before = global_state()
        results.append(as_bytes(call(thing, None)))
        if global_state() != before and not found:
            found.append(f"{name} moves a global generator without a seed")
    if set(results) == {seeded} or len(set(results)) == 1:
        found.append(f"{name} is not random without a seed")
    return found
