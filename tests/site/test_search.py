"""The search of the site finds what readers look up."""

import json
import tomllib
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from site_browser import open_page
from site_links import read_pages

pytestmark = pytest.mark.browser
RECORDED = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))
QUERIES, RANKINGS = RECORDED["query"], RECORDED["ranking"]
FIRST = 5


# Below each result stands how its page begins, and for that Sphinx fetches and parses the whole page, a megabyte for a
# chapter. Names, addresses and order of the results do not depend on it.
NO_BEGINNINGS = """const fetched = window.fetch;
window.fetch = (address, ...rest) =>
  /[.]html$/.test(address) ? Promise.resolve(new Response("")) : fetched(address, ...rest);"""


@pytest.fixture(scope="module")
def whole_page(browser):
    """A page for searches whose results show how their pages begin."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def page(browser):
    """A page for searches of which only the names, addresses and order of the results are wanted."""
    context = browser.new_context()
    context.add_init_script(NO_BEGINNINGS)
    yield context.new_page()
    context.close()


def led_to(page, site, words):
    """Return what the results are called and where they lead, best first."""
    open_page(page, site, f"search.html?q={quote(words)}")
    # The summary says how many were found once the last one stands there.
    page.wait_for_function("() => /found|did not match/.test(document.querySelector('#search-results p')?.innerText)")
    page.wait_for_timeout(200)
    links = page.eval_on_selector_all(
        "#search-results ul.search > li > a", "links => links.map(a => [a.innerText, a.href])"
    )
    return [(name, link.removeprefix(site.url)) for name, link in links]


def found(page, site, words):
    """Return the pages of the results, best first; a page stands there once for each of its places."""
    links = [link for _, link in led_to(page, site, words)]
    return [link.partition("?")[0].partition("#")[0].removesuffix(".html") for link in links]


def order_faults(results, order):
    """Return the pages of an expected order that are missing, or stand above the one named before them."""
    places = {page: results.index(page) for page in order if page in results}
    faults = [f"{page} is not found" for page in order if page not in results]
    known = [page for page in order if page in places]
    return faults + [f"{b} stands above {a}" for a, b in pairwise(known) if places[b] < places[a]]


def test_there_are_twenty_queries():
    assert len({query["words"] for query in QUERIES}) >= 20


@pytest.mark.parametrize("query", QUERIES, ids=[query["words"] for query in QUERIES])
def test_a_query_finds_its_page(page, site, query):
    results = found(page, site, query["words"])
    assert set(query["pages"]) & set(results[:FIRST]), results[:10]


@pytest.mark.parametrize("ranking", RANKINGS, ids=[ranking["words"] for ranking in RANKINGS])
def test_what_teaches_stands_above_what_lists(page, site, ranking):
    results = found(page, site, ranking["words"])
    assert order_faults(results, ranking["order"]) == [], results[:10]


def test_a_search_for_a_term_leads_to_its_section_and_its_entry(page, site):
    results = led_to(page, site, "double descent")
    assert results[0][0].startswith("2 Machine learning basics > ")
    assert "chapters/02_ml_basics.html#" in results[0][1]
    assert (
        "Glossary > number of parameters (double descent)",
        "pages/glossary.html#term-capacity-parameter-count",
    ) in results


def test_a_term_found_by_its_own_name_is_called_so(page, site):
    names = [name for name, link in led_to(page, site, "overfitting") if link.endswith("#term-overfitting")]
    assert names == ["Glossary > overfitting"]


def begins(context, definition):
    """Tell whether what stands below a result is the beginning of a definition."""
    return len(context) > 20 and definition.startswith(context.removesuffix(" ..."))


def test_results_are_the_same_without_the_beginnings_of_their_pages(page, whole_page, site):
    results = led_to(page, site, "overfitting")
    assert results == led_to(whole_page, site, "overfitting")
    whole_page.locator("#search-results p.context").first.wait_for()
    assert page.locator("#search-results p.context").count() == 0


def test_an_entry_of_the_glossary_shows_how_its_definition_begins(whole_page, site):
    page = whole_page
    led_to(page, site, "overfitting")
    result = page.locator("#search-results li", has=page.locator("a[href*='#term-overfitting']"))
    context = result.locator("p.context").inner_text()
    open_page(page, site, "pages/glossary.html")
    definition = page.locator("#term-overfitting + dd > p").first.text_content()
    assert begins(context, definition)
    assert not begins("overfitting 过拟合", definition)  # planted: what stood there before
    assert not begins(definition[5:100], definition)


def whole_pages(links):
    """Return the results that are a page as a whole though a section of it is among them."""
    plain = [(link.partition("?")[0].partition("#")[0], "#" in link) for link in links]
    return [page for page, section in plain if not section and (page, True) in plain]


@pytest.mark.parametrize("words", ["overfitting", "double descent", "cross-validation"])
def test_a_page_does_not_stand_beside_its_sections(page, site, words):
    links = [link for _, link in led_to(page, site, words)]
    assert any("#" in link for link in links)
    assert whole_pages(links) == []


def test_a_planted_page_beside_its_section_is_found():
    assert whole_pages(["a.html?highlight=x", "a.html#s", "b.html"]) == ["a.html"]


def test_every_search_entry_has_a_name_and_leads_to_an_anchor(html):
    pages = {path.relative_to(html).with_suffix("").as_posix(): page for path, page in read_pages(html).items()}
    index = json.loads((html / "searchindex.js").read_text(encoding="utf-8").removeprefix("Search.setIndex(")[:-1])
    assert "过拟合" in index["indexentries"]
    for name, places in index["indexentries"].items():
        for page, anchor, _ in places:
            assert name
            assert index["docnames"][page].startswith("pages/api") or anchor in pages[index["docnames"][page]].ids


def test_a_planted_disorder_is_found():
    assert order_faults(["a", "b", "a"], ["a", "b"]) == []
    assert order_faults(["b", "a", "c"], ["a", "b", "c"]) == ["b stands above a"]
    assert order_faults(["a"], ["a", "b"]) == ["b is not found"]


def test_planted_weights_turn_the_order_round(browser, site):
    context = browser.new_context()
    page = context.new_page()

    def plant(route):
        script = route.fetch().text()
        assert '["pages/errata", -40]' in script
        route.fulfill(
            body=script.replace('["pages/errata", -40]', '["pages/errata", 400]'), content_type="text/javascript"
        )

    page.route("**/language_data.js*", plant)
    faults = [order_faults(found(page, site, ranking["words"]), ranking["order"]) for ranking in RANKINGS[:3]]
    context.close()
    assert all(faults)


def test_a_planted_query_finds_nothing(page, site):
    assert found(page, site, "zzyzxplugh") == []
