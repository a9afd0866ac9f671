"""Planted faults: nothing of one machine."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "/home/ann/book/x.csv",
        "'/tmp/x'",
        "C:\\Users\\Ann\\x",
        "file:///srv/x",
        "see /Users/ann/x",
        "(/usr/lib/python3/x.py:3)",
    ],
)
@pytest.mark.parametrize("place", ["source", "stdout", "text/html", "markdown"])
def test_absolute_path(sample, faults, text, place, add, shown):
    if place == "source":
        add(sample, "code", f"# {text}")
    elif place == "markdown":
        add(sample, "markdown", f"The file {text} is read.")
    elif place == "stdout":
        add(sample, "code", "print(1)", output={"output_type": "stream", "name": "stdout", "text": text})
    else:
        add(sample, "code", "page", output=shown({"text/html": f"<p>{text}</p>"}))
    assert [where for where, what in faults(sample) if "absolute path" in what] == ["planted"]


def test_the_books_own_folder_is_an_absolute_path(sample, faults, made_book, add):
    add(sample, "code", f"x = {str(made_book)!r}")
    assert [where for where, what in faults(sample) if "absolute path" in what] == ["planted"]


@pytest.mark.parametrize("text", ["a/b/home/x", "https://example.org/home/x", "</var/x>", "1/2", "~/x", "../usr/x"])
def test_other_slashes_pass(sample, faults, text, add):
    add(sample, "code", f"x = {text!r}")
    assert faults(sample) == []


def test_address_of_an_object(sample, faults, add, shown):
    add(sample, "code", "ax", output=shown({"text/plain": "<Axes at 0x7f12ab34cd56>"}))
    assert [where for where, what in faults(sample) if "address of an object" in what] == ["planted"]
