"""What the three recurrent cells share: weights under torch's names, a first state, gates that can be watched."""

from __future__ import annotations

import math
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_bool, check_integer
from lib.train import own_generator

# What a cell hands from one step to the next: h, or h and c for the LSTM.
State = Tensor | tuple[Tensor, Tensor]


class Cell(nn.Module):
    """Hold the weights of one recurrent step and let its gates be forced and recorded.

    The rows of ``weight_ih``, ``weight_hh`` and of the biases are ``n_blocks`` blocks of ``hidden_size`` rows, in
    torch's order.
    """

    n_blocks: ClassVar[int]
    # Names of the gates that `forced_gates` can hold at a value.
    gates: ClassVar[tuple[str, ...]] = ()
    # Whether the state is a pair (h, c) instead of h alone.
    has_memory: ClassVar[bool] = False

    bias_ih: nn.Parameter | None
    bias_hh: nn.Parameter | None

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, *, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.input_size = check_integer("input_size", input_size, low=1)
        self.hidden_size = check_integer("hidden_size", hidden_size, low=1)
        self.bias = check_bool("bias", bias)
        n_rows = self.n_blocks * hidden_size
        self.weight_ih = nn.Parameter(torch.empty(n_rows, input_size))
        self.weight_hh = nn.Parameter(torch.empty(n_rows, hidden_size))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, nn.Parameter(torch.empty(n_rows)) if bias else None)
        # Set by `forced_gates` and `record_gates` for as long as they last.
        self.forced: dict[str, float] = {}
        self.notes: dict[str, list[Tensor]] | None = None
        self.reset_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw all weights and biases anew from U(-1/sqrt(hidden_size), 1/sqrt(hidden_size)), as torch does.

        Parameters
        ----------
        generator : torch.Generator, optional
            A new one with fresh entropy if not given.
        """
        source, bound = own_generator(generator, self.weight_ih.device), 1 / math.sqrt(self.hidden_size)
        for parameter in self.flat_weights():
            nn.init.uniform_(parameter, -bound, bound, generator=source)

    def flat_weights(self) -> list[nn.Parameter]:
        """Return the parameters in the order in which torch's kernels take them."""
        biases = [each for each in (self.bias_ih, self.bias_hh) if each is not None]
        return [self.weight_ih, self.weight_hh, *biases]

    @property
    def is_watched(self) -> bool:
        """Whether a gate is forced or recorded at the moment."""
        return bool(self.forced) or self.notes is not None

    def zero_state(self, input: Tensor) -> Tensor:
        """Return zeros, one row of ``hidden_size`` for each row of ``input``: h and c before the first step."""
        return input.new_zeros(*input.shape[:-1], self.hidden_size)

    def from_input(self, input: Tensor) -> Tensor:
        """Return W x + b of all blocks, of shape (..., n_blocks * hidden_size)."""
        if input.ndim not in (1, 2) or input.shape[-1] != self.input_size:
            raise ValueError(
                f"input must have shape (batch, {self.input_size}) or ({self.input_size},), got {tuple(input.shape)}"
            )
        return functional.linear(input, self.weight_ih, self.bias_ih)

    def checked(self, name: str, state: Tensor, input: Tensor) -> Tensor:
        """Return a part of the state if it has one row of ``hidden_size`` for each row of ``input``."""
        wanted = (*input.shape[:-1], self.hidden_size)
        if tuple(state.shape) != wanted:
            raise ValueError(f"{name} must have shape {wanted}, got {tuple(state.shape)}")
        return state

    def gate(self, name: str, value: Tensor) -> Tensor:
        """Return the gate's value, or the one it is forced to, and note it if gates are recorded."""
        if name in self.forced:
            value = torch.full_like(value, self.forced[name])
        return self.note(name, value)

    def note(self, name: str, value: Tensor) -> Tensor:
        """Note a value if gates are recorded, and return it."""
        if self.notes is not None:
            self.notes.setdefault(name, []).append(value.detach())
        return value

    def extra_repr(self) -> str:
        """Return the cell's sizes."""
        return f"{self.input_size}, {self.hidden_size}, bias={self.bias}"
