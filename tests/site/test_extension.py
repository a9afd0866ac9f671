"""The site's own extension: callouts, terms, the map, and the fixes of the theme."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from book.callouts import LABELS, style_callouts
from book.chapter_map import cost_of, depths, drawing, places, two_lines
from book.data import read_chapters
from book.exercises import HEADING, frame_exercises
from book.site_fixes import FIXES, mend
from book.source_pages import shared_contents
from book.terms import linkable, note_terms, section_of
from docutils import nodes, utils
from site_data import markdown_of
from site_links import read_pages

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = read_chapters(ROOT / "pages")


def document(*children):
    """Return a document with these nodes."""
    found = utils.new_document("test")
    found += list(children)
    return found


def quote(*children):
    return nodes.block_quote("", nodes.paragraph("", "", *children))


# ------------------------------------------------------------------------------------------------------------ callouts


@pytest.mark.parametrize("label", ["Common mistake.", "In practice.", "Note.", "Convention."])
def test_a_label_makes_a_box(label):
    box = quote(nodes.Text(""), nodes.strong("", label), nodes.Text(" Text."))
    style_callouts(None, document(box))
    assert box["classes"] == ["book-callout", f"book-callout-{LABELS[label.rstrip('.').lower()]}"]


def test_other_quotations_stay_as_they_are():
    boxes = [
        quote(nodes.Text("Plain.")),
        quote(nodes.strong("", "Bold.")),
        quote(nodes.Text("A "), nodes.strong("", "Note.")),
        nodes.block_quote("", nodes.bullet_list()),
        nodes.block_quote(""),
    ]
    style_callouts(None, document(*boxes))
    assert all(box["classes"] == [] for box in boxes)


def test_the_boxes_of_a_chapter_are_on_its_page(html):
    for notebook in (ROOT / "chapters").glob("*.ipynb"):
        page = (html / "chapters" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        written = re.findall(r"^> \*\*([\w ]+)\.\*\*", markdown_of(notebook), flags=re.MULTILINE)
        written = [label.lower() for label in written if label.lower() in LABELS]
        assert len(re.findall(r'<blockquote class="[^"]*\bbook-callout\b', page)) == len(written)


def test_the_exercises_of_a_chapter_are_framed(html):
    for notebook in (ROOT / "chapters").glob("*.ipynb"):
        page = (html / "chapters" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        written = re.findall(rf"^#+ {HEADING}", markdown_of(notebook), flags=re.MULTILINE)
        assert len(re.findall(r'<section class="[^"]*\bbook-exercise\b', page)) == len(written)


def test_the_heading_of_an_exercise_is_the_one_that_lib_writes():
    from lib.study.messages import message

    assert message("cell.heading", title="X") == f"{HEADING}X"


def test_only_exercises_are_framed():
    parts = [nodes.section("", nodes.title("", text)) for text in ("Exercise: split", "Exercises", "Split")]
    frame_exercises(None, document(*parts))
    assert [part["classes"] for part in parts] == [["book-exercise"], [], []]


# --------------------------------------------------------------------------------------------------------------- terms


def noted(*children, docname="chapters/02_ml_basics"):
    """Return the document after its terms were noted, and where each term was found."""
    env = SimpleNamespace(docname=docname, note_dependency=lambda _: None)
    page = document(*children)
    note_terms(SimpleNamespace(env=env, srcdir=str(ROOT)), page)
    return page, getattr(env, "book_mentions", {}).get(docname)


def test_the_first_bold_mention_of_a_term_is_noted():
    first, second, other = (nodes.strong("", text) for text in ("Overfitting", "overfitting", "no term at all"))
    part = nodes.section("", nodes.title("", "Part"), nodes.paragraph("", "", first, second, other), ids=["part"])
    _, found = noted(part)
    assert found == {"overfitting": "part"}
    assert (first.get("book_term"), second.get("book_term"), other.get("book_term")) == ("overfitting", None, None)


def test_the_glossary_itself_is_left_alone():
    assert noted(nodes.paragraph("", "", nodes.strong("", "overfitting")), docname="pages/glossary")[1] is None


def test_headings_links_and_labels_are_no_mentions():
    words = [nodes.strong("", "bias") for _ in range(3)]
    words[2]["classes"].append("book-callout-label")
    title, link = nodes.title("", "", words[0]), nodes.reference("", "", words[1])
    document(nodes.section("", title), nodes.paragraph("", "", link), nodes.paragraph("", "", words[2]))
    assert not any(linkable(word) for word in words)


def test_a_word_outside_sections_has_no_section():
    word = nodes.strong("", "bias")
    document(nodes.paragraph("", "", word))
    assert section_of(word) == ""


# ------------------------------------------------------------------------------------------------------------- the map


def test_a_chapter_stands_below_what_it_needs():
    rows = depths(CHAPTERS)
    assert all(rows[chapter.slug] > rows[need] for chapter in CHAPTERS for need in chapter.needs)


def test_reading_order_is_an_order_of_dependence():
    seen = set()
    for chapter in CHAPTERS:
        assert set(chapter.needs) <= seen, chapter.slug
        seen.add(chapter.slug)
    assert len(CHAPTERS) == 18


def test_boxes_do_not_overlap_and_names_fit():
    assert len(set(places(CHAPTERS).values())) == len(CHAPTERS)
    assert all(len(two_lines(chapter.name)) <= 2 for chapter in CHAPTERS)


def test_ready_chapters_are_marked():
    picture = drawing(CHAPTERS, {"02_ml_basics"})
    assert picture.count("book-map-ready") == 1
    assert picture.count("book-map-planned") == len(CHAPTERS) - 1
    assert 'role="img"' in picture


def test_the_landing_page_lists_every_chapter_and_its_cost(html):
    page = (html / "pages" / "index.html").read_text(encoding="utf-8")
    assert all(chapter.title in page for chapter in CHAPTERS)
    assert "../chapters/02_ml_basics.html" in page


@pytest.mark.parametrize("name", ["02_ml_basics", "02_ml_basics.ipynb", "chapters/02_ml_basics.ipynb"])
def test_costs_are_found_however_the_notebook_is_named(name):
    chapter = next(chapter for chapter in CHAPTERS if chapter.slug == "02_ml_basics")
    assert cost_of(chapter, {name: {"cpu_s": 9, "peak_mb": 250}}) == {"cpu_s": 9, "peak_mb": 250}
    assert cost_of(chapter, {"03_ensembles": {}}) is None


# --------------------------------------------------------------------------------------------------------------- fixes

BROKEN = """<script defer src="../_static/scripts/fontawesome.js?digest=5"></script>
<script>const THEBE_JS_URL = "https://unpkg.com/thebe"</script>
<script async="async" src="../_static/sphinx-thebe.js?v=1"></script>
<link rel="stylesheet" href="../_static/styles/theme.css?digest=5">
<div id="pst-primary-sidebar" class="bd-sidebar"></div>
<button class="btn search-button-field" title="Search" aria-label="Search" data-x="1"></button>
<details><summary><span class="toctree-toggle" role="presentation"></span></summary></details>
<table><tr><th></th><th>a</th></tr></table>
<script src="../searchindex.js"></script>"""


def test_a_page_is_mended():
    page = mend(BROKEN)
    assert not re.search("fontawesome|thebe|THEBE|theme.css|searchindex", page)
    assert 'id="pst-primary-sidebar" role="complementary" aria-label="Contents"' in page
    assert '<button class="btn search-button-field" data-x="1">' in page
    assert '<summary aria-label="Show or hide the pages inside">' in page
    assert "<tr><td></td><th>a</th></tr>" in page


def test_mending_twice_changes_nothing():
    assert mend(mend(BROKEN)) == mend(BROKEN)


def test_the_search_page_keeps_its_scripts():
    assert "searchindex.js" in mend(BROKEN, search=True)


def test_every_fix_says_why():
    assert all(len(fix.why) > 5 for fix in FIXES)


def test_ids_are_not_used_twice(html):
    for path in read_pages(html):
        if path.parent.name in ("chapters", "pages"):
            ids = re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8"))
            assert len(ids) == len(set(ids)), {one for one in ids if ids.count(one) > 1}


# -------------------------------------------------------------------------------------------------------- source pages


def test_contents_beside_source_are_made_once_for_a_depth_and_its_options():
    made, asked = {}, []

    def make(depth):
        return shared_contents(made, depth, lambda **options: asked.append((depth, options)) or f"{depth} {options}")

    assert make(2)(maxdepth=1) == make(2)(maxdepth=1) == "2 {'maxdepth': 1}"
    assert make(3)(maxdepth=1) == "3 {'maxdepth': 1}"
    assert make(2)(maxdepth=2) == "2 {'maxdepth': 2}"
    assert asked == [(2, {"maxdepth": 1}), (3, {"maxdepth": 1}), (2, {"maxdepth": 2})]


def test_contents_beside_source_lead_to_the_pages_of_the_book(html):
    pages = sorted((html / "_modules").rglob("*.html"))
    assert len({len(page.relative_to(html).parts) for page in pages}) > 1  # of more than one depth
    chapter = html / "chapters" / "02_ml_basics.html"
    for page in pages:
        text = page.read_text(encoding="utf-8").split("<article")[0]
        [link] = re.findall(r'href="([^"]*/02_ml_basics\.html)"', text)
        assert (page.parent / link).resolve() == chapter.resolve(), page
