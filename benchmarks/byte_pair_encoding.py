"""Goals: training and encoding of byte-level BPE against compiled programs, and training against a plain program.

The text is the first million characters of the novels, all of it ASCII. tokenizers (Hugging Face) and tiktoken
(OpenAI) are written in Rust; both sides must give the same merges or the same numbers. An encoder that keeps the pieces
it worked out, as ours and that of tokenizers do, is warm when it met the text before and cold when it is new; tiktoken
keeps none.

The plain program counts all pairs anew for every merge, as the smallest teaching programs do (Karpathy's minbpe is the
best known); it is written below, since minbpe is no package. A run takes ten seconds, so there are 9 rounds.
"""

import json
import statistics
from collections.abc import Callable
from typing import Any

import tiktoken
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from benchmarks.measure import Result, compare, paired_times
from lib.data import load_austen
from lib.data.load import FILES
from lib.text import ByteBPETokenizer, bytes_to_unicode, gpt2_split, load_gpt2_tokenizer
from lib.text.byte_alphabet import PLACE_OF_BYTE, unspelled

N_CHARACTERS = 1_000_000
# merges -> floor and goal of the training
TRAINING_GOALS = {512: (0.8, 1.2), 2048: (0.6, 1.0)}
N_PLAIN_CHARACTERS, N_PLAIN_MERGES, N_PLAIN_ROUNDS = 100_000, 512, 9
PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"""


def ours_trained(text: str, n_merges: int) -> list[tuple[str, str]]:
    """Train and return the merges."""
    tokenizer = ByteBPETokenizer().train(text, vocab_size=256 + n_merges)
    return [(merge.left, merge.right) for merge in tokenizer.merges]


def tokenizers_trained(text: str, n_merges: int) -> Tokenizer:
    """Train the same with tokenizers."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=256 + n_merges, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([text], trainer)
    return tokenizer


def plainly_trained(text: str, n_merges: int) -> list[tuple[str, str]]:
    """Count every pair of every word again for each merge; return the merges."""
    words = [list(piece.encode().translate(PLACE_OF_BYTE)) for piece in gpt2_split(text)]
    tokens = list(bytes_to_unicode().values())
    merges = []
    for new in range(256, 256 + n_merges):
        counts: dict[tuple[int, int], int] = {}
        for word in words:
            for pair in zip(word, word[1:]):  # noqa: RUF007  as such programs have it
                counts[pair] = counts.get(pair, 0) + 1
        most = max(counts.values())
        left, right = min(pair for pair, count in counts.items() if count == most)
        words = [merged(word, (left, right), new) for word in words]
        merges.append((tokens[left], tokens[right]))
        tokens.append(tokens[left] + tokens[right])
    return merges


def merged(word: list[int], pair: tuple[int, int], new: int) -> list[int]:
    """Return a word in which a pair is one token."""
    tokens = []
    place = 0
    while place < len(word):
        if word[place] == pair[0] and place < len(word) - 1 and word[place + 1] == pair[1]:
            tokens.append(new)
            place += 2
        else:
            tokens.append(word[place])
            place += 1
    return tokens


def gpt2_of_tiktoken() -> tiktoken.Encoding:
    """Make tiktoken's encoder from the book's file."""
    ids = json.loads((FILES / "gpt2_encoder.json").read_text(encoding="utf-8"))
    special = {"<|endoftext|>": ids.pop("<|endoftext|>")}
    ranks = {unspelled(token): number for token, number in ids.items()}
    return tiktoken.Encoding("gpt2 of the book", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens=special)


def gpt2_of_tokenizers() -> Tokenizer:
    """Make tokenizers' encoder from the book's files."""
    tokenizer = Tokenizer(models.BPE.from_file(str(FILES / "gpt2_encoder.json"), str(FILES / "gpt2_vocab.bpe")))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def same(ours: Any, theirs: Any, what: str) -> None:
    """Raise an error if two sides differ."""
    if ours != theirs:
        raise ValueError(f"both sides must give the same {what}, got different ones")


def training(text: str) -> list[Result]:
    """Measure training against tokenizers."""
    results = []
    for n_merges, (floor, goal) in TRAINING_GOALS.items():
        theirs = json.loads(tokenizers_trained(text, n_merges).to_str())["model"]["merges"]
        same(ours_trained(text, n_merges), [tuple(pair) for pair in theirs], "merges")
        results.append(
            compare(
                f"BPE training, 1 MB, {n_merges:,} merges",
                "tokenizers",
                lambda n_merges=n_merges: ours_trained(text, n_merges),
                lambda n_merges=n_merges: tokenizers_trained(text, n_merges),
                floor=floor,
                goal=goal,
            )
        )
    return results


def training_against_plain(text: str) -> Result:
    """Measure training against the plain program."""
    same(ours_trained(text, N_PLAIN_MERGES), plainly_trained(text, N_PLAIN_MERGES), "merges")
    calls: dict[str, Callable[[], object]] = {
        "ours": lambda: ours_trained(text, N_PLAIN_MERGES),
        "theirs": lambda: plainly_trained(text, N_PLAIN_MERGES),
    }
    times = paired_times(calls, rounds=N_PLAIN_ROUNDS)
    return Result(
        name=f"BPE training, 100 kB, {N_PLAIN_MERGES} merges",
        against="plain program (minbpe's algorithm)",
        floor=150,
        goal=300,
        measured=statistics.median(b / a for a, b in zip(times["ours"], times["theirs"])),
        unit="x",
        ours_ms=1000 * statistics.median(times["ours"]),
        theirs_ms=1000 * statistics.median(times["theirs"]),
    )


def encoding(text: str) -> list[Result]:
    """Measure encoding with GPT-2's vocabulary, warm and cold."""
    ours, openai, hugging_face = load_gpt2_tokenizer(), gpt2_of_tiktoken(), gpt2_of_tokenizers()
    same(ours.encode(text), openai.encode_ordinary(text), "numbers")
    same(ours.encode(text), hugging_face.encode(text).ids, "numbers")

    def cold() -> list[int]:
        ours._pieces.clear()
        return ours.encode(text)

    def cold_tokenizers() -> object:
        hugging_face.model._clear_cache()
        return hugging_face.encode(text)

    return [
        compare(
            "BPE encoding, 1 MB, warm",
            "tiktoken",
            lambda: ours.encode(text),
            lambda: openai.encode_ordinary(text),
            floor=0.45,
            goal=0.75,
        ),
        compare("BPE encoding, 1 MB, cold", "tokenizers", cold, cold_tokenizers, floor=2.0, goal=3.0),
    ]


def run() -> list[Result]:
    """Measure the goals of byte-level BPE."""
    text = load_austen().train[:N_CHARACTERS]
    return [*training(text), training_against_plain(text[:N_PLAIN_CHARACTERS]), *encoding(text)]
