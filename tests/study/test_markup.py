import pytest

from lib.study.markup import inline_html, plain_text, split_blocks


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("**bold** and *light*", "<strong>bold</strong> and <em>light</em>"),
        ("(*p* − *y*)²", "(<em>p</em> − <em>y</em>)²"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`a ** b` and `<tag>`", "<code>a ** b</code> and <code>&lt;tag&gt;</code>"),
        ("<script>", "&lt;script&gt;"),
        ("one ` only", "one ` only"),
    ],
)
def test_inline(text, html):
    assert inline_html(text) == html


def test_blocks_keep_code_lines_and_join_text_lines():
    text = "First\nline.\n\nSecond.\n\n```python\nx = 1\n\n    y\n```\nAfter."
    assert split_blocks(text) == [
        ("text", "First line."),
        ("text", "Second."),
        ("code", "x = 1\n\n    y"),
        ("text", "After."),
    ]


def test_plain_text_leaves_code_alone():
    assert plain_text("**Not** *p*, but `a ** b ** c`") == "Not p, but `a ** b ** c`"
