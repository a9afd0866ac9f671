"""The checks of what a page asks for, complains of and weighs each find a planted fault (test_every_page.py)."""

import pytest
from site_browser import LIGHT_DESKTOP, visit_all
from site_weight import MAX_CHAPTER_BYTES, weigh

pytestmark = pytest.mark.browser


def test_a_planted_error_is_found(browser, plant):
    (seen,) = visit_all(browser, plant("<script>undefinedName()</script>"), ["index.html"], [LIGHT_DESKTOP], axe=False)
    assert any("undefinedName" in error for error in seen.errors)


def test_a_planted_missing_file_is_found(browser, plant):
    (seen,) = visit_all(browser, plant("<img src='gone.png' alt=''>"), ["index.html"], [LIGHT_DESKTOP], axe=False)
    assert any("404" in error for error in seen.errors)


@pytest.mark.parametrize(
    "body",
    [
        "<img src='http://other.invalid/picture.png' alt=''>",
        "<script src='http://other.invalid/script.js'></script>",
        "<link rel='stylesheet' href='http://other.invalid/style.css'>",
        "<script>fetch('http://other.invalid/data').catch(() => 0)</script>",
    ],
    ids=["image", "script", "style", "fetch"],
)
def test_a_planted_third_party_is_found(browser, plant, body):
    (seen,) = visit_all(browser, plant(body), ["index.html"], [LIGHT_DESKTOP], axe=False)
    assert any("other.invalid" in address for address in seen.outside)


def test_a_planted_heavy_page_is_found(browser, plant):
    served = plant("<img src='big.bin' alt=''>", big__bin=bytes(MAX_CHAPTER_BYTES + 1))
    visits = visit_all(browser, served, ["index.html"], [LIGHT_DESKTOP], axe=False)
    assert weigh(visits, served).own["index.html"] > MAX_CHAPTER_BYTES
