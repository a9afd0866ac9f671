"""The errata page holds every correction, and those of finished chapters lead to the box that treats them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from book.data import read_chapters, read_errata, read_finished
from book.errata import LABELS, says, summary
from book.markup import CHINESE, inline
from docutils import nodes
from site_browser import LIGHT_DESKTOP, open_page
from site_data import missing_anchors, sealed
from site_links import read_pages

MARKED = re.compile(r"`[^`]+`|\$[^$]+\$")

PAGES = Path(__file__).resolve().parents[2] / "pages"
ERRATA = read_errata(PAGES)
FINISHED = read_finished(PAGES)


def test_the_ids_are_the_sealed_ones():
    assert sealed(PAGES / "errata.toml") == []
    assert [erratum.id for erratum in ERRATA if erratum.chapter == "02_ml_basics"] == [f"E{n:02}" for n in range(6, 12)]
    assert len(ERRATA) == 137


def test_labels_and_chapters_are_known():
    assert {erratum.label for erratum in ERRATA} == set(LABELS)
    assert {erratum.chapter for erratum in ERRATA} <= {chapter.slug for chapter in read_chapters(PAGES)} | {"all"}


def test_nothing_is_left_empty():
    for erratum in ERRATA:
        assert all((erratum.title, erratum.source, erratum.says, erratum.correct, erratum.reference)), erratum.id


def test_errata_of_finished_chapters_have_an_anchor():
    for slug in FINISHED:
        assert missing_anchors(ERRATA, slug, lambda _: True) == []


def test_anchors_exist(html):
    pages = {path.relative_to(html).with_suffix("").as_posix(): page for path, page in read_pages(html).items()}
    for erratum in ERRATA:
        page, _, anchor = erratum.anchor.partition("#")
        assert not erratum.anchor or (page in pages and (not anchor or anchor in pages[page].ids)), erratum


def test_every_erratum_is_on_the_page(html):
    page = read_pages(html)[html / "pages" / "errata.html"]
    assert {erratum.id.lower() for erratum in ERRATA} <= page.ids


def unrendered(errata):
    """Return the entries whose quotation is Chinese, wholly or in part, and not rendered in English."""
    return [erratum.id for erratum in errata if CHINESE.search(erratum.says) and not erratum.says_en]


def test_chinese_quotations_are_rendered_in_english():
    assert unrendered([erratum for erratum in ERRATA if erratum.chapter in FINISHED]) == []
    assert not any(CHINESE.search(erratum.says_en) for erratum in ERRATA)


def test_the_rendering_stands_under_the_quotation(html):
    page = (html / "pages" / "errata.html").read_text(encoding="utf-8")
    entry = page[page.index('id="e06"') : page.index('id="e07"')]
    assert entry.index("The source says") < entry.index('class="book-says-en"') < entry.index("Correct is")


def unset(text):
    """Return the signs of a formula that stand outside of `code` and $mathematics$."""
    return re.findall(r"[$`^_\\∑∏∂∇√∈𝓛⁰²³⁴]", MARKED.sub("", text))


def test_formulas_are_mathematics():
    for erratum in ERRATA:
        for text in (erratum.title, erratum.source, erratum.says, erratum.says_en, erratum.correct, erratum.reference):
            assert unset(text) == [], erratum.id


def test_only_code_and_formulas_are_marked_up():
    parts = inline("a `b_c` and $d^2$, *not* this")
    assert [type(part) for part in parts] == [nodes.Text, nodes.literal, nodes.Text, nodes.math, nodes.Text]
    assert "".join(part.astext() for part in parts) == "a b_c and d^2, *not* this"
    assert inline("") == []


def test_quotations_have_round_quotes_and_say_their_language():
    parts = says('"更新 $N/B$ 次参数"')
    assert "".join(part.astext() for part in parts) == '<span lang="zh-Hans">“更新 N/B 次参数”</span>'


def test_a_fold_says_what_is_in_it():
    one = replace(ERRATA[0], label="wrong")
    assert summary([one]) == "1 correction: 1 wrong"
    assert summary([replace(one, label="typo"), one, one]) == "3 corrections: 2 wrong, 1 typo"


def test_finished_chapters_are_unfolded_the_others_folded(html):
    page = (html / "pages" / "errata.html").read_text(encoding="utf-8")
    folds = re.findall(r'<section id="errata-([\w-]+)">.*?<details class="book-fold"( open)?>', page, flags=re.DOTALL)
    assert len(folds) == len({erratum.chapter for erratum in ERRATA})
    assert {slug for slug, state in folds if state} == {slug.replace("_", "-") for slug in FINISHED}


@pytest.fixture
def folded():
    """The anchors of two errata of different chapters that are not finished, so that both begin folded."""
    first = {
        erratum.chapter: f"#{erratum.id.lower()}" for erratum in reversed(ERRATA) if erratum.chapter not in FINISHED
    }
    return list(first.values())[:2]


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_link_into_a_fold_opens_it(browser, site, folded, scripts):
    asked, other = folded
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site.url}pages/errata.html{asked}")
    page.locator(asked).wait_for(state="visible", timeout=5000)
    assert not page.locator(other).is_visible()
    context.close()


@pytest.mark.browser
def test_the_script_opens_the_fold_where_a_browser_does_not(browser, site, folded):
    asked = folded[0]
    context = browser.new_context()
    page = context.new_page()
    open_page(page, site, "pages/errata.html")
    assert not page.locator(asked).is_visible()
    # Changing the address without going there is what a browser that leaves folds alone amounts to.
    move = "anchor => { history.replaceState(null, '', anchor); dispatchEvent(new HashChangeEvent('hashchange')); }"
    page.evaluate(move, asked)
    assert page.locator(asked).is_visible()
    page.evaluate(move, "#nowhere")
    context.close()


@pytest.mark.browser
def test_one_button_unfolds_and_folds_everything(browser, site):
    context = browser.new_context(viewport={"width": LIGHT_DESKTOP.width, "height": 900})
    page = context.new_page()
    open_page(page, site, "pages/errata.html")
    page.get_by_role("button", name="Unfold all chapters").click()
    assert page.locator("details.book-fold:not([open])").count() == 0
    page.wait_for_timeout(500)
    assert page.locator("mjx-merror").count() == 0
    page.get_by_role("button", name="Unfold all chapters").click()
    assert page.locator("details.book-fold[open]").count() == 0
    context.close()


# ------------------------------------------------------------------------------------------------------ planted faults


def test_a_bare_formula_is_found():
    assert unset("the sum ∑_{i=1}^{n}, set as $\\sum_i$ and `a_b`") == ["∑", "_", "^"]
    assert unset("open $x") == ["$"]


def test_a_missing_rendering_is_found():
    erratum = next(erratum for erratum in ERRATA if erratum.id == "E06")
    assert unrendered([erratum]) == []
    assert unrendered([replace(erratum, says_en="")]) == ["E06"]
    assert unrendered([replace(erratum, says="plain", says_en="")]) == []


def test_a_missing_anchor_is_found():
    erratum = replace(ERRATA[0], anchor="")
    assert missing_anchors([erratum], erratum.chapter, lambda _: True) == ["E01: an anchor is wanted"]
