"""Hold the gates of recurrent cells at a value, or write down what they do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from lib.basics import check_real
from lib.sequence.cell import Cell


def _cells(model: nn.Module) -> dict[str, Cell]:
    """Return the recurrent cells of a model by their names in it; a bare cell has the name ""."""
    found = {name: module for name, module in model.named_modules() if isinstance(module, Cell)}
    if not found:
        raise TypeError(f"model must hold recurrent cells of lib.sequence, got {type(model).__name__} without any")
    return found


@contextmanager
def forced_gates(model: nn.Module, **values: float) -> Iterator[None]:
    """Hold gates at a value while the context lasts.

    Parameters
    ----------
    model : nn.Module
        A cell, a `Recurrent`, or any model that holds them.
    **values : float
        The value, in [0, 1], of each gate to hold: ``r``, ``z`` of the GRU; ``i``, ``f``, ``o`` of the LSTM.

    Yields
    ------
    None

    Raises
    ------
    TypeError
        If ``model`` holds no recurrent cell, or a value is no number.
    ValueError
        If no cell has a gate of that name, or the value lies outside [0, 1].

    Notes
    -----
    A forced gate passes no gradient on, as it depends on nothing. A `Recurrent` leaves its fused kernel for as long as
    one of its gates is forced. Contexts nest; each puts back what it found.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import LSTMCell, forced_gates
    >>> cell = LSTMCell(2, 3)
    >>> with forced_gates(cell, o=0.0):
    ...     h, c = cell(torch.ones(1, 2))
    >>> h.abs().sum().item(), bool(c.abs().sum() > 0)  # nothing is shown, whatever the memory holds
    (0.0, True)
    """
    cells = list(_cells(model).values())
    known = sorted({name for cell in cells for name in cell.gates})
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"gates must be among {known}, those of this model, got {name!r}")
        check_real(name, value, low=0, high=1)
    before = [cell.forced for cell in cells]
    try:
        for cell in cells:
            cell.forced = {**cell.forced, **{name: float(values[name]) for name in values if name in cell.gates}}
        yield
    finally:
        for cell, forced in zip(cells, before):
            cell.forced = forced


@contextmanager
def record_gates(model: nn.Module) -> Iterator[dict[str, dict[str, Tensor]]]:
    """Write down gates, candidates and states of every step while the context lasts.

    Parameters
    ----------
    model : nn.Module
        A cell, a `Recurrent`, or any model that holds them.

    Yields
    ------
    dict of dict of Tensor, each of shape (batch, time, hidden_size)
        Filled when the context ends: ``{name of the cell: {name of the value: ...}}``. Values are ``h``; with a GRU
        also ``r``, ``z`` and the candidate ``n``; with an LSTM also ``i``, ``f``, ``o``, the candidate ``g`` and ``c``.
        Time is the order of the steps, which a backward direction takes from the last token to the first.

    Raises
    ------
    TypeError
        If ``model`` holds no recurrent cell.
    RuntimeError
        If its gates are being recorded already.

    Notes
    -----
    Values are detached. All steps within the context go into one record, so their batches must be of one size. Steps
    over padding are recorded too, though the runner drops what they compute. A `Recurrent` leaves its fused kernel,
    which does not hand out its gates.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import GRUCell, record_gates
    >>> cell = GRUCell(2, 3)
    >>> with record_gates(cell) as record:
    ...     h = cell(torch.ones(4, 2), cell(torch.ones(4, 2)))
    >>> sorted(record[""]), record[""]["z"].shape
    (['h', 'n', 'r', 'z'], torch.Size([4, 2, 3]))
    """
    cells = _cells(model)
    if any(cell.notes is not None for cell in cells.values()):
        raise RuntimeError("model must not be recorded twice at a time, got one whose gates are being recorded")
    record: dict[str, dict[str, Tensor]] = {}
    for cell in cells.values():
        cell.notes = {}
    try:
        yield record
        for name, cell in cells.items():
            record[name] = {key: torch.stack(steps, dim=-2) for key, steps in (cell.notes or {}).items()}
    finally:
        for cell in cells.values():
            cell.notes = None
