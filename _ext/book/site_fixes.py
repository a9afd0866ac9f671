"""Cure faults of the theme: what keeps pages from being accessible, what asks third parties, what is dead weight.

The theme writes these parts in its own templates and in other extensions' nodes, so they are mended in the finished
pages. Each fix says why it is there; the browser tests in tests/site fail without them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.config import Config


class Fix(NamedTuple):
    """A replacement in the text of a page, and the reason for it."""

    why: str
    pattern: re.Pattern[str]
    replacement: str


def fix(why: str, pattern: str, replacement: str = "") -> Fix:
    return Fix(why, re.compile(pattern, re.DOTALL), replacement)


SCRIPT = r"[ \t]*<script[^>]*{}[^>]*>[^<]*</script>\n?"
FIXES = [
    # Weight and third parties.
    fix("1.5 MB of icons that the style sheet's font shows as well", SCRIPT.format(r"scripts/fontawesome\.js")),
    fix(
        "thebe is not used, asks unpkg.com, and its script stands here twice: an error",
        r"[ \t]*<script>const THEBE_JS_URL[^<]*</script>\n?",
    ),
    fix("thebe again", SCRIPT.format(r"sphinx-thebe\.js")),
    fix("thebe again", SCRIPT.format(r"text/x-thebe-config")),
    fix("thebe again", r"[ \t]*<script>kernelName = [^<]*</script>\n?"),
    fix("thebe again", r"[ \t]*<link[^>]*sphinx-thebe\.css[^>]*>\n?"),
    fix("a style sheet that the theme no longer ships", r"[ \t]*<link[^>]*styles/theme\.css[^>]*>\n?"),
    fix(
        "tabs, cards and toggles, which no page uses",
        r"[ \t]*<link[^>]*(?:sphinx-design\.min|togglebutton)\.css[^>]*>\n?",
    ),
    fix("the same", SCRIPT.format(r"(?:design-tabs|togglebutton)\.js")),
    fix("the same", r"[ \t]*<script>(?:let toggle|var togglebutton)[^<]*</script>\n?"),
    fix(
        "a place for advertisements",
        r'<div class="sidebar-primary-item">\s*<div id="ethical-ad-placement".*?</div>\s*</div>',
    ),
    fix("the same line three times", r'<meta name="viewport" content="width=device-width, initial-scale=1"\s*/>\n?'),
    fix("the site has no address yet", r'<meta property="og:url" content="(?!https?:)[^"]*" />\n?'),
    # Accessibility (WCAG 2.2, success criteria in brackets).
    fix(
        "the sidebar lies outside any landmark (1.3.1)",
        r'<div id="pst-primary-sidebar"(?! role)',
        '<div id="pst-primary-sidebar" role="complementary" aria-label="Contents"',
    ),
    fix(
        "the label of the search button differs from what it shows (2.5.3)",
        r'(<button class="btn search-button-field[^>]*?) title="Search" aria-label="Search"',
        r"\1",
    ),
    fix(
        "a key to press is no part of a button's name",
        r'<span class="search-button__kbd-shortcut">',
        '<span class="search-button__kbd-shortcut" aria-hidden="true">',
    ),
    fix(
        "the arrow that unfolds a part of the contents has no name (4.1.2)",
        r'<summary><span class="toctree-toggle" role="presentation">',
        '<summary aria-label="Show or hide the pages inside"><span class="toctree-toggle" role="presentation">',
    ),
    fix(
        "the switches of the sidebars have no name but a tooltip (4.1.2)",
        r'(<button class="sidebar-toggle (primary|secondary)-toggle[^>]*?)(?<! aria-label="Contents") title="[^"]*"',
        r'\1 title="Show or hide the contents" aria-label="Show or hide the contents (\2)"',
    ),
    fix(
        "an empty header cell, as pandas writes it above the index (1.3.1)",
        r"<th[^>]*>\s*(?:<p>\s*</p>)?\s*</th>",
        "<td></td>",
    ),
]
# The index of all words is needed on the search page only; elsewhere it is the heaviest script.
SEARCH_SCRIPTS = re.compile(r'[ \t]*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\n?')
DEAD_FILES = [
    "_static/scripts/fontawesome.js",
    "_static/sphinx-thebe.js",
    "_static/sphinx-thebe.css",
    "_static/design-tabs.js",
    "_static/sphinx-design.min.css",
    "_static/togglebutton.js",
    "_static/togglebutton.css",
]


def mend(text: str, *, search: bool = False) -> str:
    """Return the text of a page with every fix applied."""
    for _, pattern, replacement in FIXES:
        text = pattern.sub(replacement, text)
    return text if search else SEARCH_SCRIPTS.sub("", text)


def mend_pages(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for page in out.rglob("*.html"):
        if page.is_relative_to(out / "_static"):
            continue
        text = page.read_text(encoding="utf-8")
        mended = mend(text, search=page.name == "search.html")
        if mended != text:
            page.write_text(mended, encoding="utf-8")
    for file in [*DEAD_FILES, *(path.relative_to(out) for path in (out / "_static").rglob("*.map"))]:
        (out / file).unlink(missing_ok=True)


def quiet_notebooks(_app: Sphinx, config: Config) -> None:
    """Load no widget scripts: explorables carry their own few lines."""
    config.nb_ipywidgets_js = {}


def setup(app: Sphinx) -> None:
    app.connect("config-inited", quiet_notebooks)
    app.connect("build-finished", mend_pages)
