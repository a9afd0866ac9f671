"""A chapter has one name, "2 Machine learning basics", wherever a page says it."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from book.cards import card, draw_cards
from book.data import number_of, read_chapters, read_finished
from book.numbering import number_title
from docutils import nodes, utils

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "pages"
CHAPTERS = {chapter.slug: chapter for chapter in read_chapters(PAGES)}
NAMED = ("index", "glossary", "errata")


def text_of(html):
    """Return the text of a page without its tags, blanks of any kind as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html).replace("\N{NO-BREAK SPACE}", " "))


def padded(text):
    """Return the names of chapters that a text writes with a padded number."""
    return [name for chapter in CHAPTERS.values() if (name := f"0{chapter.name}") in text]


@pytest.mark.parametrize(
    ("slug", "number"), [("02_ml_basics", "2"), ("10_attention_transformer", "10"), ("all", "all")]
)
def test_numbers_are_not_padded(slug, number):
    assert number_of(slug) == number


@pytest.mark.parametrize("slug", read_finished(PAGES))
def test_heading_tab_and_contents_agree(html, slug):
    page = (html / "chapters" / f"{slug}.html").read_text(encoding="utf-8")
    name = CHAPTERS[slug].name
    assert f"<title>{name} " in page
    assert re.search(rf"<h1>{name}<", page)
    contents = (html / "pages" / "index.html").read_text(encoding="utf-8")
    assert re.search(rf'<a class="reference internal" href="\.\./chapters/{slug}\.html">\s*{name}\s*</a>', contents)


@pytest.mark.parametrize("page", NAMED)
def test_pages_use_the_one_name(html, page):
    text = text_of((html / "pages" / f"{page}.html").read_text(encoding="utf-8"))
    assert padded(text) == []
    assert "2 Machine learning basics" in text


def test_running_text_does_not_pad_numbers():
    for page in PAGES.glob("*.md"):
        assert not re.search(r"[Cc]hapter 0\d", page.read_text(encoding="utf-8")), page.name


def titled(docname, title):
    """Return the title of a page after numbering."""
    tree = utils.new_document("test")
    tree += nodes.section("", nodes.title("", title))
    number_title(SimpleNamespace(env=SimpleNamespace(docname=docname)), tree)
    return tree.astext()


def test_only_chapters_are_numbered_and_only_once():
    assert titled("chapters/02_ml_basics", "Machine learning basics") == "2 Machine learning basics"
    assert titled("chapters/02_ml_basics", "2 Machine learning basics") == "2 Machine learning basics"
    assert titled("pages/notation", "Notation") == "Notation"


def test_a_planted_padded_name_is_found():
    assert padded("see 02 Machine learning basics") == ["02 Machine learning basics"]


# ----------------------------------------------------------------------------------------------------------- the cards


def test_every_finished_chapter_has_a_picture_and_says_what_it_shows():
    for slug in read_finished(PAGES):
        assert (PAGES / CHAPTERS[slug].picture).is_file()
        assert len(CHAPTERS[slug].alt.split()) >= 8


def test_a_card_stands_for_a_chapter_that_exists_only():
    tree = utils.new_document("test")
    tree += [card("", slug="02_ml_basics"), card("", slug="03_ensembles")]
    env = SimpleNamespace(found_docs={"chapters/02_ml_basics"})
    builder = SimpleNamespace(get_relative_uri=lambda _, target: f"../{target}.html")
    draw_cards(SimpleNamespace(env=env, builder=builder, srcdir=ROOT), tree, "pages/index")
    assert "2 Machine learning basics" in tree.astext()
    assert "Ensembles" not in tree.astext()
    assert not list(tree.findall(card))


def test_the_landing_page_folds_the_plan_and_shows_the_card(html):
    page = (html / "pages" / "index.html").read_text(encoding="utf-8")
    parts = dict.fromkeys(chapter.part for chapter in CHAPTERS.values())
    assert page.count('<details class="book-fold">') == len(parts)
    assert page.count('class="book-card docutils') == len(read_finished(PAGES))
    assert all(chapter.name in text_of(page) for chapter in CHAPTERS.values())
