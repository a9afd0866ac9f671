"""Are many small experts better than one layer? A language model of three books, recorded.

Run by ``python -m lib.transformer.experiments.experts_against_dense``: about twelve minutes on one core.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.text import ByteBPETokenizer
from lib.train import Batches, TrainConfig, fit, record
from lib.transformer.counting import parameter_counts
from lib.transformer.experiments.expert_knowledge import knowledge, router_map, shares_of
from lib.transformer.experiments.three_books import VOCAB_SIZE, WINDOW, bits_per_character, kinds_of, prepared
from lib.transformer.language_model import TransformerLM
from lib.transformer.language_model_config import TransformerLMConfig
from lib.transformer.load_balancing import routing_loss
from lib.transformer.router import TopKRouter
from lib.transformer.routing_record import record_routing

NAME = "experts_against_dense"
COMMAND = "python -m lib.transformer.experiments.experts_against_dense"
RATES = (2e-3, 4e-3, 8e-3)  # where the search begins
TUNING_SEED, SEEDS = 0, (1, 2, 3)
BATCH_SIZE, N_STEPS, BALANCE = 32, 300, 0.01
SHAPE = {
    "vocab_size": VOCAB_SIZE,
    "d_model": 64,
    "n_heads": 4,
    "n_layers": 2,
    "context_length": WINDOW,
    "positions": "rotary",
}
# Two experts of 128 hidden units work on a token, as many units as "dense, same active" has; eight are held, as many
# as "dense, same total" has.
CONFIGS = {
    "dense, same active": TransformerLMConfig(d_ff=256, **SHAPE),  # type: ignore[arg-type]
    "experts": TransformerLMConfig(d_ff=128, n_experts=8, top_k=2, **SHAPE),  # type: ignore[arg-type]
    "dense, same total": TransformerLMConfig(d_ff=1024, **SHAPE),  # type: ignore[arg-type]
}


def loss_with(balance: float) -> Callable[[nn.Module, Tensor], tuple[Tensor, int]]:
    """Return the loss of next tokens to which the routers' loss is added.

    Parameters
    ----------
    balance : float
        Weight of the load-balancing loss; a model without experts has none.

    Returns
    -------
    callable
        Of the model and windows of tokens, for `lib.train.fit`.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM
    >>> from lib.transformer.experiments.experts_against_dense import CONFIGS, loss_with
    >>> model, windows = TransformerLM(CONFIGS["experts"]), torch.zeros(2, 9, dtype=torch.int64)
    >>> bool(loss_with(1.0)(model, windows)[0] > loss_with(0.0)(model, windows)[0] + 1.9)  # two layers, 1 or more each
    True
    """

    def loss(model: nn.Module, windows: Tensor) -> tuple[Tensor, int]:
        routed = isinstance(model, TransformerLM) and model.config.n_experts is not None
        if routed:
            with record_routing(model) as routings:
                logits = model(windows[:, :-1])
        else:
            logits = model(windows[:, :-1])
        target = windows[:, 1:]
        task = functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        return (task + routing_loss(routings, balance) if routed and balance else task), target.numel()

    return loss


def trained(
    config: TransformerLMConfig,
    windows: Tensor,
    lr: float,
    seed: int,
    n_steps: int = N_STEPS,
    balance: float = BALANCE,
    frozen_router: bool = False,
) -> TransformerLM:
    """Train a language model on windows of tokens.

    Parameters
    ----------
    config : TransformerLMConfig
    windows : Tensor of int64, shape (n_windows, time + 1)
    lr : float
        Largest rate; it falls to 0 along half a cosine.
    seed : int
        Of the first weights and of the order of the windows.
    n_steps : int, default 300
        Updates, each from 32 windows.
    balance : float, default 0.01
        Weight of the load-balancing loss.
    frozen_router : bool, default False
        Whether the routers stay as they were drawn.

    Returns
    -------
    TransformerLM

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLMConfig
    >>> from lib.transformer.experiments.experts_against_dense import trained
    >>> config = TransformerLMConfig(vocab_size=3, d_model=16, n_heads=2, d_ff=16, n_layers=1, n_experts=4)
    >>> model = trained(config, torch.arange(320).view(-1, 10) % 3, lr=0.02, seed=0, n_steps=60)
    >>> model.score(torch.arange(30)[None] % 3) < 0.2
    True
    """
    model = TransformerLM(config, generator=torch.Generator().manual_seed(seed))
    for module in model.modules():
        if isinstance(module, TopKRouter):
            module.requires_grad_(not frozen_router)
    settings = TrainConfig(
        n_steps=n_steps, optimizer="adam", lr=lr, schedule="cosine", warmup_steps=10, clip_norm=1.0, seed=seed
    )
    batches = Batches((windows,), BATCH_SIZE, generator=torch.Generator().manual_seed(seed))
    fit(model, batches, loss_with(balance), settings, device="cpu")
    return model


def tuned(measure: Callable[[float], float], rates: tuple[float, ...] = RATES) -> dict[float, float]:
    """Try learning rates until the best one has a worse one on either side.

    Parameters
    ----------
    measure : callable
        From a rate to what is to be small.
    rates : tuple of float
        To begin with, rising.

    Returns
    -------
    dict of float to float
        What was measured, by rate from the smallest to the largest; doubled or halved rates are added at the end where
        the best one lies.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.experts_against_dense import tuned
    >>> tuned(lambda lr: abs(lr - 5), (1.0, 2.0))
    {1.0: 4.0, 2.0: 3.0, 4.0: 1.0, 8.0: 3.0}
    """
    found = {lr: measure(lr) for lr in rates}
    while (best := min(found, key=lambda lr: found[lr])) in (min(found), max(found)):
        new = best * 2 if best == max(found) else best / 2
        found[new] = measure(new)
    return dict(sorted(found.items()))


def compared(tokenizer: ByteBPETokenizer, parts: Mapping[str, tuple[Tensor, Tensor]]) -> dict[str, Any]:
    """Return what dense layers and experts reach, and what the experts know.

    Parameters
    ----------
    tokenizer : ByteBPETokenizer
    parts : mapping of (Tensor, Tensor)
        Of `prepared`.

    Returns
    -------
    dict

    Notes
    -----
    Rates are chosen on the validation part, everything else is measured on the test part.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.experts_against_dense import compared
    >>> callable(compared)  # takes minutes
    True
    """
    windows, (validation, _), (test, topics) = parts["train"][0], parts["validation"], parts["test"]
    kinds = kinds_of(tokenizer)
    results: dict[str, Any] = {"models": {}}

    def run(name: str, lr: float, seed: int, balance: float = BALANCE, frozen: bool = False) -> dict[str, Any]:
        start = time.process_time()
        model = trained(CONFIGS[name], windows, lr, seed, balance=balance, frozen_router=frozen)
        seconds = (time.process_time() - start) / N_STEPS
        found = {
            "bits": round(bits_per_character(model, test, tokenizer), 4),
            "bits_by_topic": [
                round(bits_per_character(model, test[topics == number], tokenizer), 4) for number in range(3)
            ],
            "seconds_per_step": round(seconds, 4),
        }
        if CONFIGS[name].n_experts:
            found["shares"] = shares_of(model, test[:, :-1])
            found["knowledge"] = knowledge(model, parts, kinds)
            if seed == SEEDS[0] and balance and not frozen:
                results["map"] = router_map(model, parts, tokenizer)
        return found

    for name, config in CONFIGS.items():

        def measure(lr: float, config: TransformerLMConfig = config) -> float:
            return bits_per_character(trained(config, windows, lr, TUNING_SEED), validation, tokenizer)

        tuning = tuned(measure)
        lr = min(tuning, key=lambda rate: tuning[rate])
        results["models"][name] = {
            "n_total": sum(parameter_counts(config).values()),
            "n_active": sum(parameter_counts(config, active=True).values()),
            "tuning_bits": {f"{rate:g}": round(bits, 3) for rate, bits in tuning.items()},
            "lr": lr,
            "runs": [run(name, lr, seed) for seed in SEEDS],
        }
    lr = results["models"]["experts"]["lr"]
    results["no_balancing"] = [run("experts", lr, seed, balance=0.0) for seed in SEEDS]
    results["frozen_router"] = [run("experts", lr, seed, frozen=True) for seed in SEEDS]
    results["untrained"] = [
        knowledge(TransformerLM(CONFIGS["experts"], generator=torch.Generator().manual_seed(seed)), parts, kinds)
        for seed in SEEDS
    ]
    return results


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    tokenizer, parts = prepared()
    results = {"rates": list(RATES), "n_steps": N_STEPS, "tokens_seen": N_STEPS * BATCH_SIZE * WINDOW}
    results |= compared(tokenizer, parts)
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
