"""One fault of a notebook."""

from typing import NamedTuple


class Problem(NamedTuple):
    """A fault: the id of the cell ("notebook" for the whole), and what is wrong and what was wanted."""

    cell: str
    what: str
