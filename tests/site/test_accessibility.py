"""Every page keeps WCAG 2.2 A and AA, light and dark, on a desk and on a phone; each check finds a planted fault."""

import os

import pytest
from site_browser import ALL_SETTINGS, LIGHT_DESKTOP, Setting, visit_all

pytestmark = pytest.mark.browser
PHONE_DARK = Setting("dark", 320)


def test_no_page_breaks_an_accessibility_rule(visited):
    faults = sorted({seen.told(violation) for seen in visited for violation in seen.violations})
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.slow
def test_no_page_breaks_a_rule_in_dark_mode_or_on_a_phone(browser, site):
    """By default the pages a reader meets first; with BOOK_A11Y=all every page in all six settings."""
    if os.environ.get("BOOK_A11Y") == "all":
        pages = site.pages()
        settings = [setting for setting in ALL_SETTINGS if setting != LIGHT_DESKTOP]
    else:
        chapters = [page for page in site.pages() if page.startswith("chapters/")]
        pages, settings = ["pages/index.html", "pages/glossary.html", *chapters], [PHONE_DARK]
    visits = visit_all(browser, site, pages, settings)
    faults = sorted({seen.told(violation) for seen in visits for violation in seen.violations})
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("setting", [LIGHT_DESKTOP, PHONE_DARK], ids=["desk", "phone"])
def test_no_page_is_wider_than_the_window(browser, site, setting):
    visits = visit_all(browser, site, site.pages(), [setting], axe=False)
    faults = [seen.told(f"{seen.too_wide} px too wide") for seen in visits if seen.too_wide > 1]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<main><h1>A</h1><input type='text'></main>", "label"),
        ("<main><h1>A</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>", "image-alt"),
        ("<main><h1>A</h1><p style='color:#999;background:#aaa'>pale</p></main>", "color-contrast"),
        ("<main><h1>A</h1><button></button></main>", "button-name"),
        ("<main><h1>A</h1></main><p>outside any landmark</p>", "region"),
    ],
)
def test_a_planted_barrier_is_found(browser, plant, body, rule):
    served = plant(body)
    (seen,) = visit_all(browser, served, ["index.html"], [LIGHT_DESKTOP])
    assert any(violation.startswith(f"{rule}:") for violation in seen.violations), seen.violations


def test_a_planted_wide_page_is_found(browser, plant):
    served = plant("<main><h1>A</h1><div style='width:900px'>wide</div></main>")
    (seen,) = visit_all(browser, served, ["index.html"], [PHONE_DARK], axe=False)
    assert seen.too_wide > 500
