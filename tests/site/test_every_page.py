"""Every page of the site, opened on a desk: accessible, no wider than the window, light, quiet, and on its own.

axe takes most of the time, so the chapters, half of its work, have a module of their own that the other worker can run
(test_every_chapter.py). That each check finds what it looks for is tested with planted faults in test_accessibility.py
and test_requests.py; the same pages on a phone are in test_phone.py.
"""

import pytest
from site_browser import LIGHT_DESKTOP, visit_all, wide_faults
from site_weight import MAX_CHAPTER_BYTES, MAX_SHARED_BYTES, weigh

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visited(browser, site):
    """Every page of the site at 1280 px in light mode: what it asked for and what went wrong; outside chapters, axe."""
    chapters = [page for page in site.pages() if page.startswith("chapters/")]
    others = [page for page in site.pages() if page not in chapters]
    return [
        *visit_all(browser, site, others, [LIGHT_DESKTOP]),
        *visit_all(browser, site, chapters, [LIGHT_DESKTOP], axe=False),
    ]


def test_no_page_breaks_an_accessibility_rule(visited):
    faults = sorted({seen.told(violation) for seen in visited for violation in seen.violations})
    assert not faults, "\n" + "\n".join(faults)


def test_no_page_is_wider_than_the_window(visited):
    faults = wide_faults(visited)
    assert not faults, "\n" + "\n".join(faults)


def test_no_page_reports_an_error(visited):
    faults = [seen.told(error) for seen in visited for error in seen.errors]
    assert not faults, "\n" + "\n".join(faults)


def test_no_page_asks_another_server(visited):
    faults = [seen.told(address) for seen in visited for address in seen.outside]
    assert not faults, "\n" + "\n".join(faults)


def test_pages_are_light(visited, site):
    weights = weigh(visited, site)
    heavy = [f"{page}: {own / 1e6:.2f} MB of its own" for page, own in weights.own.items() if own > MAX_CHAPTER_BYTES]
    assert not heavy, "\n".join(heavy)
    assert weights.shared_total <= MAX_SHARED_BYTES, f"\n{weights.shared_total / 1e6:.2f} MB shared: {weights.shared}"
