"""Split items that belong together into parts that share none of what ties them together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence


def split_groups(keys: Sequence[Collection[str]], sizes: Sequence[int]) -> list[list[int]]:
    """Divide items among parts so that two items with a key in common are in the same part.

    Parameters
    ----------
    keys : sequence of collection of str
        For each item what it can be recognised by, such as its sentence; two items that share a key stay together, and
        so do those that are tied by a third.
    sizes : sequence of int
        Number of items in each part; what is left over is one more part, the last.

    Returns
    -------
    list of list of int
        For each of ``sizes``, and for the rest, the numbers of its items in rising order.

    Raises
    ------
    ValueError
        If the parts cannot be filled.

    Notes
    -----
    The groups are put in the order of the SHA-256 sums of their smallest keys: as good as shuffled, the same on every
    machine and with every version of NumPy. Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.data.split_groups import split_groups
    >>> split_groups([{"a"}, {"b"}, {"a", "c"}, {"c"}, {"d"}], [1])
    [[4], [0, 1, 2, 3]]
    """
    groups = _groups(keys)
    names = [min((key for item in group for key in keys[item]), default="") for group in groups]
    order = sorted(range(len(groups)), key=lambda index: (hashlib.sha256(names[index].encode()).digest(), index))
    parts: list[list[int]] = []
    for size in sizes:
        part: list[int] = []
        later = []
        for index in order:  # the first groups that fit; one that would overfill the part waits for the next
            if len(part) + len(groups[index]) <= size:
                part += groups[index]
            else:
                later.append(index)
        if len(part) != size:
            raise ValueError(f"sizes must be sums of whole groups, got {size}, for which {len(part)} items were found")
        parts.append(sorted(part))
        order = later
    return [*parts, sorted(item for index in order for item in groups[index])]


def _groups(keys: Sequence[Collection[str]]) -> list[list[int]]:
    """Return the items of each group: connected components, found by letting each key point to one of its items."""
    leader = list(range(len(keys)))

    def find(item: int) -> int:
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    first: dict[str, int] = {}
    for item, its_keys in enumerate(keys):
        for key in its_keys:
            leader[find(item)] = find(first.setdefault(key, item))
    groups: dict[int, list[int]] = {}
    for item in range(len(keys)):
        groups.setdefault(find(item), []).append(item)
    return list(groups.values())
