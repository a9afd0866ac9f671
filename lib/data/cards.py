"""Data cards: for each data set that ships with the book, where it comes from, what it holds and what is wrong with it.

Every figure here is recomputed from the file by the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lib.data.card import Card


@dataclass(frozen=True)
class Column:
    """Describe one column of a data set.

    Parameters
    ----------
    name : str
    kind : {"number", "text"}
    meaning : str
    unit : str, default ""
        Empty for text and for pure counts.
    levels : tuple of str, default ()
        The values of a text column; in rising order where ``ordered``.
    ordered : bool, default False
        Whether the order of ``levels`` has a meaning.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data.cards import DIAMONDS
    >>> DIAMONDS.column("cut").levels
    ('Fair', 'Good', 'Very Good', 'Premium', 'Ideal')
    """

    name: str
    kind: Literal["number", "text"]
    meaning: str
    unit: str = ""
    levels: tuple[str, ...] = ()
    ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class DataCard(Card):
    """Describe one table, in addition to what every card says.

    Parameters
    ----------
    rows : int
    missing_cells : int
    columns : tuple of Column
    target : str
        The column that the book predicts.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.data.cards import PENGUINS
    >>> PENGUINS.licence
    'CC0 1.0 (public domain dedication)'
    """

    rows: int
    missing_cells: int
    columns: tuple[Column, ...]
    target: str

    def column(self, name: str) -> Column:
        """Return the description of one column.

        Parameters
        ----------
        name : str

        Returns
        -------
        Column

        Raises
        ------
        ValueError
            If there is no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise ValueError(f"name must be one of {', '.join(c.name for c in self.columns)}, got {name!r}")

    def _size(self) -> str:
        return (
            f": {self.rows:,} rows, {len(self.columns)} columns, {self.missing_cells:,} missing cells;"
            f" target `{self.target}`."
        )

    def _contents(self) -> list[str]:
        lines = ["", "| column | kind | meaning |", "|---|---|---|"]
        for column in self.columns:
            unit = f" ({column.unit})" if column.unit else ""
            levels = f": {(' < ' if column.ordered else ', ').join(column.levels)}" if column.levels else ""
            lines.append(f"| `{column.name}` | {column.kind} | {column.meaning}{unit}{levels} |")
        return lines


PENGUINS = DataCard(
    title="Palmer penguins",
    file="penguins.csv",
    sha256="f2d6493fc64ad958edbabd55eb0fc989af2c5a0458a2c79ccffe7985606feb60",
    origin=(
        "Measured by Kristen Gorman and the Palmer Station Long Term Ecological Research programme, Antarctica, 2007 to"
        " 2009 (Gorman, Williams & Fraser 2014); published in the R package palmerpenguins (Horst, Hill & Gorman 2020)."
    ),
    licence="CC0 1.0 (public domain dedication)",
    rows=344,
    missing_cells=19,
    columns=(
        Column("species", "text", "species", levels=("Adelie", "Chinstrap", "Gentoo")),
        Column("island", "text", "island of the nest", levels=("Biscoe", "Dream", "Torgersen")),
        Column("bill_length_mm", "number", "length of the bill", "mm"),
        Column("bill_depth_mm", "number", "depth of the bill", "mm"),
        Column("flipper_length_mm", "number", "length of the flipper", "mm"),
        Column("body_mass_g", "number", "body mass", "g"),
        Column("sex", "text", "sex", levels=("female", "male")),
        Column("year", "number", "year of the study", "year"),
    ),
    target="species",
    faults=(
        "19 cells are missing in 11 rows: sex in all 11, and all four measurements in 2 of them.",
        "Island gives species away: every Gentoo nests on Biscoe, every Chinstrap on Dream; Torgersen has Adelie only.",
        "The classes are unequal: 152 Adelie, 124 Gentoo, 68 Chinstrap.",
    ),
    not_for=(
        "Statements about penguins elsewhere or in other years: three islands, three seasons.",
        "Proof that a classifier is good: the species are nearly separable, so almost any model scores high.",
    ),
)

CREDIT = DataCard(
    title="Credit applications",
    file="credit.csv",
    sha256="bdd4569d8cfa1a8f03fcd7315b6eab6925a5800024985bf10a7da77844e68df2",
    origin=(
        "A Spanish credit-scoring table used in teaching by Lluís A. Belanche, passed on by Gaston Sanchez; published"
        " as credit_data in the R package modeldata, which replaced the original's code 99999999 by missing cells."
    ),
    licence="MIT (modeldata, copyright (c) modeldata authors)",
    rows=4454,
    missing_cells=455,
    columns=(
        Column("Status", "text", "rating of the credit", levels=("bad", "good")),
        Column("Seniority", "number", "time in the present job", "years"),
        Column("Home", "text", "dwelling", levels=("ignore", "other", "owner", "parents", "priv", "rent")),
        Column("Time", "number", "term of the loan", "months"),
        Column("Age", "number", "age", "years"),
        Column("Marital", "text", "marital status", levels=("divorced", "married", "separated", "single", "widow")),
        Column("Records", "text", "whether earlier records exist", levels=("no", "yes")),
        Column("Job", "text", "kind of job", levels=("fixed", "freelance", "others", "partime")),
        Column("Expenses", "number", "expenses", "thousand pesetas"),
        Column("Income", "number", "income", "thousand pesetas"),
        Column("Assets", "number", "value of what is owned", "thousand pesetas"),
        Column("Debt", "number", "debt", "thousand pesetas"),
        Column("Amount", "number", "loan asked for", "thousand pesetas"),
        Column("Price", "number", "price of the goods financed", "thousand pesetas"),
    ),
    target="Status",
    faults=(
        "455 cells are missing in 415 rows; 381 of them are Income, 47 Assets, 18 Debt, 6 Home, 2 Job, 1 Marital.",
        "Income is not missing at random: 57.0 percent of the rows without it are bad, 25.5 percent of the others.",
        "The classes are unequal: 3,200 good, 1,254 bad (28.2 percent).",
        "Money is heavily skewed: the largest Assets are 100 times the median, and 3,669 rows have no Debt at all.",
        "1,211 rows have Expenses of exactly 35, the least value: it looks like a floor, not a measurement.",
        "Home has the level 'ignore' in 20 rows, a code for unknown that is not marked as missing.",
        "Two rows repeat an earlier row exactly; one more pair agrees in every feature and differs in Status.",
        "A Time of 72 months occurs once, so most splits have a part that never saw it.",
        "The source does not say whether Status records repayment or an expert's opinion, nor over which period Income"
        " and Expenses run.",
    ),
    not_for=(
        "Any decision on a person: age and marital status are in it, the time and place it came from are gone, and"
        " people who were turned away are not known to be in it.",
        "Statements about today's borrowers: the amounts are in a currency that ended in 2002.",
    ),
)

DIAMONDS = DataCard(
    title="Diamonds",
    file="diamonds_5k.csv",
    sha256="d352d85a66faafab40b1e20ecd7b0d5de2ec18f23cfa682b63d4269771daf53e",
    origin=(
        "The diamonds table of the R package ggplot2 (Wickham 2016): 5,000 of its 53,940 rows, drawn so that all its"
        " rows with impossible sizes are kept."
    ),
    licence="MIT (ggplot2, copyright (c) ggplot2 authors)",
    rows=5000,
    missing_cells=0,
    columns=(
        Column("carat", "number", "weight", "carat, 0.2 g"),
        Column("cut", "text", "quality of the cut", "", ("Fair", "Good", "Very Good", "Premium", "Ideal"), True),
        Column("color", "text", "colour, J worst and D best", "", ("J", "I", "H", "G", "F", "E", "D"), True),
        Column("clarity", "text", "clarity", "", ("I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"), True),
        Column("depth", "number", "total depth, 100 z / mean(x, y)", "percent"),
        Column("table", "number", "width of the top over the widest point", "percent"),
        Column("price", "number", "price", "US dollars"),
        Column("x", "number", "length", "mm"),
        Column("y", "number", "width", "mm"),
        Column("z", "number", "height", "mm"),
    ),
    target="price",
    faults=(
        "20 rows have a size of zero (x in 8, y in 7, z in 20): missing values written as numbers.",
        "3 more rows have an impossible size: y of 31.8 and 58.9 mm, z of 31.8 mm.",
        "4 rows of plausible sizes contradict themselves: depth is off 100 z / mean(x, y) by more than 3 points.",
        "One row repeats an earlier row exactly; it is one of those with all sizes zero.",
        "The impossible rows are more frequent here than in the full table, because all of them were kept.",
        "Price is skewed: its mean is more than one and a half times its median.",
    ),
    not_for=(
        "Valuing a stone: the year and the seller are unknown, and prices have changed.",
        "Estimating how often such a table holds errors: the faulty rows were kept on purpose.",
    ),
)

CARDS = (PENGUINS, CREDIT, DIAMONDS)
