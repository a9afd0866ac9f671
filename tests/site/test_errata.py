"""The errata page holds every correction, and those of finished chapters lead to the box that treats them."""

from dataclasses import replace
from pathlib import Path

from book.data import read_chapters, read_errata, read_finished
from book.errata import LABELS
from site_data import missing_anchors, sealed
from site_links import read_pages

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


def test_a_missing_anchor_is_found():
    erratum = replace(ERRATA[0], anchor="")
    assert missing_anchors([erratum], erratum.chapter, lambda _: True) == ["E01: an anchor is wanted"]
