"""Tables of results: rows are added, replaced and read without loss, each made by a command that still exists."""

import importlib.util
import json
import re

import pytest

from lib.train import results_table
from lib.train.recording import RecordingError
from lib.train.results_table import TABLES, load_rows, record_row


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results_table, "TABLES", tmp_path / "tables")
    return tmp_path / "tables"


def test_rows_are_added_and_read(folder):
    path = record_row("bits", "LSTM", "python -m lib.a", (0, 1), 1.26, {"bits": [2.5, 2.25]})
    _ = record_row("bits", "诗", "python -m lib.b", (2,), 2.0, {"bits": [2.0]})
    assert path == folder / "bits.json"
    rows = load_rows("bits")
    assert list(rows) == ["LSTM", "诗"]
    lstm = rows["LSTM"]
    assert (lstm.name, lstm.command, lstm.seeds, lstm.seconds) == ("LSTM", "python -m lib.a", (0, 1), 1.3)
    assert lstm.results == {"bits": [2.5, 2.25]}


def test_a_row_made_again_keeps_its_place_and_the_others(folder):
    for row, bits in (("a", 1.0), ("b", 2.0), ("a", 3.0)):
        _ = record_row("bits", row, "c", (0,), 1.0, {"bits": bits})
    assert {name: row.results["bits"] for name, row in load_rows("bits").items()} == {"a": 3.0, "b": 2.0}
    assert list(load_rows("bits")) == ["a", "b"]


def test_a_failed_row_leaves_the_table_whole(folder):
    path = record_row("bits", "a", "c", (0,), 1.0, {})
    before = path.read_bytes()
    with pytest.raises(ValueError, match="not JSON compliant"):
        record_row("bits", "b", "c", (0,), 1.0, {"bits": float("inf")})
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


def test_names_are_checked(folder):
    with pytest.raises(ValueError, match=r"name must consist of small letters, digits and underscores, got '\.\./up'"):
        record_row("../up", "a", "c", (0,), 1.0, {})
    with pytest.raises(ValueError, match="row must say what it is about, got ' '"):
        record_row("bits", " ", "c", (0,), 1.0, {})


def test_an_unknown_table_lists_the_known(folder):
    with pytest.raises(RecordingError, match="there is no table called 'b'; known are none"):
        load_rows("b")
    _ = record_row("bits", "a", "c", (0,), 1.0, {})
    with pytest.raises(RecordingError, match="known are bits"):
        load_rows("b")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": {"name": "a"}}', json.dumps({"a": 1})])
def test_a_damaged_table_is_named(folder, text):
    folder.mkdir()
    (folder / "bits.json").write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=r"bits\.json must hold rows as `record_row` writes them, got"):
        load_rows("bits")
    with pytest.raises(RecordingError, match=r"bits\.json must hold rows"):
        record_row("bits", "b", "c", (0,), 1.0, {})


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.json")), ids=lambda path: path.stem)
def test_each_row_can_be_made_again(path):
    for name, row in load_rows(path.stem).items():
        assert row.name == name
        module = re.fullmatch(r"python -m (lib\.[\w.]+)(?: .*)?", row.command)[1]
        assert importlib.util.find_spec(module) is not None
        assert len(row.results) > 0 and row.seconds > 0  # noqa: PT018  seeds may lack: counting draws nothing
