"""Every figure that stands in a data card is recomputed here from the file."""

import numpy as np
import pytest

from lib.data import drop_duplicates, duplicated, load_credit, load_diamonds, load_penguins
from lib.data.cards import CARDS, CREDIT, DIAMONDS, PENGUINS
from lib.data.missing import is_missing

TABLES = {"penguins.csv": load_penguins, "credit.csv": load_credit, "diamonds_5k.csv": load_diamonds}


def rows_with_gaps(table):
    return sum(any(gap) for gap in zip(*(is_missing(column) for column in table.columns.values())))


def count(values, wanted):
    return int((values == wanted).sum())


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.file)
def test_card_is_true(card):
    table = TABLES[card.file]()
    assert len(table) == card.rows
    assert sum(table.missing.values()) == card.missing_cells
    assert card.target in table
    for column in card.columns:
        if column.kind == "text":
            levels = {value for value in table[column.name] if value is not None}
            assert set(column.levels) == levels
            assert column.ordered or list(column.levels) == sorted(column.levels)
        else:
            assert column.unit
            assert not column.levels


def test_card_as_text_and_markdown():
    text, markdown = str(PENGUINS), PENGUINS._repr_markdown_()
    assert "| `body_mass_g` | number | body mass (g) |" in markdown
    assert "Fair < Good < Very Good" in DIAMONDS._repr_markdown_()
    assert "*" not in text
    for part in (*PENGUINS.faults, *PENGUINS.not_for, PENGUINS.origin, PENGUINS.licence):
        assert part in markdown


def test_unknown_column():
    with pytest.raises(ValueError, match=r"name must be one of species, island, .*, got 'weight'"):
        PENGUINS.column("weight")
    assert PENGUINS.column("year").kind == "number"


def test_penguins(said):
    table = load_penguins()
    cells, rows, sexless, unmeasured = said(PENGUINS, r"(\d+) cells .* in (\d+) rows: sex in all (\d+), .* in (\d+) of")
    measures = table.to_array(["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"])
    assert (cells, rows, sexless) == (sum(table.missing.values()), rows_with_gaps(table), table.missing["sex"])
    assert unmeasured == np.isnan(measures).all(axis=1).sum()
    assert unmeasured == np.isnan(measures).any(axis=1).sum()
    adelie, gentoo, chinstrap = said(PENGUINS, r"(\d+) Adelie, (\d+) Gentoo, (\d+) Chinstrap")
    for number, species in ((adelie, "Adelie"), (gentoo, "Gentoo"), (chinstrap, "Chinstrap")):
        assert number == count(table["species"], species)
    islands = {s: set(table[table["species"] == s]["island"]) for s in ("Adelie", "Gentoo", "Chinstrap")}
    assert islands == {"Adelie": {"Biscoe", "Dream", "Torgersen"}, "Gentoo": {"Biscoe"}, "Chinstrap": {"Dream"}}
    assert set(table["year"]) == {2007, 2008, 2009}


def test_credit_gaps_and_classes(said):
    table = load_credit()
    cells, rows, *by_column = said(
        CREDIT,
        r"(\d+) cells .* in (\d+) rows; (\d+) .* Income, (\d+) Assets, (\d+) Debt, (\d+) Home, (\d+) Job, (\d+) M",
    )
    assert (cells, rows) == (sum(table.missing.values()), rows_with_gaps(table))
    names = ["Income", "Assets", "Debt", "Home", "Job", "Marital"]
    assert by_column == [table.missing[name] for name in names]
    bad, gap = table["Status"] == "bad", np.isnan(table["Income"])
    with_gap, without = said(CREDIT, r"at random: ([\d.]+) percent .* bad, ([\d.]+) percent of the others")
    assert (with_gap, without) == (round(100 * bad[gap].mean(), 1), round(100 * bad[~gap].mean(), 1))
    good, n_bad, share = said(CREDIT, r"([\d,]+) good, ([\d,]+) bad \(([\d.]+) percent")
    assert (good, n_bad, share) == ((~bad).sum(), bad.sum(), round(100 * bad.mean(), 1))


def test_credit_values(said):
    table = load_credit()
    ratio, no_debt = said(CREDIT, r"largest Assets are (\d+) times the median, and ([\d,]+) rows have no Debt")
    assets = table["Assets"][~np.isnan(table["Assets"])]
    assert ratio == assets.max() / np.median(assets)
    assert no_debt == count(table["Debt"], 0)
    floor_rows, floor = said(CREDIT, r"([\d,]+) rows have Expenses of exactly (\d+), the least value")
    assert floor == table["Expenses"].min()
    assert floor_rows == count(table["Expenses"], floor)
    (ignored,) = said(CREDIT, r"'ignore' in (\d+) rows")
    assert ignored == count(table["Home"], "ignore")
    (longest,) = said(CREDIT, r"A Time of (\d+) months occurs once")
    assert count(table["Time"], longest) == 1
    # No code such as 99999999 is left in any column.
    assert all(np.nanmax(table[name]) < 1e6 for name in table.numeric_names)


def test_credit_repeats():
    table = load_credit()
    features = [name for name in table.names if name != "Status"]
    assert any("Two rows repeat an earlier row exactly; one more pair" in fault for fault in CREDIT.faults)
    assert duplicated(table).sum() == 2
    assert duplicated(table, features).sum() == 3
    assert len(drop_duplicates(table)) == 4452


def test_diamonds(said):
    table = load_diamonds()
    sizes = table.to_array(["x", "y", "z"])
    rows, x, y, z = said(DIAMONDS, r"(\d+) rows have a size of zero \(x in (\d+), y in (\d+), z in (\d+)\)")
    assert rows == (sizes == 0).any(axis=1).sum()
    assert [x, y, z] == (sizes == 0).sum(axis=0).tolist()
    n_large, y_first, y_second, z_large = said(
        DIAMONDS, r"(\d+) more rows .* y of ([\d.]+) and ([\d.]+) mm, z of ([\d.]+) mm"
    )
    large = (sizes > 15).any(axis=1)
    assert n_large == large.sum()
    assert sorted(sizes[large & (sizes[:, 1] > 15), 1]) == [y_first, y_second]
    assert sizes[large, 2].max() == z_large
    plausible = (sizes > 0).all(axis=1) & ~large
    n_wrong, points = said(DIAMONDS, r"(\d+) rows of plausible sizes .* more than (\d+) points")
    depth = 100 * sizes[plausible, 2] / sizes[plausible, :2].mean(axis=1)
    assert n_wrong == (np.abs(depth - table["depth"][plausible]) > points).sum()
    assert rows + n_large == 23
    repeats = duplicated(table)
    assert repeats.sum() == 1
    assert (sizes[repeats] == 0).all()
    assert table["price"].mean() > 1.5 * np.median(table["price"])
