"""The recorded models of quatrains: how poems are judged, and what the recording must hold."""

import numpy as np
import pytest

from lib.sequence import CharLM, CharLMConfig
from lib.sequence.experiments import quatrains
from lib.sequence.experiments.quatrains import form_of, judged, written
from lib.text import CharTokenizer
from lib.train import load_recording

LINES = ("白日依山盡", "黃河入海流", "欲窮千里目", "更上一層樓")
POEM = "{}，{}。{}，{}。".format(*LINES)


@pytest.mark.parametrize(
    ("poem", "form"),
    [
        ("白日依山盡，黃河入海流。欲窮千里目，更上一層樓。", "五"),
        ("白日依山盡，黃河入海流。欲窮千里目，更上一層樓", ""),
        ("白日依山盡，黃河入海流。欲窮千里，更上一層樓。", ""),
        ("一二三四五六七，一二三四五六七。一二三四五六七，一二三四五六七。", "七"),
        ("", ""),
    ],
)
def test_the_form_of_a_poem(poem, form):
    assert form_of(poem) == form


def test_poems_are_judged_line_by_line():
    found = judged([POEM, "白日依山，黃河入海流。"], "五", {LINES[0], LINES[1]})
    assert found == {"right_lines": round(5 / 6, 3), "right_form": 0.5, "lines_copied": 0.5}
    assert judged([POEM], "七", set()) == {"right_lines": 0.0, "right_form": 0.0, "lines_copied": 0.0}


def test_a_poem_ends_at_its_line_break():
    tokenizer = CharTokenizer().train("五山\n")
    poems = written(CharLM(CharLMConfig(vocab_size=3, hidden_size=4)), tokenizer, "五山\n", "五")
    assert len(poems) == quatrains.N_POEMS
    assert not any("\n" in poem for poem in poems)
    assert max(map(len, poems)) <= 40
    assert "" in poems  # one character in three is a line break


def test_the_recording_holds_what_the_chapter_shows():
    recording = load_recording(quatrains.NAME)
    assert recording.command == quatrains.COMMAND
    results = recording.results
    assert results["lr"] == quatrains.RATES[int(np.argmin(results["tuning_bits"]))]
    assert len(results["perplexity"]) == len(quatrains.SEEDS)
    assert max(results["perplexity"]) < results["perplexity_bigram"] < results["perplexity_unigram"]
    for form, found in results["forms"].items():
        assert len(found["right_form"]) == len(quatrains.SEEDS)
        assert found["samples"]
        assert all(form_of(poem) == form for poem in found["samples"])
