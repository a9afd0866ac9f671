import pytest

from lib.study.typeset import typeset_numbers


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("-0.5", "−0.5"),
        ("from -2 to (-1, -.5)", "from −2 to (−1, −.5)"),
        ("**-3**", "**−3**"),
        ("1e-06", "$10^{-6}$"),
        ("2.0e-08", r"$2.0\cdot10^{-8}$"),
        ("-1.2e+12", r"$-1.2\cdot10^{12}$"),
        ("3.1e-01", "0.31"),
        ("1.2e+01", "12"),
        ("1.25e+01", "12.5"),
        ("-5e+03", "−5,000"),
        ("0e+00", "0"),
    ],
)
def test_numbers_are_set_as_in_a_book(given, wanted):
    assert typeset_numbers(given) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "784-128-10",
        "2026-11-22",
        "a 3-2 net",
        "|:--|--:|",
        "- 3 apples",
        "`-1e-6`",
        "```\n-1\n```",
        "$-1$ and $$\n1e-6\n$$",
        "[chapter](a-3.html#-4)",
        "<!-- -5 -->",
        "0x1e-5",
        "version 1.2e-5.3",
    ],
)
def test_what_is_no_number_of_the_sentence_stays(text):
    assert typeset_numbers(text) == text


def test_setting_twice_changes_nothing():
    once = typeset_numbers("From -0.5 to 2e-08 and 3.1e-01.")
    assert typeset_numbers(once) == once
