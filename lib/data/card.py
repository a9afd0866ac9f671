"""What the cards of all data sets have in common: where a set comes from, what is wrong with it, how it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """Describe where a data set comes from and what a reader must know before trusting a number computed from it.

    Parameters
    ----------
    title, file, sha256 : str
        Name, file under ``lib/data/files`` and the checksum of its bytes.
    origin, licence : str
        Who collected it, which package published it, under which terms.
    faults : tuple of str
        What is known to be wrong with it.
    not_for : tuple of str
        What it must not be used for.

    Notes
    -----
    ``print(card)`` shows it as text; a notebook shows it as Markdown. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Gebru et al. (2021), *Datasheets for datasets*, Communications of the ACM 64(12).

    Examples
    --------
    >>> from lib.data.card import Card
    >>> print(Card("Tides", "tides.csv", "0" * 64, "Harbour office", "CC0", ("Sundays are missing.",), ("Sailing.",)))
    Tides (tides.csv)
    <BLANKLINE>
    Origin: Harbour office
    <BLANKLINE>
    Licence: CC0
    <BLANKLINE>
    Known faults
    <BLANKLINE>
    - Sundays are missing.
    <BLANKLINE>
    Must not be used for
    <BLANKLINE>
    - Sailing.
    """

    title: str
    file: str
    sha256: str
    origin: str
    licence: str
    faults: tuple[str, ...]
    not_for: tuple[str, ...]

    def _size(self) -> str:
        """Return how much it holds, to follow the name."""
        return ""

    def _contents(self) -> list[str]:
        """Return the lines that say what it holds."""
        return []

    def _repr_markdown_(self) -> str:
        lines = [f"**{self.title}** (`{self.file}`){self._size()}"]
        lines += ["", f"*Origin:* {self.origin}", "", f"*Licence:* {self.licence}"]
        lines += self._contents()
        lines += ["", "*Known faults*", "", *(f"- {fault}" for fault in self.faults)]
        lines += ["", "*Must not be used for*", "", *(f"- {use}" for use in self.not_for)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self._repr_markdown_().replace("*", "").replace("`", "")
