"""Follow every link inside the site without a browser."""

import functools
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """Collect the ids of a page and the addresses it refers to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note ids, and whatever names another file."""
        for name, value in attributes:
            if value and (name == "id" or (tag == "a" and name == "name")):
                self.ids.add(value)
            elif value and name in ("href", "src"):
                self.links.append(value)


@functools.cache
def read_pages(folder):
    """Return every page of a site by its path; read once, for that takes longer than any check of what was found."""
    files = (path for path in sorted(Path(folder).rglob("*.html")) if "_static" not in path.parts)
    return {path: Page(path.read_text(encoding="utf-8")) for path in files}


def broken_links(folder):
    """Return a line for each link to a file or an anchor that is not there."""
    folder = Path(folder).resolve()
    pages = read_pages(folder)
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == "#":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            anchor = unquote(parts.fragment)
            if not target.exists():
                broken.append(f"{path.relative_to(folder)}: {link} leads to no file")
            elif anchor and target in pages and anchor not in pages[target].ids:
                broken.append(f"{path.relative_to(folder)}: {link} has no anchor {anchor!r}")
    return broken
