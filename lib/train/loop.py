"""Train a model: the one loop behind every torch model of the book."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from lib.train import history
from lib.train.batches import Batches
from lib.train.checkpoint import Checkpoints
from lib.train.config import TrainConfig
from lib.train.devices import choose_device
from lib.train.objective import as_objective
from lib.train.randomness import own_randomness, seeded_state
from lib.train.run import Run


def fit(
    model: nn.Module,
    examples: Any,
    loss: Callable[..., Any],
    config: TrainConfig,
    *,
    validation: Any = None,
    metrics: Mapping[str, Callable[..., Any]] | None = None,
    checkpoints: Checkpoints | str | os.PathLike[str] | None = None,
    resume: bool = True,
    progress: bool = False,
    device: str | torch.device | None = None,
) -> history.History:
    """Train a model, measure it on the way, and go on where an interrupted run stopped.

    Parameters
    ----------
    model : nn.Module
        Changed in place and moved to `device`; in evaluation mode at the end.
    examples : Batches, tuple of Tensor, shapes (n_samples, ...), or sequence of examples
        Anything but ``Batches`` is cut into shuffled batches of ``config.batch_size``, in an order drawn from
        ``config.seed``. An object of your own may stand for Batches: it needs ``next_batch``, ``state_dict``,
        ``load_state_dict``, a length (batches in a pass), and the attributes ``epoch`` and ``position``.
    loss : callable
        A loss of ``torch.nn`` or ``torch.nn.functional``, applied to the model's output and the last tensor of a batch;
        or ``Supervised`` around a function of (output, target); or any function of (model, tensors of a batch).
        It gives the mean over the batch, or ``(mean, count)``. One with ``state_dict`` is part of the checkpoints.
    config : TrainConfig
    validation : Batches, tuple of Tensor, shapes (n_samples, ...), or sequence of examples, optional
        Measured and never learned from.
    metrics : mapping of str to callable, optional
        Measured with the validation loss, each of the same arguments as `loss`: of (output, target) with one of torch's
        losses or `Supervised`, else of (model, tensors of a batch).
    checkpoints : Checkpoints or path, optional
        Where the run is saved; nowhere if not given.
    resume : bool, default True
        Go on from the latest intact checkpoint there. False deletes the checkpoints that are there and starts anew.
    progress : bool, default False
        Show a bar.
    device : str or torch.device, optional
        The fastest of this machine if not given.

    Returns
    -------
    History

    Raises
    ------
    TypeError
        If `config` is no TrainConfig, or an argument is of the wrong kind.
    ValueError
        If ``config.patience`` or `metrics` is given without `validation`.
    CheckpointError
        If the checkpoint is of another run, or none there can be read.
    DivergenceError
        If the loss or the gradient became infinite or NaN; the error has the history so far.

    Notes
    -----
    A run that was stopped and resumed is the same as one in one piece, bit for bit, on the same machine with the same
    number of threads: weights, optimizer, place in the data, dropout's random numbers and best weights are all part of
    a checkpoint. A loss that draws random numbers may use torch's global generator: the run has its own state of it and
    puts the caller's back. On a GPU some kernels add in changing order. Calling `fit` again after the end returns the
    stored result, and with a larger ``n_steps`` or ``n_epochs`` trains on (a schedule that ends with the run then
    continues on its new curve). Left out: loading of data in other processes, several devices (chapter 15).
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from torch.nn import functional as F
    >>> from lib.train import TrainConfig, fit
    >>> X = torch.linspace(-1, 1, 32)[:, None]
    >>> model = torch.nn.Linear(1, 1)
    >>> config = TrainConfig(n_epochs=60, batch_size=8, lr=0.1, schedule="cosine")
    >>> history = fit(model, (X, 3 * X + 1), F.mse_loss, config, validation=(X, 3 * X + 1), device="cpu")
    >>> len(history), history.validation_loss[-1] < 1e-3
    (240, True)
    """
    if not isinstance(config, TrainConfig):
        raise TypeError(f"config must be a TrainConfig, got {type(config).__name__}")
    for name, value in (("patience", config.patience), ("metrics", metrics)):
        if value and validation is None:
            raise ValueError(f"{name} needs a validation set, got validation=None")
    chosen = choose_device(device)
    generator = torch.Generator().manual_seed(config.seed)
    start = seeded_state(generator, chosen)
    if not hasattr(examples, "next_batch"):
        examples = Batches(examples, config.batch_size, generator=generator)
    held_out = _held_out(validation, config.batch_size)
    objective = as_objective(loss)
    saved = checkpoints if isinstance(checkpoints, Checkpoints) or checkpoints is None else Checkpoints(checkpoints)
    model.to(chosen)
    with own_randomness(start, chosen):
        run = Run(model, examples, objective, config, chosen)
        if saved is not None and resume:
            run.load(saved)
        elif saved is not None:
            saved.clear()
        _train(run, held_out, metrics, saved, progress)
    run.restore_best()
    model.eval()
    return run.history


def _held_out(validation: Any, batch_size: int) -> Iterable[tuple[Tensor, ...]] | None:
    if validation is None or hasattr(validation, "next_batch"):
        return validation
    return Batches(validation, batch_size, shuffle=False)


def _train(
    run: Run,
    validation: Iterable[tuple[Tensor, ...]] | None,
    metrics: Mapping[str, Callable[..., Any]] | None,
    checkpoints: Checkpoints | None,
    progress: bool,
) -> None:
    """Make updates until the run is finished."""
    bar = None
    if progress:
        from tqdm import tqdm  # late: only who wants a bar needs the package

        bar = tqdm(total=run.n_steps, initial=run.step, unit="step")
    run.model.train()
    try:
        while not run.is_finished:
            run.update()
            if validation is not None and run.is_due(run.config.evaluate_every):
                run.measure(validation, metrics)
            if checkpoints is not None and run.is_due(run.config.save_every):
                run.save(checkpoints)
            if bar is not None:
                bar.update()
                bar.set_postfix(loss=f"{run.history.loss[-1]:.4g}", refresh=False)
    finally:
        if bar is not None:
            bar.close()
