"""Planted faults: links."""

import pytest


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[next](03_none.ipynb)", "link to '03_none.ipynb': there is no such file"),
        ("[next](03_none.ipynb#part)", "link to '03_none.ipynb': there is no such file"),
        ("<a href='none.html'>x</a>", "link to 'none.html': there is no such file"),
        ("[there](#no-such-heading)", "link to '#no-such-heading': no heading here"),
        ("![a b c](attachment:none.png)", "there is no such attachment"),
    ],
)
def test_dead_links(sample, faults, source, message, add):
    add(sample, "markdown", source)
    problems = faults(sample)
    assert len(problems) == 1, problems
    assert message in problems[0][1]


def test_picture_in_markdown_without_alternative_text(sample, faults, tmp_path, add):
    (tmp_path / "a.png").write_bytes(b"x")
    add(sample, "markdown", "![](a.png)\n\n<img src='a.png'>\n\n![A line that rises](a.png)")
    assert [what.startswith("image 'a.png' has no alternative text") for _, what in faults(sample)] == [True, True]


def test_good_links_pass(sample, faults, tmp_path, add):
    (tmp_path / "03_next.ipynb").write_text("{}")
    links = "[a](03_next.ipynb#x) [b](#a-line) [c](https://example.org) [d](#bias--variance) `[e](no)`"
    add(sample, "markdown", f"## Bias & variance\n\n{links}")
    assert faults(sample) == []
