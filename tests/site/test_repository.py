"""While the repository has no address, no button of the site leads to one."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from book.repository import BUTTONS, copy_from, give_address, hide_buttons, is_placeholder
from yaml import safe_load

ROOT = Path(__file__).resolve().parents[2]
URL = safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
LAUNCH = re.compile(r"mybinder\.org|colab\.research\.google\.com|/issues/new|OWNER/REPOSITORY")


def options(url):
    return {
        "repository_url": url,
        "launch_buttons": {"binderhub_url": "https://mybinder.org"},
        **dict.fromkeys(BUTTONS, True),
    }


@pytest.mark.parametrize("url", ["", "https://github.com/OWNER/REPOSITORY"])
def test_a_placeholder_hides_every_button(url):
    config = SimpleNamespace(html_theme_options=options(url))
    hide_buttons(None, config)
    assert config.html_theme_options == {"launch_buttons": {}, **dict.fromkeys(BUTTONS, False)}


def test_an_address_leaves_the_buttons():
    config = SimpleNamespace(html_theme_options=options("https://github.com/someone/a-book"))
    hide_buttons(None, config)
    assert config.html_theme_options == options("https://github.com/someone/a-book")


def test_an_address_stands_where_pages_ask_for_it():
    config = SimpleNamespace(
        html_theme_options=options("https://github.com/someone/a-book"), myst_substitutions={"a": 1}
    )
    give_address(None, config)
    place = "([github.com/someone/a-book](https://github.com/someone/a-book))"
    assert config.myst_substitutions == {"a": 1, "copy_from": place}
    assert "once the book is public" in copy_from("https://github.com/OWNER/REPOSITORY")


def test_pages_say_where_a_copy_comes_from(html):
    for name in ("how_to_use", "index"):
        page = (html / "pages" / f"{name}.html").read_text(encoding="utf-8")
        assert "copy_from" not in page
        assert ("once the book is public" in page) is is_placeholder(URL)


def test_the_site_shows_buttons_only_with_an_address(html):
    chapters = sorted((html / "chapters").glob("*.html"))
    assert chapters
    for page in chapters:
        shown = bool(LAUNCH.search(page.read_text(encoding="utf-8")))
        assert shown is not is_placeholder(URL), page.name


def test_a_planted_button_is_found():
    assert LAUNCH.search('<a href="https://mybinder.org/v2/gh/OWNER/REPOSITORY/main">Binder</a>')
