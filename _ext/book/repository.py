"""Show launch, repository and issue buttons only once the repository's address is known.

Pages write ``{{ copy_from }}`` where they say how to get a copy of the book.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config

PLACEHOLDER = "OWNER/REPOSITORY"
BUTTONS = ("use_repository_button", "use_issues_button", "use_edit_page_button", "use_source_button")


def is_placeholder(url: str) -> bool:
    """Tell whether ``repository.url`` of _config.yml still names no repository."""
    return not url or PLACEHOLDER in url


def copy_from(url: str) -> str:
    """Return, in Markdown and in parentheses, where a copy of the book comes from."""
    if is_placeholder(url):
        return (
            "(its address will stand here once the book is public; until then the download button at the top of each "
            "chapter gives its notebook)"
        )
    return f"([{url.partition('://')[2].rstrip('/')}]({url}))"


def give_address(_app: Sphinx, config: Config) -> None:
    url = config.html_theme_options.get("repository_url", "")
    config.myst_substitutions = {**config.myst_substitutions, "copy_from": copy_from(url)}


def hide_buttons(_app: Sphinx, config: Config) -> None:
    options = config.html_theme_options
    if is_placeholder(options.get("repository_url", "")):
        options["launch_buttons"] = {}
        options.pop("repository_url", None)
        options.update(dict.fromkeys(BUTTONS, False))


def setup(app: Sphinx) -> None:
    app.connect("config-inited", give_address, priority=400)  # before the address is taken away
    app.connect("config-inited", hide_buttons)
