"""The checks for WCAG 2.2 A and AA and for the width of a page each find a planted fault (test_every_page.py)."""

import pytest
from site_browser import LIGHT_DESKTOP, PHONE_DARK, visit_all, wide_faults

pytestmark = pytest.mark.browser


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
    assert wide_faults([seen]) == [f"index.html (dark, 320 px): {seen.too_wide} px too wide"]
