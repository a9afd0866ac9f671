"""Build document nodes from short strings: what the generated pages have in common."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")


MARKED = re.compile(r"`(?P<code>[^`]+)`|\$(?P<formula>[^$]+)\$")


def inline(text: str) -> list[nodes.Node]:
    """Return the nodes of a text in which `code` and $formulas$ are marked up, and nothing else."""
    found: list[nodes.Node] = []
    end = 0
    for mark in MARKED.finditer(text):
        if mark.start() > end:
            found.append(nodes.Text(text[end : mark.start()]))
        code, formula = mark["code"], mark["formula"]
        found.append(nodes.literal(code, code) if code else nodes.math(formula, formula))
        end = mark.end()
    return found + ([nodes.Text(text[end:])] if end < len(text) else [])


def html_inline(tag: str, text: str, **attributes: str) -> nodes.raw:
    """Return a short element that docutils has no node for."""
    listed = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    return nodes.raw("", f"<{tag}{listed}>{escape(text)}</{tag}>", format="html")


def html_block(markup: str) -> nodes.raw:
    return nodes.raw("", markup, format="html")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def chinese(text: str) -> nodes.raw:
    """Return Chinese text that says its language, so that it is pronounced and set as Chinese."""
    return html_inline("span", text, lang="zh-Hans")


def in_chinese(text: str) -> list[nodes.Node]:
    """Return a text of `inline` that says its language."""
    return [
        nodes.raw("", '<span lang="zh-Hans">', format="html"),
        *inline(text),
        nodes.raw("", "</span>", format="html"),
    ]


def link(app: Sphinx, here: str, target: str, text: str) -> nodes.reference:
    """Return a link from page ``here`` to ``page#anchor``."""
    page, _, anchor = target.partition("#")
    uri = app.builder.get_relative_uri(here, page) + (f"#{anchor}" if anchor else "")
    return nodes.reference(text, text, internal=True, refuri=uri)


def section(title: str, anchor: str) -> nodes.section:
    return nodes.section("", nodes.title(title, "", *inline(title)), ids=[anchor], names=[anchor])


class DataDirective(SphinxDirective):
    """A directive whose nodes are made from a file in pages/; the page is read again when that file changes."""

    def pages(self, *files: str) -> Path:
        """Return the folder pages/ and note which of its files the page is made from."""
        folder = Path(self.env.app.srcdir, "pages")
        for file in files:
            self.env.note_dependency(str(folder / file))
        return folder
