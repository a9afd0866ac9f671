"""Make one batch of single examples: stack what has one shape, pad what has its own length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor


def pad_sequences(sequences: Sequence[Tensor], padding_value: float = 0) -> tuple[Tensor, Tensor]:
    """Put sequences of different lengths into one tensor, and mark which entries are real.

    Parameters
    ----------
    sequences : sequence of Tensor, each of shape (time, ...)
        At least one; all axes but the first are equal.
    padding_value : float, default 0
        Stands behind the end of the shorter ones.

    Returns
    -------
    padded : Tensor, shape (batch, longest time, ...)
    mask : Tensor of bool, shape (batch, longest time)
        True = real.

    Raises
    ------
    ValueError
        If there is no sequence, one has no time axis, or later axes differ.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import pad_sequences
    >>> padded, mask = pad_sequences([torch.tensor([5, 6, 7]), torch.tensor([8])])
    >>> padded
    tensor([[5, 6, 7],
            [8, 0, 0]])
    >>> mask.sum(dim=1)
    tensor([3, 1])
    """
    if len(sequences) == 0:
        raise ValueError("sequences must hold at least one sequence, got none")
    shapes = [tuple(sequence.shape) for sequence in sequences]
    if not all(shapes) or len({shape[1:] for shape in shapes}) > 1:
        raise ValueError(f"sequences must have shapes (time, ...) that differ in time alone, got {shapes[:4]}")
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    longest = int(lengths.max())
    padded = sequences[0].new_full((len(sequences), longest, *shapes[0][1:]), padding_value)
    for row, sequence in zip(padded, sequences):
        row[: len(sequence)] = sequence
    return padded, torch.arange(longest) < lengths[:, None]  # (batch, longest time)


def collate_stacked(examples: Sequence[Any]) -> tuple[Tensor, ...]:
    """Stack each part of the examples along a new first axis.

    Parameters
    ----------
    examples : sequence
        Each a tensor or number, or a tuple of these; a part has the same shape in all.

    Returns
    -------
    tuple of Tensor, shapes (batch, ...)

    Raises
    ------
    ValueError
        If a part has different shapes, or examples have different numbers of parts.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import collate_stacked
    >>> X, y = collate_stacked([(torch.zeros(2), 0), (torch.ones(2), 1)])
    >>> X.shape, y
    (torch.Size([2, 2]), tensor([0, 1]))
    """
    return tuple(_stacked(number, part) for number, part in enumerate(_parts(examples)))


def collate_padded(padding_value: float = 0) -> Callable[[Sequence[Any]], tuple[Tensor, ...]]:
    """Return a function that pads the parts of examples that are sequences and stacks the others.

    Parameters
    ----------
    padding_value : float, default 0
        Stands behind the end of the shorter sequences.

    Returns
    -------
    callable
        From examples to tensors: for a part with a time axis the padded tensor of shape (batch, time, ...) and its mask
        of shape (batch, time), True = real; for a number one tensor of shape (batch,).

    Notes
    -----
    Batches are as long as their longest example. Sorting examples by length, which saves padding, is left out: it would
    tie an example's neighbours to its length.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import collate_padded
    >>> ids, mask, y = collate_padded()([(torch.tensor([3, 4]), 0), (torch.tensor([5]), 1)])
    >>> ids
    tensor([[3, 4],
            [5, 0]])
    >>> mask
    tensor([[ True,  True],
            [ True, False]])
    """

    def collate(examples: Sequence[Any]) -> tuple[Tensor, ...]:
        made: list[Tensor] = []
        for number, part in enumerate(_parts(examples)):
            made += pad_sequences(part, padding_value) if part[0].ndim else [_stacked(number, part)]
        return tuple(made)

    return collate


def _parts(examples: Sequence[Any]) -> list[list[Tensor]]:
    """Return the examples' first parts, second parts, and so on, each as a list of tensors."""
    rows = [example if isinstance(example, tuple | list) else (example,) for example in examples]
    sizes = sorted({len(row) for row in rows})
    if len(sizes) != 1:
        raise ValueError(f"examples must have equally many parts, got {sizes} parts in a batch of {len(rows)}")
    return [[torch.as_tensor(value) for value in part] for part in zip(*rows)]


def _stacked(number: int, part: list[Tensor]) -> Tensor:
    shapes = sorted({tuple(tensor.shape) for tensor in part})
    if len(shapes) > 1:
        raise ValueError(
            f"part {number} of the examples must have one shape, got {shapes[:4]}; sequences of different lengths want "
            "collate=collate_padded()"
        )
    return torch.stack(part)
