"""A formula within a line keeps the punctuation beside it; formulas within and between lines have one size."""

import re
from html.parser import HTMLParser

import pytest
from book.formulas import CLASS, keep_together, together
from docutils import nodes
from site_browser import open_page


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


CUT = """() => [...document.querySelectorAll('.bd-article span.math')].filter(place => {
  const drawn = place.querySelector('mjx-math');
  return drawn && getComputedStyle(place).overflowX !== 'auto'
    && drawn.getBoundingClientRect().width > place.getBoundingClientRect().width + 2;
}).length"""


@pytest.fixture
def phone(browser, planted_site):
    """The planted chapter on a phone."""
    page = browser.new_page(viewport={"width": 375, "height": 900})
    open_page(page, planted_site, "chapters/07_planted.html")
    yield page
    page.close()


@pytest.mark.browser
def test_no_line_begins_with_a_mark(phone):
    assert phone.evaluate(STRAYS) == 0
    phone.add_style_tag(content=f".{CLASS} {{ white-space: normal !important; }}")
    assert phone.evaluate(STRAYS) > 0  # planted


@pytest.mark.browser
def test_a_formula_too_wide_for_a_phone_scrolls_and_only_such_a_one(phone):
    phone.wait_for_selector(".book-wide")
    assert phone.evaluate(CUT) == 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375
    assert phone.evaluate("document.querySelectorAll('span.math:not(.book-wide)').length") > 3
    phone.add_style_tag(content=".book-wide { overflow-x: hidden !important; }")
    assert phone.evaluate(CUT) > 0  # planted


@pytest.mark.browser
def test_what_a_fold_hid_is_looked_at_when_it_opens(phone):
    phone.wait_for_selector(".book-wide")
    phone.evaluate("document.querySelectorAll('.book-wide').forEach(e => e.classList.remove('book-wide'))")
    phone.evaluate("document.querySelectorAll('.bd-article details').forEach(e => { e.open = true; })")
    phone.wait_for_selector(".book-wide")
    assert phone.evaluate(CUT) == 0


@pytest.mark.browser
def test_formulas_have_one_size_on_a_phone(phone):
    within, between = phone.evaluate(SIZES)
    assert abs(within - between) <= 5  # tenths of a pixel


class _Visible(HTMLParser):
    """Collect the text of a page outside code, mathematics and scripts."""

    HIDDEN = ("script", "style", "pre", "code", "svg", "nav")

    def __init__(self):
        super().__init__()
        self.open, self.hidden, self.text = [], 0, []

    def handle_starttag(self, tag, attrs):
        if tag in ("br", "img", "hr", "input", "meta", "link", "source", "wbr"):
            return
        away = tag in self.HIDDEN or "math" in (dict(attrs).get("class") or "").split()
        self.open.append((tag, away))
        self.hidden += away

    def handle_endtag(self, tag):
        while self.open:
            name, away = self.open.pop()
            self.hidden -= away
            if name == tag:
                return

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def raw_mathematics(page):
    r"""Return pieces of LaTeX that a page shows as text.

    That is what stands outside of formulas, the lonely dollar signs of a formula that was split, and commands within
    ``\text{...}``, which MathJax prints as they are.
    """
    reader = _Visible()
    reader.feed(page)
    text = " ".join("".join(reader.text).split("\n"))
    outside = r".{0,30}(?:\\[a-zA-Z]{2,}|\$[^$\n]{0,40}[\\^_]|(?<!\S)\$+(?!\S)).{0,20}"
    return re.findall(outside, text) + re.findall(r"\\text\{[^{}]*\\[a-zA-Z]{2,}.{0,20}", page)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>minimum: $ \\alpha = 2 $</p>", True),
        ("<p>as long as <em>t</em>\\varepsilon</p>", True),
        ('<p>so <span class="math notranslate">\\(\\alpha\\)</span> is</p>', False),
        ('<p>so $<span class="math notranslate">\\(x\\)</span>$ is</p>', True),
        ('<div class="math notranslate">\\[x \\text{\\textbf{a}: b}\\]</div>', True),
        ("<p>costs $5</p><pre>\\alpha</pre><p>and <code>$x_1$</code></p>", False),
    ],
)
def test_raw_mathematics_is_recognised(page, found):
    assert bool(raw_mathematics(page)) is found


def test_no_chapter_shows_raw_mathematics(html):
    faults = [
        f"{path.name}: {piece}"
        for path in sorted((html / "chapters").glob("*.html"))
        for piece in raw_mathematics(path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n" + "\n".join(faults)
