"""What a vocabulary and a list of merges must be to serve as a byte-level tokenizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.text.byte_alphabet import spelled, unspelled
from lib.text.byte_pair_training import Merge


def check_vocabulary(vocab: Sequence[str], special_ids: Mapping[str, int], merges: Sequence[Merge]) -> dict[str, int]:
    """Return the numbers of ordinary tokens, after checking that every text can be encoded and every token is made.

    Parameters
    ----------
    vocab : sequence of str
        All tokens; the place of a token is its number. Those that are not special are spelled in GPT-2's alphabet.
    special_ids : mapping of str to int
        Number of each special token.
    merges : sequence of Merge
        In the order of learning.

    Returns
    -------
    dict of str to int

    Raises
    ------
    ValueError
        If a special token stands elsewhere, an ordinary one stands twice or is spelled in another alphabet, a byte has
        no token, a merge is of or into an unknown token or stands twice, or no merge makes a token of several bytes.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text import bytes_to_unicode
    >>> from lib.text.byte_pair_vocabulary import check_vocabulary
    >>> check_vocabulary(["<eos>", *bytes_to_unicode().values()], {"<eos>": 0}, [])["A"]
    33
    """
    for name, number in special_ids.items():
        if not 0 <= number < len(vocab) or vocab[number] != name:
            raise ValueError(f"special tokens must stand at their numbers, got another token than {name!r} at {number}")
    special = set(special_ids.values())
    ids: dict[str, int] = {}
    for number, token in enumerate(vocab):
        if number not in special:
            unspelled(token)
            if ids.setdefault(token, number) != number:
                raise ValueError(f"tokens must be different, got {token!r} as {ids[token]} and as {number}")
    lacking = [byte for byte in range(256) if spelled(bytes([byte])) not in ids]
    if lacking:
        raise ValueError(f"the vocabulary must have a token for each of the 256 bytes, got none for byte {lacking[0]}")
    pairs: set[tuple[str, str]] = set()
    for rank, merge in enumerate(merges):
        for token in (merge.left, merge.right, merge.token):
            if token not in ids:
                raise ValueError(f"merges must be of and into tokens of the vocabulary, got {token!r} in merge {rank}")
        if (merge.left, merge.right) in pairs:
            raise ValueError(f"merges must be different, got {merge.left!r} and {merge.right!r} again as merge {rank}")
        pairs.add((merge.left, merge.right))
    made = {merge.token for merge in merges}
    for token in ids:
        if token not in made and len(token) != 1:
            raise ValueError(f"merges must make every token of several bytes, but none makes {token!r}")
    return ids
