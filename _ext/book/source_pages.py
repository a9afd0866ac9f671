"""The pages of source code: the contents at their side are made once for each folder depth, not once a page.

Sphinx resolves the contents of the whole book anew for every page. On a page of the book they differ, since its own
place is marked; a page of source code has no place in them, so only the number of folders above it matters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx

SOURCE_PAGES = "_modules/"  # where sphinx.ext.viewcode puts them


def shared_contents(made: dict[object, str], depth: int, make: Callable[..., str]) -> Callable[..., str]:
    """Return ``make`` for pages that lie ``depth`` folders deep; what it makes is kept in ``made`` and used again."""

    def contents(**options: Any) -> str:
        key = (depth, *sorted(options.items()))
        if key not in made:
            made[key] = make(**options)
        return made[key]

    return contents


def setup(app: Sphinx) -> None:
    made: dict[object, str] = {}

    def share(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
        if page.startswith(SOURCE_PAGES):
            context["toctree"] = shared_contents(made, page.count("/"), context["toctree"])

    app.connect("html-page-context", share)
