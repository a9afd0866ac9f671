import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lib.study.say import say


@pytest.fixture
def shown(monkeypatch):
    """Pretend to be in a notebook, and record what is displayed."""
    import IPython
    from IPython import display

    outputs = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: InteractiveShell)
    monkeypatch.setattr(display, "display", lambda data, raw: outputs.append((data, raw)))
    return outputs


def test_a_notebook_gets_markdown_and_the_same_plain_text(shown, capsys):
    say(f"The gap is **{0.1234:.2f}** and $x^2$.")
    text = "The gap is **0.12** and $x^2$."
    assert shown == [({"text/plain": text, "text/markdown": text}, True)]
    assert capsys.readouterr().out == ""


def test_numbers_are_typeset_for_reading_only(shown):
    say("A change of -0.5.")
    assert shown == [({"text/plain": "A change of -0.5.", "text/markdown": "A change of −0.5."}, True)]


def test_plain_python_prints(capsys):
    say("One number: 3")
    assert capsys.readouterr().out == "One number: 3\n"


def test_python_without_ipython_prints(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "IPython")
    say("One number: 3")
    assert capsys.readouterr().out == "One number: 3\n"


def test_common_indentation_goes(capsys):
    say(
        """
        | a | b |
        |---|---|
        | 1 |   2 |
        """
    )
    assert capsys.readouterr().out == "| a | b |\n|---|---|\n| 1 |   2 |\n"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_to_say_is_refused(text):
    with pytest.raises(ValueError, match="text must not be empty"):
        say(text)


def test_other_kinds_are_refused():
    with pytest.raises(TypeError, match="text must be a string of Markdown, got float"):
        say(0.5)
