"""Planted faults: typed measurements, and syntax that only the site understands."""

import pytest

MEASURED = [
    "The error falls to 0.31.",
    "It drops by 12% here.",
    "It drops by 12 per cent.",
    "Accuracy gains 3 percentage points.",
    "It is 10 times faster.",
    "It is 10x faster.",
    "It is 3× as large.",
    "It is three times as large.",
    "A 5-fold increase.",
    "It reaches .93 at last.",
    "A loss of 1e-3 remains.",
    "- a list with **0.5**",
    "| a | 0.5 |\n|---|---|\n| b | 1 |",
    "> **Note.** The gap is 0.2.",
    "Inline $x$ and then 0.7 and $y$.",
    "#### Reaching 0.9",
]


@pytest.mark.parametrize("text", MEASURED)
def test_typed_measured_number(sample, faults, text, add):
    add(sample, "markdown", f"### Section\n\n{text}")
    problems = faults(sample)
    assert [where for where, what in problems if "a typed" in what] == ["planted"] * len(problems), problems
    assert problems


@pytest.mark.parametrize("text", MEASURED)
def test_a_given_number_passes(sample, faults, text, add):
    add(sample, "markdown", f"### Section\n\n{text}\n\nNothing.".replace(text, f"<!-- given -->\n\n{text}"))
    assert faults(sample) == []


@pytest.mark.parametrize(
    "text",
    [
        "With $x = 0.5$ and $$\n0.1\n\n0.2\n$$ and \\[0.3\\].",
        "`0.5` and\n\n```python\nx = 0.5\n\ny = 12 %\n```",
        "In 2017 there were 24 readings, 3 classes and 28×28 or 3 x 3 pixels.",
        "5-fold cross-validation with 10 folds, repeated three times.",
        "[Section 2.1 in a link](https://example.org/1.5) and https://example.org/v0.5",
        "<img src='#setup' alt='one two three' width='0.5'>",
        "A paragraph with 0.5 in it. <!-- given -->",
        "### 2.1 Numbered heading",
        "Costs \\$5 and \\$6; version two.",
    ],
)
def test_other_numbers_pass(sample, faults, text, add):
    add(sample, "markdown", f"### Section\n\n{text}\n\n#### setup" if "src" in text else f"### Section\n\n{text}")
    assert faults(sample) == []


def test_the_mark_covers_its_own_paragraph_only(sample, faults, add):
    add(sample, "markdown", "First 0.5. <!-- given -->\n\nThen 0.75.")
    [(_, what)] = faults(sample)
    assert "'0.75'" in what


@pytest.mark.parametrize(
    "source",
    [
        "A {term}`gradient` here.",
        "{glue:text}`gap`",
        "```{note}\nx\n```",
        "~~~{exercise}\nx\n~~~",
        ":::{tip}\nx\n:::",
        "(anchor)=\n### Head",
        "See [](other.md).",
        "A {{ name }} here.",
        "% a comment",
        "A note[^1].\n\n[^1]: text",
    ],
)
def test_myst_only_syntax(sample, faults, source, add):
    add(sample, "markdown", source)
    assert [where for where, what in faults(sample) if "plain Markdown" in what] == ["planted"]


@pytest.mark.parametrize(
    "source",
    ["`{term}` and `{a}` and `b`", "$\\mathbf{x}$ `code`", "```python\nx = {}\n```", "A (b)=c", "5 % of", "| a | b |"],
)
def test_plain_markdown_passes(sample, faults, source, add):
    add(sample, "markdown", source)
    assert [what for _, what in faults(sample) if "MyST" in what or "directive" in what] == []
