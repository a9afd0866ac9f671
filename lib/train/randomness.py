"""Where torch's random numbers come from, so that the program's global generators are not moved.

What takes a generator makes a new one if none is given; what takes none, such as dropout, gets a run's own stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

KINDS = ("cpu", "cuda", "mps")  # devices with generators


def own_generator(
    generator: torch.Generator | None = None, device: torch.device | str | None = None
) -> torch.Generator:
    """Return the generator that was given, or a new one with fresh entropy from the system.

    Parameters
    ----------
    generator : torch.Generator, optional
    device : torch.device or str, optional
        Where a new one is to draw; torch's default device if not given.

    Returns
    -------
    torch.Generator
        The one given is returned as it is, wherever it draws.

    Raises
    ------
    TypeError
        If ``generator`` is of another kind.

    Notes
    -----
    This is the rule of all torch rooms of the book: the same seed gives the same numbers, no generator gives others
    each time, and torch's global generator is neither read nor moved, so ``torch.manual_seed`` has no say. Only dropout
    in training draws from the global one, as ``torch.nn`` does. For ``meta`` and other devices without generators the
    new one draws on the processor.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import own_generator
    >>> before = torch.get_rng_state()
    >>> one, two = (torch.rand(3, generator=own_generator()) for _ in range(2))
    >>> torch.equal(one, two), torch.equal(torch.get_rng_state(), before)
    (False, True)
    """
    if generator is None:
        kind = torch.device(torch.get_default_device() if device is None else device)
        generator = torch.Generator(kind if kind.type in KINDS else "cpu")
        generator.seed()  # from the system's own entropy; 0 stays free for readers who ask for it
    if not isinstance(generator, torch.Generator):
        raise TypeError(f"generator must be a torch.Generator or None, got {type(generator).__name__}")
    return generator


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
    kinds = {"cpu", device.type}.intersection(KINDS)
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
    return int(torch.randint(2**62, (), generator=generator, device=generator.device))


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
