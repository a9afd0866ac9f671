"""Citations in chapters and docstrings agree with references.bib in author, year and title."""

from pathlib import Path

import pytest
from book.bibliography import anchor_of, read_works, unbraced
from site_data import citation_faults, markdown_of
from site_links import read_pages

ROOT = Path(__file__).resolve().parents[2]
WORKS = read_works(ROOT / "references.bib")
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", CHAPTERS, ids=lambda path: path.stem)
def test_citations_of_a_chapter_are_right(notebook):
    assert citation_faults(markdown_of(notebook), WORKS) == []


def test_citations_of_the_package_are_right():
    faults = {
        path.relative_to(ROOT).as_posix(): citation_faults(path.read_text(encoding="utf-8"), WORKS)
        for path in sorted((ROOT / "lib").rglob("*.py"))
    }
    assert {path: found for path, found in faults.items() if found} == {}


def test_every_work_is_whole():
    assert len({work.key for work in WORKS}) == len(WORKS)
    for work in WORKS:
        assert work.authors, work.key
        assert work.title, work.key
        assert work.venue, work.key
        assert 1700 < int(work.year) < 2100, work.key
        assert "\\" not in f"{work.title}{work.authors}{work.venue}", f"{work.key} keeps a mark of TeX"
        assert not work.url or work.url.startswith("https://"), work.key


def test_every_work_is_on_the_page(html):
    page = read_pages(html)[html / "pages" / "bibliography.html"]
    assert {anchor_of(work.key) for work in WORKS} <= page.ids


@pytest.mark.parametrize(
    "text",
    [
        "see Geman et al. (1992), *Neural Networks and the Bias/Variance Dilemma*",
        "Geman, Bienenstock & Doursat (1992), *Neural networks and the bias/variance dilemma*",
        "Hoerl and Kennard (1970), *Ridge Regression*",
        "As Huber (1964), *Robust\nEstimation of a Location Parameter*, shows",
        "Golub and Van Loan (2013), *Matrix Computations*",
        "in 1964 (a year), *emphasis* that is no citation",
    ],
)
def test_right_citations_pass(text):
    assert citation_faults(text, WORKS) == []


@pytest.mark.parametrize(
    "text",
    [
        "Geman et al. (1993), *Neural Networks and the Bias/Variance Dilemma*",
        "Hoerl et al. (1970), *Ridge Regression*",
        "Huber (1964), *Robust Statistics*",
        "Nobody (2001), *A Work That Does Not Exist*",
        "Kennard and Hoerl (1970), *Ridge Regression*",
    ],
    ids=["year", "two authors are no et al.", "title", "unknown", "order of authors"],
)
def test_planted_wrong_citations_are_found(text):
    assert citation_faults(text, WORKS) == [text]


@pytest.mark.parametrize(
    ("coded", "wanted"), [(r"Fr{\'e}nay", "Frénay"), (r"Beno{\^i}t", "Benoît"), (r"Ga{\"e}l", "Gaël"), ("1--2", "1–2")]
)
def test_accents_are_read(coded, wanted):
    assert unbraced(coded) == wanted
