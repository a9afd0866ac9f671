"""What every test relies on: one thread, no network, the reader's own files untouched; and `--every-message`.

``--every-message`` (part of `make test`) adds one result to a run of the whole suite: each ``raise`` in ``lib`` was met
by a ``pytest.raises(..., match=...)`` somewhere. That can be judged only when all have run: a plugin, not a test.
"""

import ast
import os
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIB = ROOT / "lib"
LOCAL = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", None}

# Before NumPy is imported: BLAS reads these once.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, os.environ.get("BOOK_THREADS", "1"))
os.environ.setdefault("MPLBACKEND", "Agg")
_own_folder = tempfile.TemporaryDirectory(prefix="book-tests-")  # gone when the tests are
os.environ["BOOK_PROGRESS_FILE"] = os.path.join(_own_folder.name, "progress.json")


def _no_network(event, args):
    """Stop a test that would leave this machine: everything the book needs ships with it."""
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if host not in LOCAL:
        raise RuntimeError(f"a test tried to reach {host!r}; tests use this machine only")


sys.addaudithook(_no_network)


# ------------------------------------------------------------------------------------------- every message has a test


def signals(lib):
    """Return the classes derived from ``BaseException`` itself: signals for lib's own ``except``, no messages."""
    return {
        node.name
        for path in lib.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] == ["BaseException"]
    }


def raises_of(path, signals=frozenset()):
    """Return ``{(first line, last line): text}`` of each raise in a file that speaks to a reader.

    A bare ``raise`` passes on what came, and an exception class with a leading underscore never leaves its module.
    """
    found = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Raise) or node.exc is None:
            continue
        text = ast.unparse(node.exc)
        if not text.startswith("_") and text.partition("(")[0] not in signals:
            found[node.lineno, node.end_lineno] = text
    return found


def all_raises(lib):
    """Return ``{(file, first line, last line): text}`` for the package, exercises (students' answers) aside."""
    ours = signals(lib)
    return {
        (path.relative_to(lib.parent).as_posix(), *lines): text
        for path in sorted(lib.rglob("*.py"))
        if "exercises" not in path.relative_to(lib).parts
        for lines, text in raises_of(path, ours).items()
    }


def untested(raises, seen):
    """Return a line for each raise that no recorded position falls into."""
    return [
        f"{file}:{first}: {text}"
        for (file, first, last), text in raises.items()
        if not any(name == file and first <= line <= last for name, line in seen)
    ]


class _Recorder:
    """Stand in for pytest's context and note where in ``lib`` the matched exception came from."""

    def __init__(self, context, seen):
        self.context = context
        self.seen = seen

    def __enter__(self):
        return self.context.__enter__()

    def __exit__(self, kind, error, traceback):
        link = error
        while link is not None:
            step = link.__traceback__
            while step is not None:
                path = Path(step.tb_frame.f_code.co_filename)
                if path.is_relative_to(LIB):
                    self.seen.add((path.relative_to(ROOT).as_posix(), step.tb_lineno))
                step = step.tb_next
            link = link.__cause__ or link.__context__
        return self.context.__exit__(kind, error, traceback)


class EveryMessage:
    """The plugin behind ``--every-message``: records in each worker, judges once in the process that prints."""

    def __init__(self, config):
        self.config = config
        self.seen = set()
        self.plain_raises = pytest.raises

    def pytest_configure(self, config):
        def raises(*args, match=None, **options):
            context = self.plain_raises(*args, match=match, **options)
            # Only a test that looks at the message counts.
            return context if match is None or not hasattr(context, "__enter__") else _Recorder(context, self.seen)

        pytest.raises = raises

    def pytest_unconfigure(self):
        pytest.raises = self.plain_raises

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.seen.update(map(tuple, getattr(node, "workeroutput", {}).get("book_raises", ())))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["book_raises"] = sorted(self.seen)
            return
        missing = untested(all_raises(LIB), self.seen)
        text = "No test matches the message of:\n" + "\n".join(f"  {line}" for line in missing)
        name = "tests/conftest.py::every_message_of_lib_has_a_test"
        outcome = "failed" if missing else "passed"
        report = pytest.TestReport(name, ("tests/conftest.py", 0, name), {}, outcome, text if missing else None, "call")
        self.config.hook.pytest_runtest_logreport(report=report)
        if missing:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_addoption(parser):
    parser.addoption("--every-message", action="store_true", help="fail if a raise in lib has no test of its message")


def pytest_configure(config):
    if config.getoption("--every-message"):
        plugin = EveryMessage(config)
        config.pluginmanager.register(plugin, "every-message")
