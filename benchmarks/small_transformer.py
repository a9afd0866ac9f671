"""Goals: one training step of a small GPT, also in bfloat16, and writing with a cache, against nanoGPT's ways.

nanoGPT is no package that could be installed, so its model stands here as a plain baseline in this book's own words:
queries, keys and values from one packed product, torch's fused attention and LayerNorm, AdamW, and a text that is read
from its start again for each new token. Both sides start from the same weights and must give the same losses and the
same greedy text. A training step is the same matrix products on both sides, so neither can be much faster; writing
differs by the keys and values that ours keeps, and by NumPy's smaller calls if it reads the single tokens.

In bfloat16 the products of weights take half the time where the processor has units for them, but torch's fused
attention gains nothing; so the row in bfloat16 replaces it by plain products and a softmax that stays in bfloat16.
"""

import dataclasses
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.measure import Result, compare
from lib.transformer import TransformerLM, TransformerLMConfig

CONFIG = TransformerLMConfig.from_preset("small", vocab_size=65)
N_ROWS, LR, N_CHECKED_STEPS = 16, 3e-4, 3
LARGEST_DIFFERENCE = 1e-4  # nats, between two float32 programs
N_WRITTEN = 512  # tokens, from one to a context of 512
TRAINING_FLOOR, TRAINING_GOAL = 0.95, 1.05
BFLOAT16_FLOOR, BFLOAT16_GOAL = 1.5, 1.8
LARGEST_BFLOAT16_DIFFERENCE = 0.05  # nats; bfloat16 has 8 significant bits
# Of torch's cost of a token some 25 small calls a layer are most; NumPy's cost less.
WRITING_FLOORS = {"torch": 5.0, "numpy": 8.0}
WRITING_GOALS = {"torch": 8.0, "numpy": 15.0}


class PlainBlock(nn.Module):
    """One block as nanoGPT writes it."""

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.norm_1, self.norm_2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.packed, self.out = nn.Linear(d_model, 3 * d_model), nn.Linear(d_model, d_model)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Return a Tensor of the shape of each, (batch, heads, time, head_dim)."""
        return functional.scaled_dot_product_attention(query, key, value, is_causal=True)

    def forward(self, x: Tensor) -> Tensor:
        """Attend, then think."""
        n, time, width = x.shape
        parts = self.packed(self.norm_1(x)).split(width, dim=2)
        query, key, value = (part.view(n, time, self.n_heads, -1).transpose(1, 2) for part in parts)
        heads = self.attend(query, key, value)
        x = x + self.out(heads.transpose(1, 2).contiguous().view(n, time, width))
        return x + self.down(functional.gelu(self.up(self.norm_2(x))))


class BFloat16Block(PlainBlock):
    """The block with attention in plain products."""

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Return a Tensor of the shape of each, (batch, heads, time, head_dim)."""
        time = query.shape[2]
        later = torch.full((time, time), -torch.inf, dtype=query.dtype).triu(1)
        scores = (query * query.shape[3] ** -0.5) @ key.transpose(2, 3) + later  # (batch, heads, time, time)
        with torch.autocast("cpu", enabled=False):  # autocast would take the softmax to float32 and back
            weights = scores.softmax(dim=-1)
        return weights @ value


class PlainGPT(nn.Module):
    """The model as nanoGPT writes it, with the weights of one of ours."""

    def __init__(self, ours: TransformerLM) -> None:
        super().__init__()
        config = ours.config
        self.tokens = nn.Embedding(config.vocab_size, config.d_model)
        self.places = nn.Embedding(config.context_length, config.d_model)
        self.blocks = nn.ModuleList(PlainBlock(config.d_model, config.n_heads) for _ in range(config.n_layers))
        self.norm = nn.LayerNorm(config.d_model)
        self.load_state_dict(_renamed(ours.state_dict(), config.n_layers))

    def forward(self, ids: Tensor, last_only: bool = False) -> Tensor:
        """Return the logits of the token after each token, or after the last."""
        x = self.tokens(ids) + self.places(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return functional.linear(x[:, -1:] if last_only else x, self.tokens.weight)

    @torch.no_grad()
    def generate(self, ids: Tensor, n: int) -> Tensor:
        """Write the likeliest token, then read everything again."""
        for _ in range(n):
            ids = torch.cat([ids, self(ids, last_only=True)[:, -1].argmax(dim=-1, keepdim=True)], dim=1)
        return ids


def _renamed(state: dict[str, Tensor], n_layers: int) -> dict[str, Tensor]:
    new = {"tokens.weight": state["embedding.table.weight"], "places.weight": state["embedding.positions.weight"]}
    for kind in ("weight", "bias"):
        new[f"norm.{kind}"] = state[f"decoder.norm.{kind}"]
        for layer in range(n_layers):
            old = f"decoder.blocks.{layer}"
            names = {
                "norm_1": "attention_norm",
                "out": "attention.out",
                "norm_2": "feed_forward_norm",
                "up": "feed_forward.up",
                "down": "feed_forward.down",
            }
            new |= {f"blocks.{layer}.{name}.{kind}": state[f"{old}.{part}.{kind}"] for name, part in names.items()}
            parts = [state[f"{old}.attention.{part}.{kind}"] for part in ("query", "key", "value")]
            new[f"blocks.{layer}.packed.{kind}"] = torch.cat(parts)
    return new


def both(config: TransformerLMConfig) -> tuple[TransformerLM, PlainGPT]:
    """Return our model and nanoGPT's, with the same weights."""
    ours = TransformerLM(config, generator=torch.Generator().manual_seed(0))
    return ours, PlainGPT(ours)


def training_step(model: nn.Module, ids: Tensor) -> Callable[[], float]:
    """Return one step of AdamW; the same text serves both sides."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=LR)

    def step() -> float:
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def train() -> Result:
    """Measure a training step."""
    size = (N_ROWS, CONFIG.context_length + 1)
    ids = torch.randint(0, CONFIG.vocab_size, size, generator=torch.Generator().manual_seed(0))
    mine, other = (training_step(model, ids) for model in both(CONFIG))
    for _ in range(N_CHECKED_STEPS):
        difference = abs(mine() - other())
        if not difference < LARGEST_DIFFERENCE:
            raise ValueError(f"both models must give the same loss, but they differ by {difference:g} nats")
    name = f"GPT {CONFIG.n_layers} x {CONFIG.d_model}, {CONFIG.context_length} tokens, batch {N_ROWS}, training step"
    return compare(name, "nanoGPT's model", mine, other, floor=TRAINING_FLOOR, goal=TRAINING_GOAL)


def train_in_bfloat16() -> list[Result]:
    """Measure a training step under autocast, where the processor has units for bfloat16."""
    if not torch.cpu._is_amx_tile_supported():
        print("GPT training step in bfloat16: skipped, this processor has no matrix units for bfloat16 (AMX)")
        return []
    (_, plain), (_, model) = both(CONFIG), both(CONFIG)
    for block in model.blocks:
        block.__class__ = BFloat16Block
    size = (N_ROWS, CONFIG.context_length + 1)
    ids = torch.randint(0, CONFIG.vocab_size, size, generator=torch.Generator().manual_seed(0))
    other, step = training_step(plain, ids), training_step(model, ids)

    def mine() -> float:
        with torch.autocast("cpu", torch.bfloat16):
            return step()

    for _ in range(N_CHECKED_STEPS):
        difference = abs(mine() - other())
        if not difference < LARGEST_BFLOAT16_DIFFERENCE:
            raise ValueError(f"both models must give nearly the same loss, but they differ by {difference:g} nats")
    name = f"GPT {CONFIG.n_layers} x {CONFIG.d_model}, training step, bfloat16, plain attention"
    return [compare(name, "nanoGPT's model, float32", mine, other, floor=BFLOAT16_FLOOR, goal=BFLOAT16_GOAL)]


def write(engine: str) -> Result:
    """Measure writing with an engine."""
    ours, theirs = both(dataclasses.replace(CONFIG, context_length=N_WRITTEN))
    start = torch.zeros(1, 1, dtype=torch.int64)

    def mine() -> Tensor:
        return ours.generate(start, N_WRITTEN - 1, temperature=0, engine=engine)

    def other() -> Tensor:
        return theirs.generate(start, N_WRITTEN - 1)

    if not torch.equal(mine(), other()):
        raise ValueError("both models must write the same text, but they do not")
    name = f"GPT {CONFIG.n_layers} x {CONFIG.d_model}, {N_WRITTEN} tokens written with a cache, {engine}"
    floor, goal = WRITING_FLOORS[engine], WRITING_GOALS[engine]
    return compare(name, "nanoGPT, no cache", mine, other, floor=floor, goal=goal)


def run() -> list[Result]:
    """Measure all."""
    torch.set_num_threads(1)
    return [train(), *train_in_bfloat16(), write("torch"), write("numpy")]
