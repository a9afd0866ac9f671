"""Fixtures of the reader's widgets: a small figure to explore, and a page opened in a headless browser."""

import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

if (here := str(Path(__file__).parent)) not in sys.path:  # for `exercise_example` under every import mode
    sys.path.insert(0, here)

TOOLS = Path(__file__).resolve().parents[2] / "tools"
PAGE = """<!doctype html>
<html lang="en"{theme}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page</title><style>html[data-theme=dark] body {{ background: #14181e; color: #ced6dd }}</style></head>
<body><main><h1>A page</h1><p>Text before.</p>{body}</main></body></html>"""


@pytest.fixture(scope="session")
def draw_line():
    """Return a function that draws one line and returns the figure."""
    from matplotlib.figure import Figure

    def draw(slope, shift=0):
        figure = Figure(figsize=(3, 2))
        figure.subplots().plot([0, 1], [shift, slope + shift])
        return figure

    return draw


class _Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def elements():
    """Return a function that lists the (tag, attributes) of a fragment, or of one tag in it."""

    def parse(html, tag=None):
        parser = _Elements()
        parser.feed(html)
        return [attrs for name, attrs in parser.found if name == tag] if tag else parser.found

    return parse


@pytest.fixture(scope="module")
def chromium():
    """Start a headless Chromium for one module: no longer, for playwright's loop would block tests that use asyncio."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    sys.path.insert(0, str(TOOLS))
    import browser

    path = browser.find_browser()
    if path is None:
        pytest.skip(browser.browser_advice())
    with playwright.sync_playwright() as player:
        started = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(chromium, tmp_path):
    """Return a function that shows a fragment from a file and notes what the page asked for and complained of."""
    contexts = []

    def show(body, theme=None, **options):
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(PAGE.format(body=body, theme=f' data-theme="{theme}"' if theme else ""), encoding="utf-8")
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(file.as_uri())
        page.asked = [url for url in page.asked if not url.startswith(("data:", file.as_uri()))]
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.fixture
def violations():
    """Return a function that lists what axe finds on a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    return lambda page: [found["id"] for found in axe.Axe().run(page).response["violations"]]
