"""Run recurrent cells over time, in layers and in both directions: step by step, or with torch's fused kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from lib.basics import check_bool
from lib.sequence.cell import Cell, State
from lib.sequence.gru_cell import GRUCell
from lib.sequence.lstm_cell import LSTMCell
from lib.sequence.masks import lengths_of
from lib.sequence.recurrent_config import RecurrentConfig
from lib.sequence.rnn_cell import RNNCell
from lib.train import own_generator

Parts = tuple[Tensor, ...]  # the state as a tuple: (h,) or (h, c)


def _new_cell(config: RecurrentConfig, input_size: int, generator: torch.Generator) -> Cell:
    """Return one freshly drawn cell."""
    width, bias = config.hidden_size, config.bias
    if config.cell == "rnn":
        return RNNCell(input_size, width, bias, config.nonlinearity, generator=generator)
    if config.cell == "gru":
        return GRUCell(input_size, width, bias, convention=config.convention, generator=generator)
    return LSTMCell(input_size, width, bias, forget_bias=config.forget_bias, generator=generator)


def detach_state(state: State) -> State:
    """Cut a state off from the steps that made it: the cut of truncated backpropagation through time.

    Parameters
    ----------
    state : Tensor, or tuple of two Tensors, of any shape

    Returns
    -------
    Tensor or tuple of two Tensors, of the same shape

    Notes
    -----
    The numbers stay; gradients end here.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Williams and Peng (1990), *An Efficient Gradient-Based Algorithm for On-Line Training of Recurrent Network
    Trajectories*.

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import detach_state
    >>> h = torch.ones(1, requires_grad=True) * 2
    >>> h.requires_grad, detach_state(h).requires_grad
    (True, False)
    """
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()  # type: ignore[return-value]


class Recurrent(nn.Module):
    """Read sequences with a stack of recurrent layers.

    Parameters
    ----------
    config : RecurrentConfig
    fused : bool, optional
        Whether torch's kernels do the work, in one call for all layers and steps; else the cells of this room do, step
        by step. If not given, the kernels wherever there is one. The attribute ``fused`` may be switched at any time.
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Attributes
    ----------
    cells : ModuleList of ModuleList of cells
        ``cells[layer][direction]``.

    Raises
    ------
    ValueError
        If ``fused`` is true for ``convention="cho2014"``, which torch has no kernel for.

    Notes
    -----
    Both ways use the same weights and give the same outputs and gradients up to rounding; with dropout they draw
    differently. Dropout draws from torch's global generator, as ``torch.nn`` does. While gates are forced or recorded
    the cells do the work. A backward direction reads the whole sequence before its first output: of use where all of it
    is there, such as for tagging and encoding, not for predicting what comes next.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Schuster and Paliwal (1997), *Bidirectional Recurrent Neural Networks*; Graves, Mohamed and Hinton (2013), *Speech
    Recognition with Deep Recurrent Neural Networks*, section 2 (layers).

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import Recurrent, RecurrentConfig
    >>> layers = Recurrent(RecurrentConfig("gru", 4, 8, n_layers=2, bidirectional=True))
    >>> output, state = layers(torch.ones(3, 5, 4))
    >>> output.shape, state.shape
    (torch.Size([3, 5, 16]), torch.Size([4, 3, 8]))
    """

    def __init__(
        self, config: RecurrentConfig, *, fused: bool | None = None, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.config = config
        source, n_directions = own_generator(generator), config.n_directions
        widths = [config.input_size] + [config.hidden_size * n_directions] * (config.n_layers - 1)
        self.cells = nn.ModuleList(
            nn.ModuleList(_new_cell(config, width, source) for _ in range(n_directions)) for width in widths
        )
        self.fused = config.convention == "torch" if fused is None else check_bool("fused", fused)
        self._check_kernel()

    def _check_kernel(self) -> None:
        if self.fused and self.config.convention != "torch":
            raise ValueError(f"fused must be False with convention={self.config.convention!r}, got True")

    def _all_cells(self) -> list[Cell]:
        return [cell for cell in self.modules() if isinstance(cell, Cell)]

    def forward(self, x: Tensor, state: State | None = None, mask: Tensor | None = None) -> tuple[Tensor, State]:
        """Read a batch of sequences.

        Parameters
        ----------
        x : Tensor, shape (batch, time, input_size)
        state : Tensor, shape (n_layers * n_directions, batch, hidden_size), optional
            Where to start: a Tensor, or for the LSTM a tuple (h, c) of two. Zeros if not given.
        mask : Tensor of bool, shape (batch, time), optional
            True = real token; padding stands at the end of a row. All tokens are real if not given.

        Returns
        -------
        output : Tensor, shape (batch, time, n_directions * hidden_size)
            The last layer's h at each step, 0 at padding.
        state : Tensor or tuple of two Tensors, shape (n_layers * n_directions, batch, hidden_size)
            Each layer and direction after its last real token: forward and backward of the first layer, then of the
            next.

        Raises
        ------
        TypeError, ValueError
            If an argument has a wrong shape, or the mask is not boolean, has an empty row, or padding before a real
            token.
        """
        config, shape = self.config, tuple(x.shape)
        if x.ndim != 3 or shape[2] != config.input_size or shape[1] == 0:
            raise ValueError(f"x must have shape (batch, time, {config.input_size}), got {shape}")
        lengths = None if mask is None else lengths_of(mask, (shape[0], shape[1]))
        if lengths is not None and bool((lengths == shape[1]).all()):
            mask = lengths = None  # nothing is padded
        parts = self._parts(x, state)
        self._check_kernel()
        if self.fused and not any(cell.is_watched for cell in self._all_cells()):
            output, parts = self._by_kernel(x, parts, lengths)
        else:
            output, parts = self._by_cells(x, parts, mask)
        return output, parts if len(parts) == 2 else parts[0]

    def _parts(self, x: Tensor, state: State | None) -> Parts:
        """Return the first state as a tuple, zeros if none was given."""
        config, n_parts = self.config, 2 if self.config.cell == "lstm" else 1
        wanted = (config.n_layers * config.n_directions, len(x), config.hidden_size)
        if state is None:
            return (x.new_zeros(wanted),) * n_parts
        parts = state if isinstance(state, tuple) else (state,)
        if len(parts) != n_parts:
            raise TypeError(
                f"state must be {'a tuple (h, c)' if n_parts == 2 else 'one Tensor'} for cell={config.cell!r},"
                f" got {type(state).__name__}"
            )
        for part in parts:
            if tuple(part.shape) != wanted:
                raise ValueError(f"state must have shape {wanted}, got {tuple(part.shape)}")
        return parts

    def _by_cells(self, x: Tensor, parts: Parts, mask: Tensor | None) -> tuple[Tensor, Parts]:
        """Take one step after another, one layer after another."""
        last: list[Parts] = []
        for number, layer in enumerate(self.cells):
            if number:  # between layers
                x = functional.dropout(x, self.config.dropout, self.training)
            outputs = []
            for direction, cell in enumerate(cast(nn.ModuleList, layer)):
                start = tuple(part[len(last)] for part in parts)  # 1 or 2 x (batch, hidden_size)
                output, end = _one_direction(cell, x, start, mask, backward=direction == 1)
                outputs.append(output)
                last.append(end)
            x = torch.cat(outputs, dim=2)  # (batch, time, n_directions * hidden_size)
        return x, tuple(torch.stack(each) for each in zip(*last))

    def _by_kernel(self, x: Tensor, parts: Parts, lengths: Tensor | None) -> tuple[Tensor, Parts]:
        """Hand all layers and steps to torch's kernel, which ``torch.nn.LSTM`` and its kin call too."""
        config = self.config
        name = f"rnn_{config.nonlinearity}" if config.cell == "rnn" else config.cell
        kernel: Callable[..., Any] = getattr(torch, name)
        weights = [parameter for cell in self._all_cells() for parameter in cell.flat_weights()]
        dropout = config.dropout if config.n_layers > 1 else 0.0
        options = (weights, config.bias, config.n_layers, dropout, self.training, config.bidirectional)
        if lengths is None:
            output, *ends = kernel(x, parts if len(parts) == 2 else parts[0], *options, True)  # True: batch first
            return output, tuple(ends)
        # A packed batch holds real tokens only, the longest row first.
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        parts = tuple(part[:, packed.sorted_indices] for part in parts)
        output, *ends = kernel(packed.data, packed.batch_sizes, parts if len(parts) == 2 else parts[0], *options)
        output = PackedSequence(output, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
        padded, _ = pad_packed_sequence(output, batch_first=True, total_length=x.shape[1])
        return padded, tuple(end[:, packed.unsorted_indices] for end in ends)

    def as_torch(self) -> nn.RNN | nn.GRU | nn.LSTM:
        """Return the layer of ``torch.nn`` with a copy of these weights.

        Returns
        -------
        nn.RNN, nn.GRU or nn.LSTM
            With ``batch_first=True``.

        Raises
        ------
        ValueError
            If torch has no such layer: ``convention="cho2014"``.
        """
        config = self.config
        if config.convention != "torch":
            raise ValueError(f"convention must be 'torch' for a layer of torch.nn, got {config.convention!r}")
        kind: Any = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[config.cell]
        first = next(self.parameters())
        options: dict[str, Any] = {"nonlinearity": config.nonlinearity} if config.cell == "rnn" else {}
        # Built on "meta", where nothing is drawn from the global generator, then filled.
        layer = kind(
            config.input_size,
            config.hidden_size,
            num_layers=config.n_layers,
            bias=config.bias,
            batch_first=True,
            dropout=config.dropout if config.n_layers > 1 else 0.0,  # torch warns of dropout between no layers
            bidirectional=config.bidirectional,
            device="meta",
            dtype=first.dtype,
            **options,
        ).to_empty(device=first.device)
        copies = [parameter for cell in self._all_cells() for parameter in cell.flat_weights()]
        with torch.no_grad():
            for target, source in zip(layer.parameters(), copies):
                target.copy_(source)
        return layer


def _one_direction(
    cell: nn.Module, x: Tensor, start: Parts, mask: Tensor | None, *, backward: bool
) -> tuple[Tensor, Parts]:
    """Run one cell over time; at padding it keeps its state and puts out 0."""
    parts, outputs = start, []
    steps = range(x.shape[1])
    for t in reversed(steps) if backward else steps:
        new = cell(x[:, t], parts if len(parts) == 2 else parts[0])
        new = new if isinstance(new, tuple) else (new,)
        if mask is not None:
            real = mask[:, t, None]  # (batch, 1)
            # Subtle: a backward direction meets the padding first, so keeping the first state there makes it start at
            # the last real token.
            new = tuple(torch.where(real, after, before) for after, before in zip(new, parts))
        parts = new
        outputs.append(parts[0] if mask is None else parts[0] * real)
    return torch.stack(outputs[::-1] if backward else outputs, dim=1), parts  # (batch, time, hidden_size)
