"""The contents beside a page mark the section that is being read, however the reader came to it."""

import pytest
from site_browser import open_page

pytestmark = pytest.mark.browser
CHAPTER = "chapters/02_ml_basics.html"
MARKED = """() => [...document.querySelectorAll('nav.page-toc a')]
  .filter(link => link.classList.contains('active') || link.ariaCurrent || link.getAttribute('aria-current'))
  .map(link => [link.hash, link.classList.contains('active'), link.getAttribute('aria-current')])"""
# What the script should come to, told without it: the last section listed that begins above the line.
WANTED = """() => [...document.querySelectorAll('nav.page-toc a')].map(link => link.hash)
  .filter(hash => document.getElementById(hash.slice(1)).getBoundingClientRect().top <= 150).pop()"""
SETTLED_MS = 1500  # the theme holds its own mark for a second after a jump


@pytest.fixture
def page(browser, site):
    """The chapter on a wide screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    open_page(page, site, CHAPTER)
    yield page
    page.close()


def marked(page):
    page.wait_for_timeout(SETTLED_MS)
    return page.evaluate(MARKED)


def test_the_quiz_is_marked_while_it_is_read(page):
    top = "document.getElementById('quiz').getBoundingClientRect()"
    page.evaluate(f"window.scrollBy(0, {top}.top - 100)")
    assert marked(page) == [["#quiz", True, "true"]]
    page.evaluate(f"window.scrollBy(0, {top}.height / 2)")
    assert marked(page) == [["#quiz", True, "true"]]


def test_turning_pages_keeps_the_mark_right(page):
    page.locator("body").click(position={"x": 640, "y": 300})
    seen = set()
    for _ in range(4):
        for _ in range(7):
            page.keyboard.press("PageDown")
        assert marked(page) == [[page.evaluate(WANTED), True, "true"]]
        seen.add(page.evaluate(WANTED))
    assert len(seen) > 1


def test_a_link_marks_the_section_it_leads_to(page):
    page.locator("nav.page-toc a[href='#quiz']").click()
    assert marked(page) == [["#quiz", True, "true"]]
    assert page.locator("nav.page-toc .toc-entry.active > a").first.is_visible()


def test_at_the_top_nothing_is_marked(page):
    page.evaluate("window.scrollTo(0, 0)")
    assert marked(page) == []


def test_a_wrong_mark_of_the_theme_does_not_stay(page):
    page.evaluate("window.scrollBy(0, document.getElementById('quiz').getBoundingClientRect().top - 100)")
    assert marked(page) == [["#quiz", True, "true"]]
    page.evaluate("""() => {
      document.querySelector("nav.page-toc a[href='#quiz']").classList.remove("active");
      document.querySelector("nav.page-toc a").classList.add("active");
    }""")
    assert marked(page) == [["#quiz", True, "true"]]


def test_without_the_script_the_mark_goes_wrong(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.route("**/here.js*", lambda route: route.abort())
    open_page(page, site, CHAPTER)
    page.evaluate("window.scrollBy(0, document.getElementById('quiz').getBoundingClientRect().bottom - 700)")
    assert marked(page) != [["#quiz", True, "true"]]
    page.close()
