"""Mark in the contents beside a page the section that is being read.

The theme watches headings pass through a strip of the window and misses those that a jump leaps over. The script of
this module looks at where the headings are instead.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

SCRIPTS = Path(__file__).with_name("static")


def offer_scripts(_app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(SCRIPTS))


def setup(app: Sphinx) -> None:
    app.connect("config-inited", offer_scripts)
    app.add_js_file("here.js", loading_method="defer")
