"""A run's own stream of random numbers for layers that draw from torch's global generator, such as dropout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


def random_state(device: torch.device) -> dict[str, Tensor]:
    """Return the states of torch's global generators: of the processor, and of the device if it is another.

    Parameters
    ----------
    device : torch.device

    Returns
    -------
    dict of str to Tensor of bytes, shape (n_bytes,)
        Under ``"cpu"`` and the device's kind.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train.randomness import random_state
    >>> list(random_state(torch.device("cpu")))
    ['cpu']
    """
    states = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    elif device.type == "mps":
        states["mps"] = torch.mps.get_rng_state()
    return states


def set_random_state(states: dict[str, Tensor], device: torch.device) -> None:
    """Put the global generators into states that `random_state` returned.

    Parameters
    ----------
    states : dict of str to Tensor of bytes, shape (n_bytes,)
        One that is missing leaves its generator as it is: a run may go on on another kind of device.
    device : torch.device

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train.randomness import random_state, set_random_state
    >>> before = random_state(torch.device("cpu"))
    >>> first = torch.rand(3)
    >>> set_random_state(before, torch.device("cpu"))
    >>> torch.equal(torch.rand(3), first)
    True
    """
    torch.set_rng_state(states["cpu"].cpu())
    if device.type == "cuda" and "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"].cpu(), device)
    elif device.type == "mps" and "mps" in states:
        torch.mps.set_rng_state(states["mps"].cpu())


def seeded_state(generator: torch.Generator, device: torch.device) -> dict[str, Tensor]:
    """Return states to start a run with, drawn from a generator.

    Parameters
    ----------
    generator : torch.Generator
        Gives one number.
    device : torch.device

    Returns
    -------
    dict of str to Tensor of bytes, shape (n_bytes,)

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train.randomness import seeded_state
    >>> cpu = torch.device("cpu")
    >>> one, two = (seeded_state(torch.Generator().manual_seed(0), cpu) for _ in range(2))
    >>> torch.equal(one["cpu"], two["cpu"])
    True
    """
    seed = draw_seed(generator)
    kinds = {"cpu", device.type} & {"cpu", "cuda", "mps"}
    return {kind: torch.Generator(kind).manual_seed(seed).get_state() for kind in sorted(kinds)}


def draw_seed(generator: torch.Generator) -> int:
    """Return a seed drawn from a generator, so that one seed starts several streams without a common part.

    Parameters
    ----------
    generator : torch.Generator

    Returns
    -------
    int

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train.randomness import draw_seed
    >>> generator = torch.Generator().manual_seed(0)
    >>> draw_seed(generator) == draw_seed(generator)
    False
    """
    return int(torch.randint(2**62, (), generator=generator))


@contextmanager
def own_randomness(states: dict[str, Tensor], device: torch.device) -> Iterator[None]:
    """Run a block with the global generators in given states, and put the caller's states back after, come what may.

    Parameters
    ----------
    states : dict of str to Tensor of bytes, shape (n_bytes,)
    device : torch.device

    Yields
    ------
    None

    Notes
    -----
    torch's dropout takes no generator. This is how a run is reproducible all the same and moves no global generator, as
    seen from outside.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train.randomness import own_randomness, random_state, seeded_state
    >>> cpu = torch.device("cpu")
    >>> before = torch.get_rng_state()
    >>> with own_randomness(seeded_state(torch.Generator().manual_seed(0), cpu), cpu):
    ...     _ = torch.rand(3)
    >>> torch.equal(torch.get_rng_state(), before)
    True
    """
    callers = random_state(device)
    set_random_state(states, device)
    try:
        yield
    finally:
        set_random_state(callers, device)
