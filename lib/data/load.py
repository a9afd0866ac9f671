"""Load the data sets that ship with the book, after checking that their bytes are the ones the data card names."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from lib.data.cards import CREDIT, DIAMONDS, PENGUINS, DataCard
from lib.data.table import Table

FILES = Path(__file__).parent / "files"


class DataFileError(OSError):
    """Say that a data file of the book is missing or does not hold the bytes it should.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import DataFileError
    >>> issubclass(DataFileError, OSError)
    True
    """


def load_penguins() -> Table:
    """Load 344 penguins of three species: four body measurements, sex, island and year.

    Returns
    -------
    Table, shape (344, 8)
        Text: ``species``, ``island``, ``sex``. Numbers: ``bill_length_mm``, ``bill_depth_mm``, ``flipper_length_mm``
        (millimetres), ``body_mass_g`` (grams), ``year``. ``table.card`` names origin, licence and known faults.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    Each call reads the file again and shares no array with another call. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Gorman, Williams & Fraser (2014), *Ecological sexual dimorphism and environmental variability within a community of
    Antarctic penguins (genus Pygoscelis)*, PLoS ONE 9(3): e90081.

    Examples
    --------
    >>> from lib.data import load_penguins
    >>> load_penguins().select(["species", "bill_length_mm", "sex"])
    Table of 344 rows and 3 columns
    species  bill_length_mm  sex
    Adelie             39.1  male
    Adelie             39.5  female
    Adelie             40.3  female
    Adelie                -  -
    Adelie             36.7  female
    ...
    """
    return _read(PENGUINS)


def load_credit() -> Table:
    """Load 4,454 applications for consumer credit, each rated good or bad.

    Returns
    -------
    Table, shape (4454, 14)
        Text: ``Status`` (the target), ``Home``, ``Marital``, ``Records``, ``Job``. Numbers: ``Seniority`` and ``Age``
        (years), ``Time`` (months), ``Expenses``, ``Income``, ``Assets``, ``Debt``, ``Amount``, ``Price`` (thousands of
        pesetas). ``table.card`` names origin, licence and known faults.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    The file's running number ``rownames`` is left out: it says nothing of the applicant. Each call reads the file again
    and shares no array with another call. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data import load_credit
    >>> credit = load_credit()
    >>> credit.shape, credit.missing["Income"]
    ((4454, 14), 381)
    """
    return _read(CREDIT)


def load_diamonds() -> Table:
    """Load 5,000 round-cut diamonds with weight, quality grades, sizes and price.

    Returns
    -------
    Table, shape (5000, 10)
        Text: ``cut``, ``color``, ``clarity``. Numbers: ``carat``, ``depth`` and ``table`` (percent), ``price`` (US
        dollars, the target), ``x``, ``y``, ``z`` (millimetres). ``table.card`` names origin, licence and known faults.

    Raises
    ------
    DataFileError
        If the file is missing or damaged.

    Notes
    -----
    The file's running number ``rownames`` is left out: it says nothing of the stone. Each call reads the file again and
    shares no array with another call. Chapter: chapters/02_ml_basics.ipynb

    References
    ----------
    Wickham (2016), *ggplot2: Elegant Graphics for Data Analysis*.

    Examples
    --------
    >>> from lib.data import load_diamonds
    >>> diamonds = load_diamonds()
    >>> diamonds.shape, int((diamonds["z"] == 0).sum())
    ((5000, 10), 20)
    """
    return _read(DIAMONDS)


def _read(card: DataCard) -> Table:
    """Read the file of a card, check its sum and give every column its kind."""
    text = checked_bytes(FILES / card.file, card.sha256).decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    cells = dict(zip(header, zip(*rows)))
    columns = {}
    for column in card.columns:
        convert = float if column.kind == "number" else str
        columns[column.name] = [None if cell == "" else convert(cell) for cell in cells[column.name]]
    return Table(columns, card)


def checked_bytes(path: Path, wanted: str) -> bytes:
    """Return the bytes of the file if their SHA-256 sum is the wanted one."""
    remedy = f"restore it (in a clone: git checkout -- lib/data/files/{path.name}) or install the book's package again"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataFileError(
            f"{path.name} cannot be read ({error.strerror}): wanted the file with sha256 {wanted}, found none; {remedy}"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        raise DataFileError(f"{path.name} is damaged: wanted sha256 {wanted}, found {found}; {remedy}")
    return content
