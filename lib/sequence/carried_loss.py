"""The loss of a language model whose state goes on from one window of a text to the next."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from lib.sequence.cell import State
from lib.sequence.recurrent import detach_state
from lib.sequence.token_loss import token_loss


class CarriedLoss:
    """Compute the loss of each window from the state in which the window before ended.

    Notes
    -----
    Made for `lib.train.fit` with `TextStreams`. The state's numbers are handed on, its gradient is cut. Training and
    evaluation have a state each, so a validation in between does not disturb the text that is being learned from; the
    state of training is part of `fit`'s checkpoints. One object serves one model.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import CarriedLoss, CharLM, CharLMConfig, TextStreams
    >>> from lib.train import TrainConfig, fit
    >>> ids = torch.tensor([0, 1, 2] * 40)
    >>> model = CharLM(CharLMConfig(vocab_size=3, hidden_size=8))
    >>> config = TrainConfig(n_steps=60, lr=0.05)
    >>> history = fit(model, TextStreams(ids, 4, 8), CarriedLoss(), config, device="cpu")
    >>> history.loss[-1] < 0.1
    True
    """

    def __init__(self) -> None:
        self._states: dict[bool, State | None] = {True: None, False: None}

    def __call__(self, model: nn.Module, ids: Tensor, target: Tensor, starts: Tensor) -> tuple[Tensor, int]:
        """Return the loss of one window.

        Parameters
        ----------
        model : CharLM
            Or another module that returns logits and a state.
        ids, target : Tensor of int64, shape (batch, time)
        starts : Tensor of bool, shape (batch,)
            True where a row is the start of its text; all or none.

        Returns
        -------
        loss : Tensor, shape ()
            Nats per token.
        n_tokens : int
            Number of tokens it is the mean of.

        Raises
        ------
        ValueError
            If some rows start and others go on.
        """
        if starts.any() != starts.all():
            raise ValueError(f"starts must be all True or all False, got {starts.tolist()}")
        state = None if starts.all() else _moved(self._states[model.training], ids)
        logits, state = model(ids, state)
        self._states[model.training] = detach_state(state)
        return token_loss(logits, target), target.numel()

    def state_dict(self) -> dict[str, Any]:
        """Return the state of training, for a checkpoint.

        Returns
        -------
        dict
        """
        state = self._states[True]
        return {"state": list(state) if isinstance(state, tuple) else state}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take back what `state_dict` returned.

        Parameters
        ----------
        state_dict : dict
        """
        state = state_dict["state"]
        self._states[True] = (state[0], state[1]) if isinstance(state, list | tuple) else state


def _moved(state: State | None, ids: Tensor) -> State | None:
    """Return a state on the device of ``ids``, where one from a checkpoint need not be."""
    if isinstance(state, tuple):
        return state[0].to(ids.device), state[1].to(ids.device)
    return None if state is None else state.to(ids.device)
