"""What is wider than a phone scrolls, shows that it does, and can be scrolled by keyboard."""

import pytest
from site_browser import axe_violations, open_page

pytestmark = pytest.mark.browser
WIDE = ".bd-article :is(pre, .pst-scrollable-table-container, .cell_output > .text_html, div.math > mjx-container)"
FOUND = """selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).map(e => ({
  kind: e.tagName.toLowerCase(), over: e.scrollWidth - e.clientWidth, focus: e.tabIndex,
  shadows: (getComputedStyle(e).backgroundImage.match(/gradient/g) || []).length,
  attachment: getComputedStyle(e).backgroundAttachment,
}))"""


def faults(found):
    """Return what scrolls without a sign of it or without the keyboard."""
    wrong = []
    for one in found:
        if one["over"] > 1:
            if one["shadows"] != 4 or one["attachment"] != "local, local, scroll, scroll":
                wrong.append(f"{one['kind']}: nothing shows that {one['over']} px are hidden")
            if one["focus"] != 0:
                wrong.append(f"{one['kind']}: out of reach of the keyboard")
    return wrong


@pytest.fixture(params=["light", "dark"])
def phone(request, browser, planted_site):
    """The planted chapter on a phone."""
    page = browser.new_page(viewport={"width": 375, "height": 900}, color_scheme=request.param)
    open_page(page, planted_site, "chapters/07_planted.html")
    page.wait_for_timeout(600)  # the theme marks what scrolls, at most every 300 ms
    yield page
    page.close()


def test_wide_code_tables_and_formulas_show_that_they_scroll(phone):
    found = phone.evaluate(FOUND, WIDE)
    assert {one["kind"] for one in found if one["over"] > 1} == {"pre", "div", "mjx-container"}
    assert not faults(found)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375


def test_what_fits_keeps_a_plain_ground(phone):
    # On a plain ground axe can measure the contrast of code.
    assert all(one["shadows"] == 0 for one in phone.evaluate(FOUND, ".bd-article pre") if one["over"] <= 0)


def test_the_planted_chapter_is_accessible(phone):
    assert not [fault for fault in axe_violations(phone) if not fault.startswith("landmark")]


def test_a_cue_that_is_missing_is_seen(phone):
    phone.add_style_tag(content=f"{WIDE} {{ background-image: none !important; }}")
    assert any("hidden" in fault for fault in faults(phone.evaluate(FOUND, WIDE)))
