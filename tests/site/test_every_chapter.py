"""Every chapter, opened on a desk and looked at by axe; all else about its page is in test_every_page.py too."""

import pytest
from site_browser import LIGHT_DESKTOP, visit_all
from site_weight import MAX_CHAPTER_BYTES, weigh

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visited(browser, site):
    """Every chapter seen once at 1280 px in light mode: what it asked for, what went wrong, what axe says."""
    chapters = [page for page in site.pages() if page.startswith("chapters/")]
    return visit_all(browser, site, chapters, [LIGHT_DESKTOP])


def test_no_chapter_breaks_an_accessibility_rule(visited):
    assert visited
    faults = sorted({seen.told(violation) for seen in visited for violation in seen.violations})
    assert not faults, "\n" + "\n".join(faults)


def test_no_chapter_complains_or_asks_another_server_later(visited, site):
    """The long stay that axe needs shows what happens only after a page has loaded."""
    faults = [seen.told(what) for seen in visited for what in (*seen.errors, *seen.outside)]
    assert not faults, "\n" + "\n".join(faults)
    own = weigh(visited, site).own
    assert max(own.values()) <= MAX_CHAPTER_BYTES, own
