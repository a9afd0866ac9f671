"""Show launch, repository and issue buttons only once the repository's address is known."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config

PLACEHOLDER = "OWNER/REPOSITORY"
BUTTONS = ("use_repository_button", "use_issues_button", "use_edit_page_button", "use_source_button")


def is_placeholder(url: str) -> bool:
    """Tell whether ``repository.url`` of _config.yml still names no repository."""
    return not url or PLACEHOLDER in url


def hide_buttons(_app: Sphinx, config: Config) -> None:
    options = config.html_theme_options
    if is_placeholder(options.get("repository_url", "")):
        options["launch_buttons"] = {}
        options.pop("repository_url", None)
        options.update(dict.fromkeys(BUTTONS, False))


def setup(app: Sphinx) -> None:
    app.connect("config-inited", hide_buttons)
