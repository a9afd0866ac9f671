"""Pictures with captions become numbered figures, folded code is named, and both look as they should."""

import json
import re
from pathlib import Path

import pytest
from book.figures import CHECKS, DRAWS, IMPORTS, LABEL, PREPARES, WORKS, chapter_number
from site_browser import open_page
from site_planted import HEIGHT, WIDTH

ROOT = Path(__file__).resolve().parents[2]
FIGURE = re.compile(r'<figure class="book-figure"(?: id="([^"]+)")?>(.*?)</figure>', re.DOTALL)


def outputs(notebook):
    """Yield the list of outputs of each code cell of a notebook."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        yield cell.get("outputs", [])


def is_caption(output):
    return "".join(output.get("data", {}).get("text/markdown", "")).startswith(f"**{LABEL}**")


def test_figures_are_numbered_in_page_order(planted_page):
    figures = FIGURE.findall(planted_page)
    assert [anchor for anchor, _ in figures] == ["figure-7-1", "figure-7-2", "figure-7-3"]
    for number, (anchor, inside) in enumerate(figures, start=1):
        assert re.search(rf"<img [^>]*>\s*<figcaption>\s*<p><strong>Figure 7\.{number}\.</strong> A white card", inside)
        assert f'href="#{anchor}"' in inside
        assert "Fig. " not in inside


def test_only_a_picture_directly_above_a_caption_makes_a_figure(planted_page):
    assert len(re.findall(r"<strong>Figure\.</strong>", planted_page)) == 2  # kept as they are: the two strays
    assert planted_page.count("<figure") == 3


def test_outside_chapters_a_figure_has_no_number(planted):
    page = (planted / "pages" / "other.html").read_text(encoding="utf-8")
    assert [anchor for anchor, _ in FIGURE.findall(page)] == [""]
    assert "<strong>Figure.</strong>" in page


@pytest.mark.parametrize(("page", "number"), [("chapters/02_x", 2), ("chapters/18_x", 18), ("pages/02_x", None)])
def test_the_number_of_a_chapter_is_in_its_name(page, number):
    assert chapter_number(page) == number


def test_a_picture_is_no_link(planted_page):
    assert "image-reference" not in planted_page


def test_every_captioned_picture_of_a_chapter_is_a_figure(html):
    for notebook in (ROOT / "chapters").glob("*.ipynb"):
        captions = sum(is_caption(output) for cell in outputs(notebook) for output in cell)
        page = (html / "chapters" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        number = int(notebook.stem[:2])
        expected = [f"figure-{number}-{place}" for place in range(1, captions + 1)]
        assert [anchor for anchor, _ in FIGURE.findall(page)] == expected
        assert "<strong>Figure.</strong>" not in page


def test_folded_code_says_what_it_does(planted_page):
    folds = re.findall(r'<details class="book-folded">\s*<summary(.*?)</summary>', planted_page)
    # The attributes and the text: what is read out is what is seen.
    assert folds == [f">{name}" for name in (PREPARES, IMPORTS, CHECKS, DRAWS, DRAWS, WORKS)]
    assert "Toggle hidden content" not in planted_page


def test_what_a_folded_cell_says_of_itself_is_dropped(planted_page):
    assert "figure style" not in planted_page
    assert re.search(r"<pre[^>]*>(?:<span></span>)?one\n", planted_page)  # what it prints is kept


BOX = """selector => [...document.querySelectorAll(selector)].map(element => {
  const {width, height} = element.getBoundingClientRect();
  return [Math.round(width), Math.round(height)];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_a_picture_has_its_width_and_shrinks_with_the_page(browser, planted_site, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    open_page(page, planted_site, "chapters/07_planted.html")
    (shown, tall), *_ = page.evaluate(BOX, "figure.book-figure img")
    (caption, _), *_ = page.evaluate(BOX, "figure.book-figure figcaption")
    column = page.evaluate("document.querySelector('.bd-article').clientWidth")
    page.close()
    assert shown == (WIDTH if width == 1280 else min(WIDTH, shown))
    assert shown <= column
    assert abs(tall - shown * HEIGHT / WIDTH) <= 1
    assert abs(caption - shown) <= 1


@pytest.mark.browser
def test_a_dark_page_shows_dimmed_cards_without_a_frame(browser, planted_site):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    open_page(page, planted_site, "chapters/07_planted.html")
    style = "(([image]) => (s => [s.filter, s.padding])(getComputedStyle(image)))"
    found = page.evaluate(f"{style}(document.querySelectorAll('figure.book-figure img'))")
    page.close()
    assert found == ["brightness(0.9)", "0px"]
