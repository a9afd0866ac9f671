"""A translator that learns nothing: look up the training sentence with the most words in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

Pair = tuple[str, str]


def nearest(sentences: Sequence[str], pairs: Sequence[Pair]) -> list[str]:
    """Return, for each sentence, the French side of the training pair whose English side shares most words with it.

    Parameters
    ----------
    sentences : sequence of str
    pairs : sequence of (str, str)

    Returns
    -------
    list of str

    Notes
    -----
    Words shared over words in either; of equals the first. What a memory without any network can do.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.nearest_sentence import nearest
    >>> nearest(["Very low battery"], [("Battery", "Batterie"), ("Low battery", "Batterie faible")])
    ['Batterie faible']
    """
    bags = [set(one.casefold().split()) for one, _ in pairs]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, bag in enumerate(bags):
        for word in sorted(bag):
            holders[word].append(number)
    found = []
    for sentence in sentences:
        words = set(sentence.casefold().split())
        shared = Counter(number for word in sorted(words) for number in holders[word])
        best = min(shared, key=lambda k: (-shared[k] / len(words | bags[k]), k), default=0)
        found.append(pairs[best][1])
    return found


def overlap(said: str, wanted: str) -> float:
    """Return twice the number of shared words over the words of both sentences: 1 for the same words, 0 for none.

    Parameters
    ----------
    said, wanted : str

    Returns
    -------
    float

    Notes
    -----
    The order of the words does not count; ``<unk>`` is a word of its own, wherever it stands.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.nearest_sentence import overlap
    >>> overlap("batterie faible", "batterie très faible")
    0.8
    >>> overlap("auprès de<unk>", "auprès de Paul")
    0.6666666666666666
    """
    a, b = (Counter(sentence.replace("<unk>", " <unk> ").split()) for sentence in (said, wanted))
    return 2 * sum((a & b).values()) / max(sum(a.values()) + sum(b.values()), 1)
