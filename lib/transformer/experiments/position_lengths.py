"""Train on short texts, read long ones: four ways to tell positions, recorded.

Run by ``python -m lib.transformer.experiments.position_lengths``: about four minutes on one core.
"""

from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.data import load_austen
from lib.text import CharTokenizer
from lib.train import record
from lib.transformer.decoder import Decoder
from lib.transformer.embedding import TokenEmbedding
from lib.transformer.language_model_config import TransformerLMConfig
from lib.transformer.masks import causal_mask

NAME = "position_lengths"
COMMAND = "python -m lib.transformer.experiments.position_lengths"
RATES = (1e-3, 3e-3, 1e-2, 3e-2)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
SCHEMES = ("none", "sinusoidal", "learned", "rotary")
SHORT, LONG, N_STEPS = 32, 256, 500
FIRST_PLACES = (0, 32, 100, 220)  # where 32 letters are put to be read; training puts them at 0
EDGES = (16, 32, 48, 64, 128, 255)  # characters read: bits are averaged between two edges
N_WINDOWS = 160


class CharacterNet(nn.Module):
    """Predict each next character from those before it, with one of four ways to tell positions.

    Parameters
    ----------
    vocab_size : int
    positions : {"none", "sinusoidal", "learned", "rotary"}
    seed : int
        Of the first weights.

    Notes
    -----
    Two blocks of four heads. Embeddings are scaled to the size of the positions, as in the paper, and the output layer
    starts at 0.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.position_lengths import CharacterNet
    >>> CharacterNet(5, "rotary", seed=0)(torch.zeros(2, 7, dtype=torch.int64)).shape
    torch.Size([2, 7, 5])
    """

    def __init__(self, vocab_size: int, positions: str, seed: int) -> None:
        super().__init__()
        config = TransformerLMConfig(
            vocab_size=vocab_size,
            d_model=64,
            n_heads=4,
            d_ff=128,
            n_layers=2,
            context_length=LONG,
            positions=positions,
        )
        draw = torch.Generator().manual_seed(seed)
        self.embedding = TokenEmbedding(vocab_size, config, generator=draw)
        self.decoder = Decoder(config, cross=False, generator=draw)
        self.head = nn.utils.skip_init(nn.Linear, config.d_model, vocab_size)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, first_position: int = 0, window: int | None = None) -> Tensor:
        """Return the logits of the character after each character.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
        first_position : int, default 0
        window : int, optional
            How many characters each layer may look back over, the one itself included; all if not given.

        Returns
        -------
        Tensor, shape (batch, time, vocab_size)
        """
        x = self.embedding(ids, first_position)  # (batch, time, d_model)
        mask = None
        if window is not None:
            order = causal_mask(ids.shape[1])  # (time, time)
            mask = (order & ~order.tril(-window))[None, None]
        for block in self.decoder.blocks:
            x = block(x, mask=mask, causal=True)
        logits: Tensor = self.head(x if self.decoder.norm is None else self.decoder.norm(x))
        return logits


def encoded_austen() -> tuple[Tensor, Tensor, CharTokenizer]:
    """Return Austen's novels as character numbers.

    Returns
    -------
    train, test : Tensor of int64, shape (n_characters,)
    tokenizer : CharTokenizer
        Knows the characters of both.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.position_lengths import encoded_austen
    >>> train, test, tokenizer = encoded_austen()
    >>> tokenizer.decode(test[:4].tolist()) == load_austen().test[:4]
    True
    """
    novels = load_austen()
    tokenizer = CharTokenizer().train(novels.train + novels.test)
    train, test = (torch.tensor(tokenizer.encode(text)) for text in (novels.train, novels.test))
    return train, test, tokenizer


def trained(
    ids: Tensor,
    vocab_size: int,
    positions: str,
    lr: float,
    seed: int,
    *,
    n_steps: int = N_STEPS,
    dtype: torch.dtype = torch.float32,
) -> CharacterNet:
    """Train a net on windows of 32 characters.

    Parameters
    ----------
    ids : Tensor of int64, shape (n_characters,)
    vocab_size : int
    positions : str
        One of `SCHEMES`.
    lr : float
        Largest rate; it falls along a line.
    seed : int
    n_steps : int, default 500
        Updates, each from 32 windows.
    dtype : torch.dtype, default torch.float32
        In float64 another processor finds the same weights to many digits, at a rate that is not too large.

    Returns
    -------
    CharacterNet

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.position_lengths import trained
    >>> trained(torch.arange(99) % 3, 3, "none", 0.01, seed=0, n_steps=2).head.out_features
    3
    """
    usual = torch.get_default_dtype()
    try:
        torch.set_default_dtype(dtype)  # so that the first weights are drawn in it
        model = CharacterNet(vocab_size, positions, seed)
    finally:
        torch.set_default_dtype(usual)
    draw = torch.Generator().manual_seed(1000 + seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for step in range(n_steps):
        optimizer.param_groups[0]["lr"] = lr * min(1, (step + 1) / 20) * (1 - step / n_steps)
        starts = torch.randint(0, len(ids) - SHORT, (32, 1), generator=draw)
        window = ids[starts + torch.arange(SHORT + 1)]  # (32, SHORT + 1)
        loss = functional.cross_entropy(model(window[:, :-1]).mT, window[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


@torch.no_grad()
def bits_by_position(
    model: CharacterNet, ids: Tensor, window: int | None = None, n_windows: int = N_WINDOWS
) -> list[float]:
    """Return the bits per character of windows of 256 characters, by how many of them were read before it.

    Parameters
    ----------
    model : CharacterNet
    ids : Tensor of int64, shape (n_characters,)
    window : int, optional
        How far each layer may look back; over everything if not given.
    n_windows : int, default 160

    Returns
    -------
    list of float
        Means between two of `EDGES`; the first is within the length of training.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.position_lengths import CharacterNet, bits_by_position
    >>> found = bits_by_position(CharacterNet(4, "none", 0), torch.arange(512) % 4, n_windows=2)
    >>> [round(bits, 3) for bits in found]  # untrained: log2 of 4
    [2.0, 2.0, 2.0, 2.0, 2.0]
    """
    rows = ids[: n_windows * LONG].view(n_windows, LONG)
    logits = model(rows[:, :-1], 0, window)
    losses = functional.cross_entropy(logits.mT, rows[:, 1:], reduction="none").mean(dim=0)  # (LONG - 1,)
    bits = np.asarray(losses.double()) / np.log(2)
    return [float(bits[start:end].mean()) for start, end in itertools.pairwise(EDGES)]


@torch.no_grad()
def bits_from_place(model: CharacterNet, ids: Tensor, first_position: int, n_windows: int = N_WINDOWS) -> float:
    """Return the bits per character of windows of 32 characters that stand at other places than in training.

    Parameters
    ----------
    model : CharacterNet
    ids : Tensor of int64, shape (n_characters,)
    first_position : int
        Of the first character of each window.
    n_windows : int, default 160
        Of 256 characters, each cut into eight.

    Returns
    -------
    float
        Mean over the characters with 16 to 31 before them, as the first of `bits_by_position`.

    Notes
    -----
    No distance is longer than in training, whatever the place.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.position_lengths import CharacterNet, bits_from_place
    >>> bits_from_place(CharacterNet(4, "sinusoidal", 0), torch.arange(512) % 4, 100, n_windows=2)  # untrained
    2.0
    """
    rows = ids[: n_windows * LONG].view(-1, SHORT)
    logits = model(rows[:, :-1], first_position)[:, EDGES[0] - 1 :]
    loss = functional.cross_entropy(logits.double().mT, rows[:, EDGES[0] :])
    return float(loss) / float(np.log(2))


@torch.no_grad()
def bits_without_heads(model: CharacterNet, ids: Tensor, n_windows: int = N_WINDOWS) -> list[list[float]]:
    """Return the bits per character of windows of 32 characters, with one head after the other silenced.

    Parameters
    ----------
    model : CharacterNet
        Left as it was.
    ids : Tensor of int64, shape (n_characters,)
    n_windows : int, default 160

    Returns
    -------
    list of list of float
        One row with one number, nothing silenced; then one row for each layer, one number for each of its heads.

    Notes
    -----
    A head is silenced where its result enters the output layer of its attention.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer.experiments.position_lengths import CharacterNet, bits_without_heads
    >>> found = bits_without_heads(CharacterNet(4, "none", 0), torch.arange(512) % 4, n_windows=2)
    >>> [len(row) for row in found]
    [1, 4, 4]
    """
    rows = ids[: n_windows * LONG].view(-1, SHORT)

    def bits() -> float:
        return float(functional.cross_entropy(model(rows[:, :-1]).mT, rows[:, 1:])) / float(np.log(2))

    found = [[bits()]]
    for block in model.decoder.blocks:
        attention: Any = block.attention
        whole, width = attention.out.weight.clone(), attention.head_dim
        found.append([])
        for head in range(attention.n_heads):
            attention.out.weight[:, head * width : (head + 1) * width] = 0
            found[-1].append(bits())
            attention.out.weight.copy_(whole)
    return found


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    start = time.process_time()
    ids, held_out, tokenizer = encoded_austen()
    vocab_size = tokenizer.vocab_size
    part, rest = (
        held_out[: N_WINDOWS * LONG],
        held_out[N_WINDOWS * LONG :],
    )  # rates are chosen on one, reported on other

    def found(scheme: str, lr: float) -> dict[str, Any]:
        models = [trained(ids, vocab_size, scheme, lr, seed) for seed in SEEDS]
        return {
            "lr": lr,
            "without_heads": [
                [[round(b, 3) for b in row] for row in bits_without_heads(model, rest)] for model in models
            ],
            "bits": [[round(b, 3) for b in bits_by_position(model, rest)] for model in models],
            "bits_windowed": [[round(b, 3) for b in bits_by_position(model, rest, SHORT)] for model in models],
            "bits_from_place": [
                [round(bits_from_place(model, rest, at), 3) for at in FIRST_PLACES] for model in models
            ],
        }

    results: dict[str, Any] = {"rates": list(RATES), "edges": list(EDGES), "short": SHORT, "n_steps": N_STEPS}
    results |= {"first_places": list(FIRST_PLACES), "schemes": {}}
    for scheme in SCHEMES:
        tuning = [
            round(bits_by_position(trained(ids, vocab_size, scheme, lr, TUNING_SEED), part)[0], 3) for lr in RATES
        ]
        lr = RATES[tuning.index(min(tuning))]
        results["schemes"][scheme] = {"tuning": tuning, **found(scheme, lr)}
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
