"""The environment in which nbval starts each chapter's kernel: that of `tools/nb.py run`, with its own progress file.

A chapter that shows `progress()` must not see what another chapter, or the reader, has done. Numbers of threads that
are set outside stay, so that the suite can be run with one thread and with two.
"""

import os
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from notebooks.kernel import THREADS, environment  # noqa: E402

_state: dict[str, object] = {}


def _leave() -> None:
    if _state:
        _state.pop("environment").undo()
        _state.pop("folder").cleanup()
        _state.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Set the environment before the first cell of a notebook, whose set-up starts the kernel."""
    if item.path.suffix != ".ipynb" or _state.get("path") == item.path:
        return
    _leave()
    folder = tempfile.TemporaryDirectory(
        prefix="book-nbval-", ignore_cleanup_errors=True
    )
    patch = pytest.MonkeyPatch()
    kept = {name: os.environ[name] for name in THREADS if name in os.environ}
    for name, value in {**environment(ROOT, Path(folder.name)), **kept}.items():
        patch.setenv(name, value)
    _state.update(path=item.path, folder=folder, environment=patch)


def pytest_sessionfinish() -> None:
    """Put everything back."""
    _leave()
