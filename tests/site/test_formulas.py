"""A formula within a line keeps the punctuation beside it; formulas within and between lines have one size."""

import pytest
from book.formulas import CLASS, keep_together, together
from docutils import nodes
from site_browser import Served, open_page


def paragraph(*parts):
    return nodes.paragraph("", "", *(part if isinstance(part, nodes.Node) else nodes.Text(part) for part in parts))


def formula():
    return nodes.math("x", "x")


@pytest.mark.parametrize(
    ("before", "after", "inside"),
    [
        ("so ", ". Then", ["x", "."]),
        ("so (", "), then", ["(", "x", "),"]),
        ("a ", "-fold", ["x", "-"]),
        ("a (", " b", ["(", "x"]),
    ],
)
def test_marks_join_their_formula(before, after, inside):
    line = paragraph(before, formula(), after)
    group = together(line[1])
    assert [part.astext() for part in group] == inside
    assert group["classes"] == [CLASS]
    line.replace(line[1], group)
    assert line.astext() == before + "x" + after


@pytest.mark.parametrize(("before", "after"), [("so ", " then"), ("so ", "th")])
def test_a_formula_without_marks_stays_as_it_is(before, after):
    line = paragraph(before, formula(), after)
    assert together(line[1]) is None
    assert len(line) == 3


def test_two_formulas_share_a_text():
    line = paragraph(formula(), ", ", formula(), ".")
    document = nodes.document(None, None)
    document += line
    app = type("App", (), {"builder": type("Builder", (), {"format": "html"})})
    keep_together(app, document, "page")
    assert [type(part).__name__ for part in line if part.astext()] == ["inline", "Text", "inline"]
    assert line.astext() == "x, x."


STRAYS = """() => [...document.querySelectorAll('.bd-article p span.math')].filter(formula => {
  const inner = formula.closest('.book-together') === formula.parentNode ? formula.nextSibling : null;
  const after = inner || formula.nextSibling;
  if (!after || after.nodeType !== 3 || !/^[.,;:?!)]/.test(after.data)) return false;
  const range = document.createRange();
  range.setStart(after, 0); range.setEnd(after, 1);
  const [mark, box] = [range.getBoundingClientRect(), formula.getBoundingClientRect()];
  return mark.left < box.right - 2;
}).length"""
SIZES = """() => ['section > p span.math > mjx-container', 'div.math > mjx-container']
  .map(kind => 10 * parseFloat(getComputedStyle(document.querySelector('.bd-article ' + kind)).fontSize))"""


@pytest.fixture
def phone(browser, planted):
    """The planted chapter on a phone."""
    page = browser.new_page(viewport={"width": 375, "height": 900})
    with Served(planted) as site:
        open_page(page, site, "chapters/07_planted.html")
        yield page
    page.close()


@pytest.mark.browser
def test_no_line_begins_with_a_mark(phone):
    assert phone.evaluate(STRAYS) == 0
    phone.add_style_tag(content=f".{CLASS} {{ white-space: normal !important; }}")
    assert phone.evaluate(STRAYS) > 0  # planted


@pytest.mark.browser
def test_a_wide_formula_with_a_mark_scrolls(phone):
    wide = phone.locator(f".{CLASS} > span.math").last
    assert wide.evaluate(
        "e => e.scrollWidth > e.clientWidth + 10 || e.firstElementChild.scrollWidth > e.clientWidth + 10"
    )
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.browser
def test_formulas_have_one_size_on_a_phone(phone):
    within, between = phone.evaluate(SIZES)
    assert abs(within - between) <= 5  # tenths of a pixel
