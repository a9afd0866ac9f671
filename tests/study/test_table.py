import numpy as np
import pytest

from lib.study.table import table


def shown(capsys):
    return capsys.readouterr().out.splitlines()


def test_rows_become_markdown_with_numbers_to_the_right(capsys):
    table(("model", "rows", "error", "best"), [("mean", 10, "1.50", False), ("line", np.int64(20), "0.25", True)])
    assert shown(capsys) == [
        "| model | rows | error | best |",
        "|:--|--:|--:|:--|",
        "| mean | 10 | 1.50 | no |",
        "| line | 20 | 0.25 | yes |",
    ]


@pytest.mark.parametrize(
    ("cell", "side"),
    [
        ("-0.5", "--:"),
        ("−0.5", "--:"),
        ("1,200", "--:"),
        ("0.81 ± 0.02", "--:"),
        ("12 %", "--:"),
        ("1e-3", "--:"),
        ("**3.1**", "--:"),
        ("", "--:"),
        ("fails", "--:"),
        ("never", "--:"),
        (r"$2\cdot10^{-8}$", "--:"),
        ("$10^{-19}$", "--:"),
        ("3.16 η", "--:"),
        ("one", ":--"),
        ("3 or 4", ":--"),
        ("$x^2$", ":--"),
    ],
)
def test_a_column_is_aligned_by_what_it_holds(capsys, cell, side):
    table(("value",), [(cell,), ("7",)])
    assert shown(capsys)[1] == f"|{side}|"


def test_a_column_without_any_number_is_text(capsys):
    table(("value",), [("none",), ("never",)])
    assert shown(capsys)[1] == "|:--|"


def test_a_caption_stands_above(capsys):
    table(("value",), [(1,)], caption="What the model costs.")
    assert shown(capsys)[:3] == ["What the model costs.", "", "| value |"]


def test_bars_and_line_ends_do_not_break_a_row(capsys):
    table(("norm $|x|$",), [("a | b\n  c",)])
    assert shown(capsys) == [r"| norm $\|x\|$ |", "|:--|", r"| a \| b c |"]


@pytest.mark.parametrize("name", ["", "$x$", "  ", "$B = 3$"])
def test_a_column_without_a_word_is_refused(name):
    with pytest.raises(ValueError, match="header must name every column in words, got"):
        table(("model", name), [("mean", 1)])


def test_floats_are_refused():
    with pytest.raises(TypeError, match=r"row 1 holds the float 0.5: give it as text with the digits that matter"):
        table(("value",), [("1",), (0.5,)])
    with pytest.raises(TypeError, match="row 0 holds the float"):
        table(("value",), [(np.float64(2),)])


def test_other_kinds_are_refused():
    with pytest.raises(TypeError, match="row 0 must hold text, whole numbers or truth values, got NoneType"):
        table(("value",), [(None,)])
    with pytest.raises(TypeError, match="header must hold text, whole numbers or truth values, got list"):
        table(([],), [("1",)])


def test_rows_of_another_length_are_refused():
    with pytest.raises(ValueError, match="row 1 must have 2 cells, one for each column, got 1"):
        table(("a", "b"), [(1, 2), (3,)])


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="header must name at least one column, got none"):
        table((), [])
    with pytest.raises(ValueError, match="rows must hold at least one row, got none"):
        table(("a",), [])
