"""Every sentence for the reader stands once in the catalogue, is used, and is filled with what its places name."""

import re
import string
from pathlib import Path

import pytest

from lib.study import messages
from lib.study.messages import message

STUDY = Path(messages.__file__).parent
# Keys that are put together in the code: their first part stands there with a brace behind it.
BUILT = ("verdict.", "stopped.", "kind.", "hint.", "kind_of_exercise.", "differ.")


def test_places_are_filled():
    assert message("pass.inputs", count=24) == "Right on all 24 inputs."
    with pytest.raises(KeyError, match=r"no\.such"):
        message("no.such")
    with pytest.raises(KeyError, match="count"):
        message("pass.inputs")


def test_a_translation_is_used_and_english_fills_its_gaps(monkeypatch):
    monkeypatch.setitem(messages.CATALOGUES, "xx", {"verdict.pass": "GUT"})
    monkeypatch.setenv("BOOK_LANGUAGE", "xx")
    assert message("verdict.pass") == "GUT"
    assert message("verdict.stopped") == "STOPPED"
    monkeypatch.setenv("BOOK_LANGUAGE", "unknown")
    assert message("verdict.pass") == "PASS"


def used_keys():
    text = "\n".join(path.read_text(encoding="utf-8") for path in STUDY.glob("*.py") if path.name != "messages.py")
    return set(re.findall(r'["\']([a-z_]+(?:\.[a-z_0-9-]+)*)["\']', text)), text


def test_every_key_is_used_and_every_used_key_exists():
    keys, text = used_keys()
    for key in messages.ENGLISH:
        built = key.startswith(BUILT) and f'"{key.rpartition(".")[0]}.' in text
        assert key in keys or built, f"{key} is used nowhere"
    asked = set(re.findall(r'message\(\s*f?"([^"{]+)"', text))
    assert asked <= set(messages.ENGLISH)
    for first in re.findall(r'message\(\s*f"([^"{]+)\{', text):
        assert any(key.startswith(first) for key in messages.ENGLISH)


def test_the_places_of_each_sentence_are_names():
    for key, text in messages.ENGLISH.items():
        for _, place, _, _ in string.Formatter().parse(text):
            assert place is None or re.match(r"[a-z]+$", place), key


def test_each_sentence_of_the_widgets_is_used_and_none_is_missing():
    own = {"explore", "quiz"}
    entered = {key for key in messages.ENGLISH if key.partition(".")[0] in own}
    code = "".join(path.read_text(encoding="utf-8") for path in STUDY.glob("*.py") if "messages" not in path.name)
    used = set(re.findall(r'"((?:explore|quiz)\.[a-z_]+)"', code)) | set(
        re.findall(r"'((?:explore|quiz)\.[a-z_]+)'", code)
    )
    assert used - {"explore.css", "explore.js", "quiz.css", "quiz.js"} == entered
