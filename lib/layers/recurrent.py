"""What the recurrent layers share: their parameters, their directions, and how one layer feeds the next."""

from __future__ import annotations

import math
import warnings
from typing import Any, ClassVar

import numpy as np

from lib.basics import as_rng, check_bool, check_integer, check_real
from lib.grad import Tensor, cat, functional, stack
from lib.layers import init
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class RecurrentCell(Module):
    """Hold the parameters of one step of a recurrent network.

    Parameters
    ----------
    input_size, hidden_size : int
        Lengths of an input and of a state.
    bias : bool
    rng : None, int or numpy.random.Generator
    dtype : dtype
    """

    _n_gates: ClassVar[int]

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, *, rng: Any = None, dtype: Any = np.float64
    ) -> None:
        super().__init__()
        self.input_size = check_integer("input_size", input_size, low=1)
        size = self.hidden_size = check_integer("hidden_size", hidden_size, low=1)
        self.bias = check_bool("bias", bias)
        n_rows = self._n_gates * size
        self.weight_ih = Parameter(np.empty((n_rows, input_size), dtype))
        self.weight_hh = Parameter(np.empty((n_rows, size), dtype))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, Parameter(np.empty(n_rows, dtype)) if bias else None)
        self.reset_parameters(rng=rng)

    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def reset_parameters(self, *, rng: Any = None) -> None:
        """Draw all parameters anew, as when the cell was made.

        Parameters
        ----------
        rng : None, int or numpy.random.Generator, default None
        """
        draw_uniformly(self, self.hidden_size, rng)

    def _weights(self) -> tuple[Any, Any, Any, Any]:
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def _input(self, input: Any) -> Tensor:
        """Return the input as a tensor, its shape checked."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_size:
            raise ValueError(f"input must have shape (batch, {self.input_size}) or ({self.input_size},), got {x.shape}")
        return x

    def _state(self, name: str, state: Any, x: Tensor) -> Tensor:
        """Return a state as a tensor, its shape checked; zeros if there is none."""
        wanted = (*x.shape[:-1], self.hidden_size)
        return checked_state(name, state, wanted, x)

    def extra_repr(self) -> str:
        """Return the cell's settings."""
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")


class Recurrent(Module):
    """Run layers of a recurrent network over sequences, in one or both directions.

    Parameters
    ----------
    input_size, hidden_size, num_layers : int
    bias, batch_first : bool
    dropout : float
    bidirectional : bool
    rng : None, int or numpy.random.Generator
    dtype : dtype
    """

    _n_gates: ClassVar[int]

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        self.input_size = check_integer("input_size", input_size, low=1)
        size = self.hidden_size = check_integer("hidden_size", hidden_size, low=1)
        self.num_layers = check_integer("num_layers", num_layers, low=1)
        self.bias = check_bool("bias", bias)
        self.batch_first = check_bool("batch_first", batch_first)
        self.dropout = check_real("dropout", dropout, low=0, high=1)
        self.bidirectional = check_bool("bidirectional", bidirectional)
        if dropout and num_layers == 1:
            warnings.warn(
                f"dropout must be 0 with one layer to have its meaning, got {dropout}: it acts between layers only",
                stacklevel=2,
            )
        self._directions = ("", "_reverse") if bidirectional else ("",)
        n_rows = self._n_gates * size
        for layer in range(num_layers):
            width = input_size if layer == 0 else size * len(self._directions)
            for direction in self._directions:
                shapes = {"weight_ih": (n_rows, width), "weight_hh": (n_rows, size)}
                if bias:
                    shapes |= {"bias_ih": (n_rows,), "bias_hh": (n_rows,)}  # type: ignore[dict-item]
                for name, shape in shapes.items():
                    self.register_parameter(f"{name}_l{layer}{direction}", Parameter(np.empty(shape, dtype)))
        self.rng = as_rng(rng)
        self.reset_parameters(rng=self.rng)

    def reset_parameters(self, *, rng: Any = None) -> None:
        """Draw all parameters anew, as when the layer was made.

        Parameters
        ----------
        rng : None, int or numpy.random.Generator, default None
        """
        draw_uniformly(self, self.hidden_size, rng)

    def _sweep(self, x: Tensor, states: list[Tensor], weights: list[Any], lengths: Any, reverse: bool) -> Any:
        """Return the output of one layer in one direction and, as a list, its last states."""
        raise NotImplementedError(f"{type(self).__name__} must define _sweep to be called, got none")

    def _run(self, input: Any, starts: list[Any], lengths: Any) -> tuple[Tensor, list[Tensor]]:
        """Return the output of the last layer, and the last states of all layers and directions.

        Parameters
        ----------
        input : Tensor, shape (time, batch, input_size), or as ``batch_first`` and a missing batch axis have it
        starts : list of Tensor or None
            One for each kind of state, shape (num_layers * directions, batch, hidden_size).
        lengths : array_like of int, shape (batch,), or None
        """
        x = input if isinstance(input, Tensor) else Tensor(input)
        if x.ndim not in (2, 3) or x.shape[-1] != self.input_size:
            axes = "batch, time" if self.batch_first else "time, batch"
            raise ValueError(
                f"input must have shape ({axes}, {self.input_size}) or (time, {self.input_size}), got {x.shape}"
            )
        single = x.ndim == 2
        if single:
            if lengths is not None:
                raise ValueError(f"lengths must be None for an input without a batch axis, got {lengths!r}")
            x = x.unsqueeze(1)
        elif self.batch_first:
            x = x.transpose(0, 1)  # (time, batch, input_size)
        n_directions = len(self._directions)
        wanted = (self.num_layers * n_directions, x.shape[1], self.hidden_size)
        states = []
        for name, start in zip(("h_0", "c_0"), starts):
            if start is not None and single:
                start = checked_state(name, start, wanted[::2], x).unsqueeze(1)
            states.append(checked_state(name, start, wanted, x))
        ends: list[list[Tensor]] = [[] for _ in states]
        for layer in range(self.num_layers):
            outputs = []
            for number, direction in enumerate(self._directions):
                place = layer * n_directions + number
                weights = [
                    vars(self).get(f"{name}_l{layer}{direction}")
                    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                ]
                output, *last = self._sweep(x, [state[place] for state in states], weights, lengths, number == 1)
                outputs.append(output)
                for each, end in zip(ends, last):
                    each.append(end)
            x = outputs[0] if n_directions == 1 else cat(outputs, dim=2)  # (time, batch, directions * hidden_size)
            if layer < self.num_layers - 1:
                x = functional.dropout(x, self.dropout, self.training, rng=self.rng)
        last_states = [stack(each) for each in ends]  # (num_layers * directions, batch, hidden_size)
        if single:
            return x.squeeze(1), [each.squeeze(1) for each in last_states]
        return x.transpose(0, 1) if self.batch_first else x, last_states

    def forward(self, input: Any, hx: Any = None, *, lengths: Any = None) -> tuple[Tensor, Any]:
        """Return the last layer's states at all steps, and all layers' states after the last.

        Parameters
        ----------
        input : Tensor or array_like, shape (time, batch, input_size) or (time, input_size)
            (batch, time, input_size) if ``batch_first``.
        hx : Tensor, shape (num_layers * directions, batch, hidden_size), optional
            States to start from; zeros by default. Without the batch axis if the input has none.
        lengths : array_like of int, shape (batch,), optional
            Number of real tokens at the start of each row.

        Returns
        -------
        output : Tensor, shape (time, batch, directions * hidden_size)
            0 for padding.
        h_n : Tensor, shape (num_layers * directions, batch, hidden_size)
            After each row's last real token; backwards, after its first.
        """
        output, (h_n,) = self._run(input, [hx], lengths)
        return output, h_n

    def extra_repr(self) -> str:
        """Return the layer's settings, without those that have their default."""
        text = f"{self.input_size}, {self.hidden_size}"
        defaults = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0, "bidirectional": False}
        for name, default in defaults.items():
            value = getattr(self, name)
            if value != default:
                text += f", {name}={value}"
        return text


def draw_uniformly(module: Module, hidden_size: int, rng: Any) -> None:
    """Draw all parameters of a module from the uniform distribution on ±1/sqrt(hidden_size)."""
    source, bound = as_rng(rng), 1 / math.sqrt(hidden_size)
    for parameter in module.parameters():
        init.uniform_(parameter, -bound, bound, rng=source)


def checked_state(name: str, state: Any, wanted: tuple[int, ...], x: Tensor) -> Tensor:
    """Return a state as a tensor if it has the wanted shape; zeros of the input's type if there is none."""
    if state is None:
        return Tensor(np.zeros(wanted, x.data.dtype))
    tensor = state if isinstance(state, Tensor) else Tensor(state)
    if tensor.shape != wanted:
        raise ValueError(f"{name} must have shape {wanted}, got {tensor.shape}")
    return tensor
