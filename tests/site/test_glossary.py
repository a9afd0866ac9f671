"""The glossary holds every concept of the book, and what it says of finished chapters is true."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from book.data import KINDS_WITHOUT_TERM, plain, read_chapters, read_finished, read_terms
from book.glossary import link_back, taught_in
from docutils import nodes, utils
from site_data import definition_faults, markdown_of, mention_faults, missing_anchors, name_faults, sealed
from site_links import read_pages

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "pages"
TERMS = read_terms(PAGES)
FINISHED = read_finished(PAGES)


def test_the_ids_are_the_sealed_ones():
    assert sealed(PAGES / "glossary.toml") == []
    assert len(TERMS) == 347


def test_every_term_belongs_to_a_planned_chapter():
    assert {term.chapter for term in TERMS} == {chapter.slug for chapter in read_chapters(PAGES)}


def test_kinds_are_known():
    kinds = {"concept", "method", "model", "formula", "application", "tool", "risk", *KINDS_WITHOUT_TERM}
    assert {term.kind for term in TERMS} == kinds


def test_no_two_terms_share_a_name():
    assert name_faults(TERMS) == []


def test_definitions_are_long_enough():
    assert definition_faults(TERMS, FINISHED) == []


def test_terms_of_finished_chapters_stand_in_bold():
    for slug in FINISHED:
        assert mention_faults(TERMS, slug, markdown_of(ROOT / "chapters" / f"{slug}.ipynb")) == []


def test_other_entries_of_finished_chapters_have_an_anchor():
    for slug in FINISHED:
        assert missing_anchors(TERMS, slug, lambda term: term.kind in KINDS_WITHOUT_TERM) == []


def test_finished_chapters_are_in_the_contents():
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert all(f"file: chapters/{slug}\n" in contents for slug in FINISHED)


def test_anchors_exist(html):
    pages = {path.relative_to(html).with_suffix("").as_posix(): page for path, page in read_pages(html).items()}
    for term in TERMS:
        page, _, anchor = term.anchor.partition("#")
        assert not term.anchor or (page in pages and anchor in pages[page].ids), term


def test_finished_chapters_lead_to_the_glossary_and_back(html):
    glossary = (html / "pages" / "glossary.html").read_text(encoding="utf-8")
    for slug in FINISHED:
        chapter = (html / "chapters" / f"{slug}.html").read_text(encoding="utf-8")
        for term in TERMS:
            if term.chapter == slug and term.kind not in KINDS_WITHOUT_TERM:
                assert f'href="../pages/glossary.html#term-{term.id}"' in chapter, term.id
        assert f'href="../chapters/{slug}.html#' in glossary


def test_links_name_the_section_and_the_chapter(html):
    page = (html / "pages" / "glossary.html").read_text(encoding="utf-8")
    line = re.search(r'id="term-overfitting".*?Taught in: (<a.*?</a>)', page, flags=re.DOTALL)[1]
    assert 'href="../chapters/02_ml_basics.html#' in line
    assert re.fullmatch(r"\S.+, in 2 Machine learning basics", re.sub("<[^>]+>", "", line))


def linked(place, titles, mentioned):
    """Return the line that a placeholder of the glossary becomes, with a chapter whose contents are these."""
    entries = [nodes.reference("", "", nodes.Text(title), anchorname=f"#{anchor}") for anchor, title in titles.items()]
    page = "chapters/02_ml_basics"
    env = SimpleNamespace(
        book_mentions={page: mentioned},
        titles={page: nodes.title("", "2 Machine learning basics")},
        tocs={page: nodes.bullet_list("", *entries)},
    )
    builder = SimpleNamespace(get_relative_uri=lambda _, target: f"../{target}.html")
    tree = utils.new_document("test")
    tree += place
    link_back(SimpleNamespace(env=env, builder=builder, srcdir=str(ROOT)), tree, "pages/glossary")
    return tree


def test_a_term_leads_to_the_section_of_its_first_mention():
    place = taught_in("", term="overfitting", chapter="02_ml_basics", anchor="")
    tree = linked(place, {"too-much": "Too much"}, {"overfitting": "too-much"})
    assert tree.astext() == "Taught in: Too much, in 2 Machine learning basics"
    assert next(iter(tree.findall(nodes.reference)))["refuri"] == "../chapters/02_ml_basics.html#too-much"


def test_a_term_of_a_chapter_to_come_says_so():
    place = taught_in("", term="bagging", chapter="03_ensembles", anchor="")
    assert linked(place, {}, {}).astext() == "Will be taught in 3 Ensembles, which is in preparation."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Losses", "loss"),
        ("Bias–Variance", "bias variance"),
        ("model capacities", "model capacity"),
        ("bias", "bias"),
        ("k-nearest  neighbours.", "k nearest neighbour"),
    ],
)
def test_case_plural_and_hyphens_do_not_matter(text, wanted):
    assert plain(text) == wanted


# ------------------------------------------------------------------------------------------------------ planted faults


def test_a_changed_list_of_ids_is_found(tmp_path):
    text = (PAGES / "glossary.toml").read_text(encoding="utf-8")
    planted = tmp_path / "glossary.toml"
    planted.write_text(text.replace('id = "overfitting"', 'id = "over-fitting"'), encoding="utf-8")
    assert sealed(planted) == ["the ids are not those of the sealed list"]
    planted.write_text(text.replace('id = "overfitting"', 'id = "underfitting"'), encoding="utf-8")
    assert "underfitting stands 2 times" in sealed(planted)


def test_clashing_names_are_found():
    first, second = TERMS[0], TERMS[1]
    assert any("names both" in fault for fault in name_faults([first, replace(second, aliases=(first.term + "s",))]))
    assert any("several terms" in fault for fault in name_faults([first, replace(second, zh=first.zh)]))
    assert any("short Chinese" in fault for fault in name_faults([replace(first, zh="甲 / 乙")]))


def test_a_short_definition_is_found():
    term = replace(TERMS[0], definition="Eleven words are too few to define anything that matters here.")
    assert definition_faults([term], [])
    assert definition_faults([replace(term, definition="")], [term.chapter])
    assert not definition_faults([replace(term, definition="")], [])


def test_a_missing_bold_mention_is_found():
    term = next(term for term in TERMS if term.id == "overfitting")
    assert mention_faults([term], term.chapter, "A model **overfits** (过拟合) when it learns noise.") == []
    assert "lacks its Chinese" in mention_faults([term], term.chapter, "**Overfitting** is learning noise.")[0]
    assert "stands in bold" in mention_faults([term], term.chapter, "Overfitting (过拟合) is learning noise.")[0]


def test_a_missing_anchor_is_found():
    term = next(term for term in TERMS if term.kind == "faq")
    assert missing_anchors([replace(term, anchor="")], term.chapter, lambda _: True)
