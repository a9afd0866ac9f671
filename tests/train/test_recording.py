"""Recorded runs: written and read without loss, each made by a command that still exists."""

import importlib.util
import json
import re

import pytest

from lib.train import recording
from lib.train.recording import RECORDED, RecordingError, load_recording, record


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "RECORDED", tmp_path)
    return tmp_path


def test_what_is_written_is_read(folder):
    path = record("a_run", "python -m lib.a", (0, 1), 1.234, {"loss": [2.0, 1.5], "name": "诗"})
    assert path == folder / "a_run.json"
    found = load_recording("a_run")
    assert (found.name, found.command, found.seeds, found.seconds) == ("a_run", "python -m lib.a", (0, 1), 1.2)
    assert found.results == {"loss": [2.0, 1.5], "name": "诗"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.date)
    assert set(found.versions) == {"python", "numpy", "torch"}


def test_a_later_run_takes_the_place_of_an_earlier_one(folder):
    for loss in (2.0, 1.0):
        _ = record("a_run", "c", (0,), 1.0, {"loss": loss})
    assert load_recording("a_run").results == {"loss": 1.0}


@pytest.mark.parametrize("name", ["", "two words", "../up", "Upper", "1st"])
def test_names_are_those_of_files(folder, name):
    with pytest.raises(ValueError, match="name must consist of small letters, digits and underscores, got"):
        record(name, "c", (0,), 1.0, {})


def test_numbers_are_finite(folder):
    with pytest.raises(ValueError, match="not JSON compliant"):
        record("a_run", "c", (0,), 1.0, {"loss": float("nan")})


def test_an_unknown_name_lists_the_known(folder):
    with pytest.raises(RecordingError, match="there is no recording called 'b'; known are none"):
        load_recording("b")
    _ = record("a_run", "c", (0,), 1.0, {})
    with pytest.raises(RecordingError, match="known are a_run"):
        load_recording("b")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "a_run"}', json.dumps({"seeds": [0], "mood": "good"})])
def test_a_damaged_file_is_named(folder, text):
    (folder / "a_run.json").write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError, match=r"a_run\.json must hold a recording as `record` writes it, got"):
        load_recording("a_run")


@pytest.mark.parametrize("path", sorted(RECORDED.glob("*.json")), ids=lambda path: path.stem)
def test_each_recording_can_be_made_again(path):
    found = load_recording(path.stem)
    assert found.name == path.stem
    module = re.fullmatch(r"python -m (lib\.[\w.]+)(?: .*)?", found.command)[1]
    assert importlib.util.find_spec(module) is not None
    assert len(found.seeds) > 0 and len(found.results) > 0 and found.seconds > 0  # noqa: PT018
