"""The reference follows the package: each room has its page, and each exported name stands on it."""

import re
from pathlib import Path

import pytest
from book.reference import escaped_type, exported, linked_chapter, plain_fields, rooms
from site_browser import open_page
from site_links import read_pages
from yaml import safe_load

ROOT = Path(__file__).resolve().parents[2]


def files_of(toc):
    """Return every file that the table of contents names."""
    if isinstance(toc, list):
        return [file for part in toc for file in files_of(part)]
    if isinstance(toc, dict):
        return [toc[key] for key in ("root", "file") if key in toc] + files_of(list(toc.values()))
    return []


def test_each_room_has_a_page_in_the_contents():
    pages = {path.stem for path in (ROOT / "pages" / "api").glob("*.md")}
    listed = files_of(safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    assert pages == set(rooms(ROOT))
    assert [file for file in listed if file.startswith("pages/api/")] == [f"pages/api/{room}" for room in rooms(ROOT)]


def test_each_chapter_is_in_the_contents():
    listed = files_of(safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    assert {file for file in listed if file.startswith("chapters/")} == {
        f"chapters/{path.stem}" for path in (ROOT / "chapters").glob("*.ipynb")
    }


def test_each_exported_name_is_documented(html):
    pages = read_pages(html)
    for room in rooms(ROOT):
        page = pages[html / "pages" / "api" / f"{room}.html"]
        missing = [name for name, home in exported(ROOT, room).items() if f"lib.{home}.{name}" not in page.ids]
        assert not missing, f"lib.{room} lacks {missing}"


def test_headings_leave_out_the_name_of_the_room(html):
    page = (html / "pages" / "api" / "classical.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2>([^<]+)", page)
    assert "metrics.labels" in headings
    assert not any(heading.startswith("classical.") for heading in headings)


@pytest.mark.browser
def test_the_line_under_a_name_leaves_its_underscores_to_be_seen(browser, site):
    page = browser.new_page()
    open_page(page, site, "pages/api.html")
    style = "link => [getComputedStyle(link).textUnderlineOffset, getComputedStyle(link).fontSize].map(parseFloat)"
    offset, size = page.locator("table.autosummary a", has_text="accuracy_score").first.evaluate(style)
    page.close()
    assert offset > 0.3 * size


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_the_picture_of_a_card_keeps_off_its_border(browser, site, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    open_page(page, site, "pages/index.html")
    edges = "card => card.querySelector('img').getBoundingClientRect().left - card.getBoundingClientRect().left"
    gap = page.locator(".book-card").first.evaluate(edges)
    page.close()
    assert gap >= 12


def test_joined_attributes_are_split():
    lines = ["Attributes", "----------", "mean_, std_ : ndarray, shape (n_features_in_,)", "    What was learned.", ""]
    plain_fields(type("App", (), {"env": type("Env", (), {"found_docs": set()})}), "class", "", None, None, lines)
    assert lines[2:] == [
        r"mean_ : ndarray, shape (n_features_in\_,)",
        "    What was learned.",
        r"std_ : ndarray, shape (n_features_in\_,)",
        "    What was learned.",
        "",
    ]


def test_only_types_are_escaped():
    assert escaped_type("The mean_ of x : see below_.") == "The mean_ of x : see below_."


def test_chapters_are_linked_once_they_exist():
    line = "Chapter: chapters/02_ml_basics.ipynb"
    assert linked_chapter(line, {"chapters/02_ml_basics"}) == "Chapter: :doc:`/chapters/02_ml_basics`"
    assert linked_chapter(line, set()) == line
