"""A browser and the built site, once for all tests of this folder.

The site of the checkout is built when it is older than its sources; BOOK_SITE=FOLDER tests a site that was built
elsewhere. BOOK_A11Y=all adds dark mode and the other widths to the accessibility tests (`make a11y`).
"""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
for folder in (HERE, ROOT / "_ext"):  # for `import site_browser` and `import book` under every import mode
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# The modules that take longest, longest first. They run in this order before all others: were one of them the last, the
# other worker would have nothing to do meanwhile (with `--no-loadscope-reorder`, see tools/suite.py).
LONGEST = (
    *("test_phone", "test_every_page", "test_every_chapter", "test_widgets"),
    *("test_scrolling", "test_site_tool", "test_search", "test_here"),
)

SOURCES = ("_config.yml", "_toc.yml", "references.bib", "CHANGELOG.md", "_ext", "_static", "chapters", "lib", "pages")


def load_tool(name):
    """Import a script of tools/ by its path: `site` is also the name of a module of the standard library."""
    spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pytest_collection_modifyitems(items):
    """Put the modules that take longest before the others."""
    places = {HERE / f"{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


def newest(paths):
    """Return the time of the last change to any of the files, caches aside."""
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")))
    return max(file.stat().st_mtime for file in files if file.is_file() and "__pycache__" not in file.parts)


@pytest.fixture(scope="session")
def site_tool():
    """tools/site.py as a module."""
    return load_tool("site")


@pytest.fixture(scope="session")
def html(site_tool):
    """The folder of the built site."""
    if os.environ.get("BOOK_SITE"):
        return Path(os.environ["BOOK_SITE"]).resolve()
    out = ROOT / "_build" / "html"
    page = out / "index.html"
    if not page.exists() or page.stat().st_mtime < newest([ROOT / name for name in SOURCES if (ROOT / name).exists()]):
        status = site_tool.build(ROOT, clean=True)
        assert status == 0, "the site does not build: run `python tools/site.py build --clean`"
    return out


@pytest.fixture(scope="session")
def site(html):
    """The site with its address on this machine."""
    from site_browser import Served

    with Served(html) as served:
        yield served


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium; without one the test is skipped with the reason, in CI it fails."""
    path = load_tool("browser").find_browser()
    if path is None:
        reason = "no Chromium on this machine: install it (`sudo apt-get install chromium`) or set BOOK_BROWSER"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    # A browser refuses its own sandbox to root, as in most containers.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def plant(tmp_path):
    """Return a function that serves a page with a planted fault: the checks must find it."""
    from contextlib import ExitStack

    from site_browser import Served

    with ExitStack() as stack:

        def serve(body, head="<title>Planted</title>", **files):
            (tmp_path / "index.html").write_text(
                f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>',
                encoding="utf-8",
            )
            for name, content in files.items():
                (tmp_path / name.replace("__", ".")).write_bytes(content)
            return stack.enter_context(Served(tmp_path))

        yield serve


@pytest.fixture(scope="session")
def planted(site_tool, tmp_path_factory):
    """The folder of a small site with planted cells (site_planted.py)."""
    from site_planted import build

    return build(tmp_path_factory.mktemp("planted"), site_tool)


@pytest.fixture(scope="session")
def planted_site(planted):
    """The same with its address on this machine."""
    from site_browser import Served

    with Served(planted) as served:
        yield served


@pytest.fixture(scope="session")
def planted_page(planted):
    """The text of its chapter's page."""
    return (planted / "chapters" / "07_planted.html").read_text(encoding="utf-8")
