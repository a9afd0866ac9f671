"""Three books in one alphabet, cut into windows of tokens whose origin is known."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lib.data import load_austen, load_king_james, load_moby_dick
from lib.text import ByteBPETokenizer
from lib.transformer.language_model import TransformerLM

TOPICS = ("Austen", "Moby-Dick", "King James")
VOCAB_SIZE, WINDOW = 512, 64
N_WINDOWS = {"train": 6000, "validation": 400, "test": 400}  # of each book
SAME_LETTERS = str.maketrans({"—": "--", "’": "'", "_": None, "\\": None, "Æ": "Ae", "æ": "ae"})


def plain(text: str) -> str:
    r"""Return a text without what its typist added: line breaks, marks of emphasis, the kind of dash.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.three_books import plain
    >>> plain("a _word_\n— and more")
    'a word -- and more'
    """
    return " ".join(text.translate(SAME_LETTERS).split())


def books() -> dict[str, dict[str, str]]:
    """Return the parts of the three books, all in one alphabet.

    Returns
    -------
    dict of dict of str
        By topic, then by part: "train", "validation", "test".

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.three_books import books
    >>> books()["Moby-Dick"]["train"][:50]
    'CHAPTER 1. Loomings. Call me Ishmael. Some years a'
    """
    loaded = (load_austen(), load_moby_dick(), load_king_james())
    return {topic: {part: plain(getattr(data, part)) for part in N_WINDOWS} for topic, data in zip(TOPICS, loaded)}


def tokenizer_of(texts: Mapping[str, Mapping[str, str]], n_characters: int = 300_000) -> ByteBPETokenizer:
    """Learn tokens from the same number of characters of every book.

    Parameters
    ----------
    texts : mapping of mapping of str
        Of `books`.
    n_characters : int, default 300_000
        Of each book, from its beginning.

    Returns
    -------
    ByteBPETokenizer

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.three_books import tokenizer_of
    >>> len(tokenizer_of({"a": {"train": "the cat the mat " * 9}}).encode(" the"))
    1
    """
    return ByteBPETokenizer().train([text["train"][:n_characters] for text in texts.values()], VOCAB_SIZE)


def windows_of(ids: list[int], n_windows: int, length: int = WINDOW + 1) -> Tensor:
    """Return windows of a text that share no token, spread over all of it.

    Parameters
    ----------
    ids : list of int
    n_windows : int
        Fewer if the text has no more.
    length : int, default 65
        Tokens in a window.

    Returns
    -------
    Tensor of int64, shape (n_windows, length)

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.three_books import windows_of
    >>> windows_of(list(range(11)), n_windows=2, length=2)
    tensor([[0, 1],
            [8, 9]])
    """
    rows = torch.tensor(ids, dtype=torch.int64)[: len(ids) // length * length].view(-1, length)
    places = torch.linspace(0, len(rows) - 1, min(n_windows, len(rows))).round().long()
    return rows[places]


def prepared(n_windows: Mapping[str, int] = N_WINDOWS) -> tuple[ByteBPETokenizer, dict[str, tuple[Tensor, Tensor]]]:
    """Return the tokenizer and, for each part, windows of tokens with the book they are from.

    Parameters
    ----------
    n_windows : mapping of str to int, optional
        Of each book, by part.

    Returns
    -------
    tokenizer : ByteBPETokenizer
    parts : dict of (Tensor, Tensor), shapes (n_windows, 65) and (n_windows,)
        The second holds the number of the topic.

    Notes
    -----
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.transformer.experiments.three_books import prepared
    >>> tokenizer, parts = prepared({"test": 10})
    >>> parts["test"][0].shape, parts["test"][1].bincount()
    (torch.Size([30, 65]), tensor([10, 10, 10]))
    """
    texts = books()
    tokenizer = tokenizer_of(texts)
    parts = {}
    for part, n in n_windows.items():
        found = [windows_of(tokenizer.encode(texts[topic][part]), n) for topic in TOPICS]
        labels = [torch.full((len(rows),), number) for number, rows in enumerate(found)]
        parts[part] = torch.cat(found), torch.cat(labels)
    return tokenizer, parts


@torch.no_grad()
def bits_per_character(model: TransformerLM, windows: Tensor, tokenizer: ByteBPETokenizer) -> float:
    """Return the bits per character of the tokens of windows but their first.

    Parameters
    ----------
    model : TransformerLM
    windows : Tensor of int64, shape (n_windows, time + 1)
    tokenizer : ByteBPETokenizer

    Returns
    -------
    float

    Notes
    -----
    Bytes are counted. A byte is a character here: after `plain` all books are ASCII but for one pound sign.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.text import ByteBPETokenizer
    >>> from lib.transformer import TransformerLM, TransformerLMConfig
    >>> from lib.transformer.experiments.three_books import bits_per_character
    >>> tokenizer = ByteBPETokenizer().train("no merges")
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=256))
    >>> _ = torch.nn.init.zeros_(model.embedding.table.weight)  # it is the head too: every byte gets the same chance
    >>> round(bits_per_character(model, torch.tensor([tokenizer.encode("eight")]), tokenizer), 4)
    8.0
    """
    nats = sum(model.score(part) * part[:, 1:].numel() for part in windows.split(256))
    sizes = torch.tensor([len(tokenizer.decode_bytes([number])) for number in range(tokenizer.vocab_size)])
    return nats / float(sizes[windows[:, 1:]].sum()) / float(np.log(2))


def kinds_of(tokenizer: ByteBPETokenizer) -> NDArray[np.int64]:
    """Return which tokens begin a word (0), go on with one (1), or hold no letter (2).

    Parameters
    ----------
    tokenizer : ByteBPETokenizer

    Returns
    -------
    ndarray of int64, shape (vocab_size,)

    Notes
    -----
    Three kinds, as there are three books: what an expert tells of them can be compared.
    Chapter: chapters/11_vision_transformer_moe.ipynb

    Examples
    --------
    >>> from lib.text import ByteBPETokenizer
    >>> from lib.transformer.experiments.three_books import kinds_of
    >>> tokenizer = ByteBPETokenizer().train("the cat, the mat, the hat")
    >>> [int(kinds_of(tokenizer)[number]) for number in tokenizer.encode("the the,")]
    [1, 0, 2]
    """
    pieces = [tokenizer.decode_bytes([number]) for number in range(tokenizer.vocab_size)]
    return np.array([int(piece[:1] != b" ") if re.search(b"[A-Za-z]", piece) else 2 for piece in pieces])
