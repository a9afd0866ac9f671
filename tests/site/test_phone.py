"""Every page of the site, opened once on a phone in dark mode: no wider than the window, and accessible."""

import os

import pytest
from site_browser import ALL_SETTINGS, LIGHT_DESKTOP, PHONE_DARK, visit_all, wide_faults

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visited(browser, site):
    """Every page seen once; axe looks at those a reader meets first, with BOOK_A11Y=all at every page.

    BOOK_A11Y=all adds the visits in all other settings too.
    """
    pages = site.pages()
    if os.environ.get("BOOK_A11Y") == "all":
        return visit_all(browser, site, pages, [setting for setting in ALL_SETTINGS if setting != LIGHT_DESKTOP])
    first = [page for page in pages if page.startswith(("chapters/", "pages/index.html", "pages/glossary.html"))]
    rest = [page for page in pages if page not in first]
    return [
        *visit_all(browser, site, first, [PHONE_DARK]),
        *visit_all(browser, site, rest, [PHONE_DARK], axe=False),
    ]


def test_no_page_is_wider_than_the_window(visited):
    faults = wide_faults(seen for seen in visited if seen.setting == PHONE_DARK)
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.slow
def test_no_page_breaks_a_rule_in_dark_mode_or_on_a_phone(visited):
    faults = sorted({seen.told(violation) for seen in visited for violation in seen.violations})
    assert not faults, "\n" + "\n".join(faults)
