"""One run of training: the update, the evaluation, and everything that a checkpoint has to hold."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grads_with_norm_, get_total_norm

from lib.optim import EarlyStopping
from lib.train.checkpoint import CheckpointError, Checkpoints
from lib.train.config import TrainConfig
from lib.train.devices import to_device
from lib.train.evaluation import evaluate
from lib.train.history import History
from lib.train.objective import mean_and_count
from lib.train.optimizers import make_optimizer
from lib.train.precision import autocast, gradient_scaler
from lib.train.randomness import random_state, set_random_state
from lib.train.schedules import schedule_factor
from lib.train.state import check_fits, joined_state, split_state

# A run may go on with other values of these; each other setting changes what has been computed already.
MAY_CHANGE = {"n_steps", "n_epochs", "evaluate_every", "patience", "save_every"}


class DivergenceError(ArithmeticError):
    """Tell that the loss or the gradient became infinite or NaN; ``history`` holds what was measured before.

    Parameters
    ----------
    message : str
    history : History

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import DivergenceError, History
    >>> DivergenceError("loss must be finite, got nan at step 3", History()).history
    History of 0 steps
    """

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


class Run:
    """Hold a model in training with all that changes on the way; `fit` drives it.

    Parameters
    ----------
    model : nn.Module
        On `device` already.
    batches : Batches
    objective : callable
        Of (model, tensors of a batch), as `as_objective` returns it.
    config : TrainConfig
    device : torch.device

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train import Batches, Supervised, TrainConfig
    >>> from lib.train.run import Run
    >>> model = torch.nn.Linear(1, 1)
    >>> batches = Batches((torch.ones(4, 1), torch.ones(4, 1)), 4)
    >>> config = TrainConfig(n_steps=2, lr=0.1)
    >>> run = Run(model, batches, Supervised(torch.nn.functional.mse_loss), config, torch.device("cpu"))
    >>> run.update()
    >>> run.step, len(run.history), run.is_due(config.evaluate_every)
    (1, 1, True)
    """

    def __init__(
        self,
        model: nn.Module,
        batches: Any,
        objective: Callable[..., Any],
        config: TrainConfig,
        device: torch.device,
    ) -> None:
        self.model, self.batches, self.objective = model, batches, objective
        self.config, self.device = config, device
        self.n_steps = config.total_steps(len(batches))
        self.optimizer = make_optimizer(model, config)
        self.scaler = gradient_scaler(config.precision, device)
        self.factor = schedule_factor(config.schedule, self.n_steps, config.warmup_steps, config.lr_floor)
        self.stopping = None if config.patience is None else EarlyStopping(config.patience)
        self.history = History()
        self.step = 0
        self.start_clock()

    def start_clock(self) -> None:
        """Begin to count the seconds of this part of the run."""
        before = self.history.seconds[-1] if self.history.seconds else 0.0
        self._started = time.perf_counter() - before

    @property
    def is_finished(self) -> bool:
        """Tell whether there is nothing left to do."""
        return self.step >= self.n_steps or self.history.stopped_early

    def is_due(self, every: int | None) -> bool:
        """Tell whether something that is done every so many updates is due: None means at the end of an epoch.

        Parameters
        ----------
        every : int or None

        Returns
        -------
        bool
        """
        if self.is_finished:
            return True
        return self.batches.position == 0 if every is None else self.step % every == 0

    def update(self) -> None:
        """Make one update of the weights and note its measurements.

        Raises
        ------
        DivergenceError
            If the loss or, outside float16, the gradient is not finite; the weights stay as they are.
        TypeError
            If the loss is no Tensor or does not depend on the parameters.
        """
        config, epoch = self.config, self.batches.epoch
        lr = config.lr * self.factor(self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        loss = self._accumulate_gradients()
        gradients = [p.grad for group in self.optimizer.param_groups for p in group["params"] if p.grad is not None]
        self.scaler.unscale_(self.optimizer)
        norm = get_total_norm(gradients)
        if not (self.scaler.is_enabled() or math.isfinite(norm.item())):
            self.optimizer.zero_grad(set_to_none=True)
            raise DivergenceError(
                f"gradient must be finite, got a length of {norm.item()} at step {self.step + 1}", self.history
            )
        if config.clip_norm is not None:
            parameters = [p for group in self.optimizer.param_groups for p in group["params"]]
            clip_grads_with_norm_(parameters, config.clip_norm, norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        seconds = time.perf_counter() - self._started
        self.history.add_step(self.step, epoch=epoch, loss=loss, lr=lr, grad_norm=float(norm), seconds=seconds)

    def _accumulate_gradients(self) -> float:
        r"""Fill the gradients from this update's batches and return their mean loss.

        Each batch weighs as much as the things it counts, so batches of different sizes give the gradient of all their
        things in one batch: with :math:`w_i = n_i/n_1` it is :math:`\sum_i w_i g_i / \sum_i w_i`.
        """
        epoch, first_count, total, weighted = self.batches.epoch, 0, 0.0, 0.0
        for _ in range(self.config.accumulation_steps):
            batch = to_device(self.batches.next_batch(), self.device)
            with autocast(self.config.precision, self.device):
                mean, count = mean_and_count("loss", self.objective(self.model, *batch), len(batch[0]))
            if not isinstance(mean, Tensor) or not mean.requires_grad:
                got = "one that needs no gradient" if isinstance(mean, Tensor) else type(mean).__name__
                raise TypeError(f"loss must return a Tensor that depends on the model's parameters, got {got}")
            value = mean.item()
            if not math.isfinite(value):
                self.optimizer.zero_grad(set_to_none=True)
                raise DivergenceError(f"loss must be finite, got {value} at step {self.step + 1}", self.history)
            first_count = first_count or count
            weight = count / first_count
            # One batch, or equal ones: without the product by 1 the bits are those of a plain loop.
            self.scaler.scale(mean if weight == 1 else mean * weight).backward()
            total, weighted = total + weight, weighted + value * weight
            if self.batches.epoch != epoch:  # no update mixes two epochs
                break
        if total != 1:
            for group in self.optimizer.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        parameter.grad /= total
        return weighted / total

    def measure(self, validation: Iterable[tuple[Tensor, ...]], metrics: Mapping[str, Any] | None) -> None:
        """Evaluate, note the values, and let early stopping see the loss.

        Parameters
        ----------
        validation : iterable of tuple of Tensor, shapes (batch, ...)
        metrics : mapping of str to callable, optional
        """
        values = evaluate(
            self.model, validation, self.objective, metrics, precision=self.config.precision, device=self.device
        )
        self.history.add_evaluation(self.step, values)
        if self.stopping is not None:
            self.history.stopped_early = self.stopping.step(values["loss"], self.model)

    def save(self, checkpoints: Checkpoints) -> None:
        """Write a checkpoint of everything that the next update depends on.

        Parameters
        ----------
        checkpoints : Checkpoints
        """
        state: dict[str, Any] = {
            "model": dict(self.model.state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "batches": self.batches.state_dict(),
            "random": random_state(self.device),
        }
        if hasattr(self.objective, "state_dict"):  # a loss may carry a state, such as a recurrent network's
            state["loss"] = dict(self.objective.state_dict())
        if self.stopping is not None:
            names = ("num_bad_epochs", "best_state_dict")
            state["stopping"] = {name: getattr(self.stopping, name) for name in names}
            state["stopping"]["best"] = repr(self.stopping.best)  # text: JSON has no infinity
        tensors, skeleton = split_state(state, "run")
        data = {"state": skeleton, "config": self.config.to_dict(), "history": self.history.to_json()}
        checkpoints.save(self.step, tensors, data)

    def load(self, checkpoints: Checkpoints) -> bool:
        """Go on from the latest intact checkpoint, if there is one.

        Parameters
        ----------
        checkpoints : Checkpoints

        Returns
        -------
        bool
            Whether there was one.

        Raises
        ------
        CheckpointError
            If it is of another run: other settings, another model, other data.
        """
        checkpoint = checkpoints.load_intact()
        if checkpoint is None:
            return False
        place = f"{checkpoints.folder}, step {checkpoint.step}"
        stored, present = checkpoint.data["config"], self.config.to_dict()
        for name in sorted(set(present) - MAY_CHANGE):
            if stored.get(name) != present[name]:
                raise CheckpointError(
                    f"{place}: of another run, saved with {name}={stored.get(name)!r}, got {present[name]!r}"
                )
        state = joined_state(checkpoint.data["state"], checkpoint.tensors)
        if reason := check_fits(self.model, state["model"]):
            raise CheckpointError(f"{place}: of another model, {reason}")
        try:
            self.batches.load_state_dict(state["batches"])
        except ValueError as error:
            raise CheckpointError(f"{place}: of other data, {error}") from error
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if state["scaler"]:
            self.scaler.load_state_dict(state["scaler"])
        if "loss" in state and hasattr(self.objective, "load_state_dict"):
            self.objective.load_state_dict(state["loss"])
        set_random_state(state["random"], self.device)
        self.history = History.from_json(checkpoint.data["history"])
        self.step = checkpoint.step
        self._load_stopping(state.get("stopping"))
        self.start_clock()
        return True

    def _load_stopping(self, state: dict[str, Any] | None) -> None:
        if self.stopping is None or state is None:
            self.history.stopped_early = False  # without patience the run goes on to its end
            return
        self.stopping.best, self.stopping.num_bad_epochs = float(state["best"]), state["num_bad_epochs"]
        self.stopping.best_state_dict = state["best_state_dict"]
        self.history.stopped_early = self.stopping.num_bad_epochs >= self.stopping.patience

    def restore_best(self) -> None:
        """Take the weights of the best evaluation back, if patience kept them."""
        if self.stopping is not None and self.stopping.best_state_dict is not None:
            self.stopping.restore(self.model)
