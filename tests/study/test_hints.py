import pytest

from lib.study import hints
from lib.study.hints import Help, hint, solution
from lib.study.progress_file import FILE_VARIABLE, progress_file
from lib.study.registry import find_exercise


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "progress.json"))
    monkeypatch.setattr(hints, "_SHOWN", {})


def test_each_call_gives_the_next_hint_and_the_last_one_stays():
    exercise = find_exercise("decompose-error")
    for number in (1, 2, 3, 3):
        text = repr(hint("decompose-error"))
        assert text.startswith(f"**Hint {number} of 3")
        assert exercise.hints[number - 1] in text
    assert "solution('decompose-error') shows a solution" in text
    assert progress_file().read()["decompose-error"]["hints"] == 3
    assert repr(hint("ensemble-of-fits")).startswith("**Hint 1 of 3")


def test_a_hint_by_number_is_the_same_every_time():
    assert hint("decompose-error", 2) == hint("decompose-error", 2)
    for number in (0, 4):
        with pytest.raises(ValueError, match=f"number must be from 1 to 3, got {number}"):
            hint("decompose-error", number)


def test_the_solution_has_code_reason_and_variant():
    exercise = find_exercise("decompose-error")
    text = repr(solution("decompose-error"))
    assert text.startswith("**Solution of Split the error of many fits**")
    for part in (exercise.expected.source.rstrip(), exercise.explanation, exercise.variant):
        assert part in text
    assert progress_file().read()["decompose-error"]["solution"] is True


def test_help_is_markdown_in_a_notebook_and_text_elsewhere():
    assert Help("*a*")._repr_markdown_() == repr(Help("*a*")) == "*a*"


def test_unknown_ids():
    for ask in (hint, solution):
        with pytest.raises(ValueError, match="no exercise 'nothing-here'"):
            ask("nothing-here")
