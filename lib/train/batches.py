"""Batches in a seeded order whose place can be saved and found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from lib.basics import check_bool, check_integer
from lib.train.collate import collate_stacked
from lib.train.randomness import draw_seed, own_generator

Transform = Callable[..., tuple[Tensor, ...]]


class Batches:
    """Cut examples into batches, pass after pass, each pass in a new order drawn from a generator.

    Parameters
    ----------
    examples : tuple of Tensor, shapes (n_samples, ...), or sequence of examples
        Tensors are cut along their first axis. A sequence, such as a list or a torch ``Dataset`` with a length, gives
        single examples that `collate` joins.
    batch_size : int
        The last batch of a pass may be smaller.
    shuffle : bool, default True
        False keeps the order given.
    drop_last : bool, default False
        Leave a smaller last batch out.
    collate : callable, optional
        From a list of examples to a tuple of tensors; ``collate_stacked`` if not given. Not for a tuple of tensors.
    transform : callable, optional
        ``transform(*tensors, generator=generator)`` returns the tensors of a batch changed, such as pictures mirrored
        by chance; drawn anew in each pass.
    generator : torch.Generator, optional
        Draws two seeds, one for the order and one for `transform`, and is not used after; a new one with fresh entropy
        if not given.

    Attributes
    ----------
    epoch : int
        Passes completed by `next_batch`.
    position : int
        Batches that `next_batch` has given in the present pass.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind, or examples have no length.
    ValueError
        If there is no example or no batch, tensors differ in length, or `collate` comes with a tuple of tensors.

    Notes
    -----
    ``for batch in batches`` is one pass in the order given, without `transform`, and leaves the place of `next_batch`
    alone: what an evaluation wants. Loading in other processes is left out.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import Batches
    >>> X, y = torch.arange(5.0)[:, None], torch.arange(5)
    >>> batches = Batches((X, y), batch_size=2, generator=torch.Generator().manual_seed(0))
    >>> len(batches), batches.n_samples
    (3, 5)
    >>> state = batches.state_dict()
    >>> _, first = batches.next_batch()
    >>> batches.load_state_dict(state)
    >>> _, again = batches.next_batch()
    >>> torch.equal(first, again)
    True
    """

    def __init__(
        self,
        examples: Any,
        batch_size: int,
        *,
        shuffle: bool = True,
        drop_last: bool = False,
        collate: Callable[[Sequence[Any]], tuple[Tensor, ...]] | None = None,
        transform: Transform | None = None,
        generator: torch.Generator | None = None,
    ) -> None:
        self.batch_size = check_integer("batch_size", batch_size, low=1)
        self.shuffle = check_bool("shuffle", shuffle)
        self.drop_last = check_bool("drop_last", drop_last)
        self._are_tensors = isinstance(examples, tuple) and all(isinstance(part, Tensor) for part in examples)
        self.examples = examples
        self.n_samples = _number_of(examples, self._are_tensors)
        if self._are_tensors and collate is not None:
            raise ValueError("collate joins single examples, got it with a tuple of tensors; pass a list of examples")
        self.collate = collate_stacked if collate is None else collate
        self.transform = transform
        if len(self) == 0:
            raise ValueError(f"drop_last leaves no batch of {batch_size}, got {self.n_samples} examples")
        generator = own_generator(generator)
        self._order_generator = torch.Generator().manual_seed(draw_seed(generator))
        self._transform_generator = torch.Generator().manual_seed(draw_seed(generator))
        self.epoch = 0
        self.position = 0
        self._start_pass()

    def __len__(self) -> int:
        """Return the number of batches in one pass."""
        whole, left = divmod(self.n_samples, self.batch_size)
        return whole + (left > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        """Yield the batches of one pass in the order given, as they are."""
        order = torch.arange(self.n_samples)
        return (self._take(order, number) for number in range(len(self)))

    def next_batch(self) -> tuple[Tensor, ...]:
        """Return the next batch; behind the last one of a pass a new pass begins.

        Returns
        -------
        tuple of Tensor, shapes (batch, ...)
        """
        batch = self._take(self._order, self.position)
        if self.transform is not None:
            batch = tuple(self.transform(*batch, generator=self._transform_generator))
        self.position += 1
        if self.position == len(self):
            self.epoch, self.position = self.epoch + 1, 0
            self._start_pass()
        return batch

    def state_dict(self) -> dict[str, Any]:
        """Return the place of `next_batch`: numbers, and the states of the generators as tensors.

        Returns
        -------
        dict
        """
        return {
            "epoch": self.epoch,
            "position": self.position,
            "n_samples": self.n_samples,
            "batch_size": self.batch_size,
            "order": self._state_at_start.clone(),
            "transform": self._transform_generator.get_state(),
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go to a place that `state_dict` returned.

        Parameters
        ----------
        state_dict : dict

        Raises
        ------
        ValueError
            If it comes from another number of examples or another batch size.
        """
        for name in ("n_samples", "batch_size"):
            if state_dict[name] != getattr(self, name):
                raise ValueError(f"state_dict must come from {name}={getattr(self, name)}, got {state_dict[name]}")
        self._order_generator.set_state(state_dict["order"])
        self._transform_generator.set_state(state_dict["transform"])
        self.epoch, self.position = int(state_dict["epoch"]), int(state_dict["position"])
        self._start_pass()

    def _start_pass(self) -> None:
        # Subtle: the state before the order was drawn, so that loading it draws the same order again.
        self._state_at_start = self._order_generator.get_state()
        if self.shuffle:
            self._order = torch.randperm(self.n_samples, generator=self._order_generator)
        else:
            self._order = torch.arange(self.n_samples)

    def _take(self, order: Tensor, number: int) -> tuple[Tensor, ...]:
        rows = order[number * self.batch_size : (number + 1) * self.batch_size]
        if self._are_tensors:
            return tuple(tensor[rows.to(tensor.device)] for tensor in self.examples)
        return self.collate([self.examples[row] for row in rows.tolist()])


def _number_of(examples: Any, are_tensors: bool) -> int:
    """Return how many examples there are."""
    if are_tensors:
        lengths = [len(tensor) if tensor.ndim else 0 for tensor in examples]
        if len(set(lengths)) > 1:
            raise ValueError(f"tensors must have one length, got {lengths}")
        n = lengths[0] if lengths else 0
    else:
        if isinstance(examples, Tensor) or not (hasattr(examples, "__len__") and hasattr(examples, "__getitem__")):
            raise TypeError(
                f"examples must be a tuple of tensors or a sequence of examples, got {type(examples).__name__}"
            )
        n = len(examples)
    if n == 0:
        raise ValueError("examples must hold at least one example, got none")
    return n
