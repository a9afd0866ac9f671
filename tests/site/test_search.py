"""The search of the site finds what readers look up."""

import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
from site_browser import open_page

pytestmark = pytest.mark.browser
QUERIES = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))["query"]
FIRST = 5


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def found(page, site, words):
    """Return the pages of the first results, best first."""
    open_page(page, site, f"search.html?q={quote(words)}")
    # The summary says how many were found once the last one stands there.
    page.wait_for_function("() => /found|did not match/.test(document.querySelector('#search-results p')?.innerText)")
    page.wait_for_timeout(200)
    links = page.eval_on_selector_all("#search-results ul.search > li > a", "links => links.map(link => link.href)")
    return [link.removeprefix(site.url).partition("?")[0].partition("#")[0].removesuffix(".html") for link in links]


def test_there_are_twenty_queries():
    assert len({query["words"] for query in QUERIES}) >= 20


@pytest.mark.parametrize("query", QUERIES, ids=[query["words"] for query in QUERIES])
def test_a_query_finds_its_page(page, site, query):
    results = found(page, site, query["words"])
    assert set(query["pages"]) & set(results[:FIRST]), results[:10]


def test_a_planted_query_finds_nothing(page, site):
    assert found(page, site, "zzyzxplugh") == []
