import re

import pytest

from lib.study.inline import asset

ASSETS = ["explore.css", "explore.js", "quiz.css", "quiz.js"]


@pytest.mark.parametrize("name", ASSETS)
def test_assets_ship_and_ask_for_nothing(name):
    text = asset(name)
    assert text
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|import\(", text)
    assert "</" not in text, "it would close the element it stands in"


@pytest.mark.parametrize("name", ["explore.css", "quiz.css"])
def test_every_rule_is_scoped_to_its_widget(name):
    scope = ".book-" + name.removesuffix(".css")
    text = re.sub(r"/\*.*?\*/", "", asset(name), flags=re.DOTALL)
    selectors = [part.strip() for part in re.findall(r"([^{}]+)\{", text) if not part.strip().startswith("@")]
    assert len(selectors) > 10
    assert [
        selector for selector in selectors if not all(scope in one for one in re.split(r",(?![^(]*\))", selector))
    ] == []


def test_a_missing_asset_is_an_error():
    with pytest.raises(FileNotFoundError, match=r"gone\.css"):
        asset("gone.css")
