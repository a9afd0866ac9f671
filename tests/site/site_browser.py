"""See a page as a browser does, and say what is wrong with it."""

import functools
import http.server
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

# WCAG 2.2 A and AA, and the best practices about landmarks and headings.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTLE_MS = 60_000


class Setting(NamedTuple):
    """How a page is looked at."""

    scheme: str
    width: int


LIGHT_DESKTOP = Setting("light", 1280)
PHONE_DARK = Setting("dark", 320)
ALL_SETTINGS = [Setting(scheme, width) for scheme in ("light", "dark") for width in (1280, 768, 320)]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve without a word."""

    def log_message(self, *_):
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """Serve several requests at once."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Pass over a browser that closed its connection early: the test went on to another page."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Served:
    """A folder of pages with an address on this machine."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def __enter__(self):
        handler = functools.partial(Quiet, directory=str(self.folder))
        self.server = Server(("127.0.0.1", 0), handler)
        # By default the server looks every half a second whether it shall stop.
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def pages(self):
        """Return the pages; of the listings of source code, which are all alike, only two."""
        found = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        found = [page for page in found if not page.startswith("_static/")]
        listings = [page for page in found if page.startswith("_modules/")]
        return [page for page in found if page not in listings[2:]]

    def file(self, url):
        """Return the file behind an address of this server."""
        return self.folder / url.removeprefix(self.url).partition("?")[0].partition("#")[0]


@dataclass
class Visit:
    """What happened when a page was opened."""

    page: str
    setting: Setting
    errors: list[str] = field(default_factory=list)  # on the console, of scripts, and requests that failed
    outside: list[str] = field(default_factory=list)  # addresses on other machines
    files: list[str] = field(default_factory=list)  # addresses on this server
    violations: list[str] = field(default_factory=list)  # what axe found
    too_wide: int = 0  # pixels by which the page is wider than the window

    def told(self, what):
        """Return a line that says where something was seen."""
        return f"{self.page} ({self.setting.scheme}, {self.setting.width} px): {what}"


def watch(page, site, visit):
    """Note what a page asks for and complains of."""
    page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("requestfailed", lambda request: visit.errors.append(f"{request.url}: {request.failure}"))

    def note(request):
        if request.url.startswith(site.url):
            visit.files.append(request.url)
        elif not request.url.startswith(("data:", "blob:", "about:")):
            visit.outside.append(request.url)

    page.on("request", note)


def open_page(page, site, name):
    """Open a page and wait until it has loaded everything, mathematics included."""
    page.goto(site.url + name, wait_until="load", timeout=SETTLE_MS)
    page.wait_for_function(
        "() => !window.MathJax || !window.MathJax.startup || window.MathJax.startup.promise.then(() => true)",
        timeout=SETTLE_MS,
    )


def axe_violations(page):
    """Return each violation that axe finds, as one line with the rule and the element."""
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {' '.join(node['html'].split())[:160]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]


def visit(page, site, name, setting, *, axe=True):
    """Open a page in a setting and return what happened."""
    seen = Visit(name, setting)
    watch(page, site, seen)
    open_page(page, site, name)
    seen.too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if axe:
        seen.violations = axe_violations(page)
    else:
        page.wait_for_load_state("networkidle", timeout=SETTLE_MS)  # what a page asks for late counts too
    return seen


def wide_faults(visits):
    """Return a line for each visited page that is wider than its window."""
    return [seen.told(f"{seen.too_wide} px too wide") for seen in visits if seen.too_wide > 1]


def visit_all(browser, site, pages, settings, *, axe=True):
    """Visit every page in every setting."""
    visits = []
    for setting in settings:
        context = browser.new_context(
            viewport={"width": setting.width, "height": 900}, color_scheme=setting.scheme, reduced_motion="reduce"
        )
        for name in pages:
            page = context.new_page()
            visits.append(visit(page, site, name, setting, axe=axe))
            page.close()
        context.close()
    return visits
