"""On a phone numbers stay whole, tables are no wider than they need be, and the code of a solution keeps its place."""

import pytest
from site_browser import open_page

pytestmark = pytest.mark.browser
HEIGHTS = """() => [...document.querySelectorAll('.bd-article td.text-right')]
  .filter(cell => cell.innerText.includes('±')).map(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell.querySelector('p'));
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
  })"""
WIDTHS = """() => [...document.querySelectorAll('.bd-article table')]
  .filter(table => table.rows[0].cells.length === 4).map(table => parseFloat(getComputedStyle(table).minWidth) || 0)"""
BOXES = """() => {
  const fold = [...document.querySelectorAll('.bd-article details')].find(e => e.innerText.startsWith('Solution'));
  fold.open = true;
  const code = fold.querySelector('div.highlight'), pre = fold.querySelector('pre');
  const [outer, inner] = [fold.getBoundingClientRect(), code.getBoundingClientRect()];
  return { left: inner.left - outer.left, right: outer.right - inner.right, over: pre.scrollWidth - pre.clientWidth };
}"""


@pytest.fixture
def phone(browser, planted_site):
    """The planted chapter on a phone."""
    page = browser.new_page(viewport={"width": 375, "height": 900})
    open_page(page, planted_site, "chapters/07_planted.html")
    yield page
    page.close()


def test_a_number_and_its_spread_stay_on_one_line(phone):
    assert phone.evaluate(HEIGHTS) == [1, 1, 1]
    phone.add_style_tag(content=".bd-article td.text-right p { white-space: normal !important; max-width: 3rem; }")
    assert max(phone.evaluate(HEIGHTS)) > 1  # planted


def test_only_tables_of_prose_are_made_wide(phone):
    prose, numbers = phone.evaluate(WIDTHS)
    assert prose > 400
    assert numbers == 0


def test_the_code_of_a_solution_lies_inside_its_frame_and_wraps(phone):
    seen = phone.evaluate(BOXES)
    assert seen["left"] >= 10
    assert seen["right"] >= 10
    assert seen["over"] <= 0
