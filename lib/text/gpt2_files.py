"""Read a byte-level vocabulary from files such as GPT-2's: tokens with their numbers, and merges in order."""

from __future__ import annotations

import json
from pathlib import Path

from lib.data.load import FILES, checked_bytes
from lib.data.vocabulary_cards import GPT2_MERGES, GPT2_VOCABULARY
from lib.text.byte_bpe import ByteBPETokenizer
from lib.text.token_file import TokenizerFileError

END_OF_TEXT = "<|endoftext|>"


def load_gpt2_tokenizer() -> ByteBPETokenizer:
    """Load GPT-2's tokenizer: 256 bytes, 50,000 merges and ``<|endoftext|>``.

    Returns
    -------
    ByteBPETokenizer
        With 50,257 tokens; the only special one has the last number.

    Raises
    ------
    DataFileError
        If a file is missing or damaged.

    Notes
    -----
    It encodes as OpenAI's tiktoken and Hugging Face's tokenizers do. Published counts of the pairs do not exist, so the
    ``frequency`` of its merges is None. Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Radford et al. (2019), *Language models are unsupervised multitask learners*, section 2.2.

    Examples
    --------
    >>> from lib.text import load_gpt2_tokenizer
    >>> gpt2 = load_gpt2_tokenizer()
    >>> gpt2.encode("Hello world")
    [15496, 995]
    >>> gpt2.tokenize("unbelievably"), gpt2.special_id("<|endoftext|>")
    (['un', 'bel', 'iev', 'ably'], 50256)
    """
    for card in (GPT2_VOCABULARY, GPT2_MERGES):
        checked_bytes(FILES / card.file, card.sha256)
    return load_gpt2_files(FILES / GPT2_VOCABULARY.file, FILES / GPT2_MERGES.file)


def load_gpt2_files(
    vocabulary: str | Path, merges: str | Path, special_tokens: tuple[str, ...] = (END_OF_TEXT,)
) -> ByteBPETokenizer:
    r"""Load a tokenizer from a vocabulary and a list of merges in the form of GPT-2's files.

    Parameters
    ----------
    vocabulary : str or Path
        JSON: an object of tokens and their numbers (``encoder.json`` or ``vocab.json``).
    merges : str or Path
        Text: after a first line ``#version: ...``, which may be missing, two tokens a line with a space between them
        (``vocab.bpe`` or ``merges.txt``).
    special_tokens : tuple of str, default ("<|endoftext|>",)
        Those tokens of the vocabulary that no merge makes.

    Returns
    -------
    ByteBPETokenizer

    Raises
    ------
    TokenizerFileError
        If a file cannot be read or is not of this form, or the two do not belong together.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import json, pathlib, tempfile
    >>> from lib.text import bytes_to_unicode, load_gpt2_files
    >>> tokens = [*bytes_to_unicode().values(), "th", "the", "<|endoftext|>"]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     vocabulary, merges = pathlib.Path(folder, "encoder.json"), pathlib.Path(folder, "vocab.bpe")
    ...     _ = vocabulary.write_text(json.dumps({token: number for number, token in enumerate(tokens)}))
    ...     _ = merges.write_text("#version: 0.2\nt h\nth e\n")
    ...     tokenizer = load_gpt2_files(vocabulary, merges)
    >>> tokenizer.tokenize("the then")
    ['the', 'Ġ', 'the', 'n']
    """
    vocabulary, merges = Path(vocabulary), Path(merges)
    ids, pairs = _vocabulary(vocabulary), _merges(merges)
    try:
        return ByteBPETokenizer.from_vocabulary(ids, pairs, special_tokens)
    except ValueError as error:
        raise TokenizerFileError(f"{vocabulary.name} and {merges.name} do not fit together: {error}") from error


def _text(path: Path) -> str:
    """Return the text of a file."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise TokenizerFileError(f"{path.name} cannot be read ({error.strerror}): wanted a vocabulary") from error
    except UnicodeDecodeError as error:
        raise TokenizerFileError(f"{path.name} is damaged: wanted UTF-8, got other bytes at {error.start}") from error


def _vocabulary(path: Path) -> dict[str, int]:
    """Return the numbers of the tokens that a file of JSON holds."""
    try:
        ids = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise TokenizerFileError(f"{path.name} is damaged: wanted JSON, got {error}") from error
    if not isinstance(ids, dict) or not all(type(number) is int for number in ids.values()):
        raise TokenizerFileError(f"{path.name} must hold an object of tokens and whole numbers, got other JSON")
    return ids


def _merges(path: Path) -> list[tuple[str, str]]:
    """Return the pairs that a file of text holds."""
    pairs = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if number == 1 and line.startswith("#version"):
            continue
        match line.split(" "):
            case [left, right] if left and right:
                pairs.append((left, right))
            case _:
                raise TokenizerFileError(
                    f"{path.name} is damaged: line {number} must be two tokens with a space between them, got {line!r}"
                )
    return pairs
