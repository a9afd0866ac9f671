from html.parser import HTMLParser

from lib.data import Table, load_credit
from lib.data.show import as_html, as_text


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        self.found.append(data)


def test_text_aligns_numbers_right_and_text_left():
    table = Table({"n": [1.5, None, 1234567.0], "word": ["a", None, "long"]})
    assert as_text(table).split("\n") == [
        "Table of 3 rows and 2 columns",
        "      n  word",
        "    1.5  a",
        "      -  -",
        "1234567  long",
    ]
    assert repr(table) == as_text(table)


def test_long_tables_show_five_rows_and_say_so():
    credit = load_credit()
    lines = as_text(credit).split("\n")
    assert lines[0] == "Table of 4,454 rows and 14 columns"
    assert len(lines) == 8
    assert lines[-1] == "..."
    assert "the first 5 shown" in as_html(credit)


def test_html_escapes_and_marks_headers():
    markup = as_html(Table({"<b>": ["<script>&"]}))
    assert "<script>" not in markup
    assert '<th scope="col">&lt;b&gt;</th>' in markup
    parser = Cells()
    parser.feed(markup)
    assert parser.found == ["Table of 1 row and 1 column", "<b>", "<script>&"]
    assert Table({"a": [1]})._repr_html_() == as_html(Table({"a": [1]}))


def test_empty_table():
    assert as_text(Table({"a": [1]}).rows([])) == "Table of 0 rows and 1 column\na"
