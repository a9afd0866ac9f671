"""The settings of a stack of recurrent layers."""

from __future__ import annotations

from dataclasses import dataclass

from lib.basics import check_bool, check_choice, check_integer, check_real
from lib.sequence.gru_cell import CONVENTIONS

CELLS = ("rnn", "gru", "lstm")


@dataclass(frozen=True)
class RecurrentConfig:
    """Settings of `Recurrent`.

    Parameters
    ----------
    cell : {"rnn", "gru", "lstm"}
    input_size, hidden_size : int
        Lengths of the vectors that come in, and of the state of one direction.
    n_layers : int, default 1
    bidirectional : bool, default False
        Whether each layer reads in both directions.
    bias : bool, default True
    dropout : float, default 0.0
        Share of the values between two layers that are dropped in training.
    nonlinearity : {"tanh", "relu"}, default "tanh"
        Of the plain cell only.
    convention : {"torch", "cho2014"}, default "torch"
        Where the reset gate acts; of the GRU only.
    forget_bias : float, optional
        Start of the forget gate's bias; of the LSTM only.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind, out of range, or belongs to another cell.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import RecurrentConfig
    >>> RecurrentConfig("lstm", 8, 16, n_layers=2).n_directions
    1
    """

    cell: str  # kind of the cell
    input_size: int  # numbers per token that come in
    hidden_size: int  # numbers per token and direction that go out
    n_layers: int = 1  # layers, one on top of the other
    bidirectional: bool = False  # True: read from both ends
    bias: bool = True
    dropout: float = 0.0  # share of the values, in [0, 1)
    nonlinearity: str = "tanh"
    convention: str = "torch"
    forget_bias: float | None = None  # added before the forget gate's sigmoid; no unit

    def __post_init__(self) -> None:
        check_choice("cell", self.cell, CELLS)
        for name in ("input_size", "hidden_size", "n_layers"):
            check_integer(name, getattr(self, name), low=1)
        check_bool("bidirectional", self.bidirectional)
        check_bool("bias", self.bias)
        check_real("dropout", self.dropout, low=0, high=1, closed="left")
        check_choice("nonlinearity", self.nonlinearity, ("tanh", "relu"))
        check_choice("convention", self.convention, CONVENTIONS)
        if self.forget_bias is not None:
            check_real("forget_bias", self.forget_bias)
        owners = {"nonlinearity": ("rnn", "tanh"), "convention": ("gru", "torch"), "forget_bias": ("lstm", None)}
        for name, (owner, default) in owners.items():
            if self.cell != owner and getattr(self, name) != default:
                raise ValueError(f"{name} must be {default!r} unless cell is {owner!r}, got {getattr(self, name)!r}")

    @property
    def n_directions(self) -> int:
        """How many directions each layer reads in."""
        return 2 if self.bidirectional else 1
