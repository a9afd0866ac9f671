"""Number the chapters: the page of ``02_ml_basics`` is called "2 Machine learning basics" wherever its title appears.

The notebook says the title alone, for its number may change. Put in front here, before Sphinx collects titles, it
stands in the heading, the contents, the tab, the search results and every link that takes the page's title.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

from .data import number_of

CHAPTER = re.compile(r"chapters/(\d\d_\w+)")


def number_title(app: Sphinx, doctree: nodes.document) -> None:
    found = CHAPTER.fullmatch(app.env.docname)
    title = next(iter(doctree.findall(nodes.title)), None)
    if found and title is not None:
        number = number_of(found[1])
        if not re.match(rf"0?{number}\b", title.astext()):
            title.insert(0, nodes.Text(f"{number} "))


def setup(app: Sphinx) -> None:
    # Before Sphinx collects the titles (priority 500).
    app.connect("doctree-read", number_title, priority=400)
