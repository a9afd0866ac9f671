"""Build and serve the site of the book.

python tools/site.py build [--clean]    build it with warnings as errors into _build/html
python tools/site.py serve [--port N]   serve _build/html on localhost and print the address
python tools/site.py sphinx             build it with plain Sphinx, without Jupyter Book's own command

The last one is the way out should Jupyter Book 1 stop being maintained: it writes the conf.py that plain Sphinx needs
into a temporary folder and builds from there.
"""

from __future__ import annotations

import argparse
import errno
import functools
import http.server
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STRICT = ["-W", "-n", "--keep-going"]
# Jupyter Book has no `python -m` form, and its command need not be on PATH.
JUPYTER_BOOK = ["-c", "from jupyter_book.cli.main import main; main()"]
MATHJAX_PACKAGE = "sphinx-mathjax-offline"
# What a page can ask for: the combined script, the web fonts, and the TeX extensions MathJax loads on demand.
MATHJAX_PARTS = ["tex-chtml.js", "input/tex/extensions", "output/chtml/fonts/woff-v2"]
TRIES_FOR_A_PORT = 50


class SiteError(Exception):
    """Say in one sentence why the site cannot be built or served."""


def mathjax_source() -> Path:
    """Find the MathJax files that a Python package carries, so that nothing is downloaded from a CDN."""
    try:
        files = importlib.metadata.files(MATHJAX_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise SiteError(f"MathJax is missing: run `pip install {MATHJAX_PACKAGE}` in this environment.") from error
    for file in files:
        if file.name == "tex-chtml.js":
            return Path(str(file.locate())).parent
    raise SiteError(f"The package {MATHJAX_PACKAGE} holds no tex-chtml.js: reinstall it.")


def vendor_mathjax(root: Path) -> Path:
    """Copy MathJax into ``_vendor/mathjax``, from where Sphinx copies it to the root of the site."""
    source, target = mathjax_source(), root / "_vendor" / "mathjax"
    for part in MATHJAX_PARTS:
        origin, copy = source / part, target / part
        if not origin.exists():
            raise SiteError(f"MathJax has no {part}: install another version of {MATHJAX_PACKAGE}.")
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, copy)
        else:
            shutil.copy2(origin, copy)
    return target


def run(command: Sequence[str], root: Path) -> int:
    """Run a command of this very environment in the folder of the book."""
    # One thread and a fixed seed of hashes: two builds of one source give the same bytes.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
    return subprocess.run([sys.executable, *command], cwd=root, env=environment, check=False).returncode


def prepare(root: Path, *, clean: bool) -> None:
    """Leave what a build needs; with ``clean``, or after one that was broken off, nothing of an earlier build.

    Sphinx repeats no warning of a page it does not write anew.
    """
    built = root / "_build"
    # A build that was broken off leaves no search index: the next one would index only what changed since.
    broken_off = (built / ".doctrees").exists() and not (built / "html" / "searchindex.js").exists()
    if clean or broken_off:
        shutil.rmtree(built, ignore_errors=True)
    vendor_mathjax(root)


def build(root: Path, *, clean: bool) -> int:
    """Build the site with Jupyter Book, every warning an error."""
    prepare(root, clean=clean)
    status = run([*JUPYTER_BOOK, "build", ".", *STRICT], root)
    if status == 0:
        print(f"The site is in {root / '_build' / 'html'}: open index.html, or run `python tools/site.py serve`.")
    return status


def build_with_sphinx(root: Path) -> int:
    """Build the site with plain Sphinx from the conf.py that Jupyter Book writes."""
    prepare(root, clean=False)
    conf = root / "conf.py"
    if conf.exists():
        raise SiteError(f"{conf} is in the way: Jupyter Book would overwrite it. Move it elsewhere.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            status = run([*JUPYTER_BOOK, "config", "sphinx", "."], root)
            if status:
                return status
            # conf.py holds paths relative to the book (_ext, _static); made absolute, it can live elsewhere.
            text = conf.read_text(encoding="utf-8")
        finally:
            conf.unlink(missing_ok=True)
        Path(folder, "conf.py").write_text(relocated(text, root), encoding="utf-8")
        out = root / "_build" / "sphinx"
        return run(
            ["-m", "sphinx", "-b", "html", *STRICT, "-c", folder, "-d", f"{folder}/doctrees", ".", str(out)], root
        )


def relocated(conf: str, root: Path) -> str:
    """Return the text of a conf.py that works from another folder: Sphinx reads these paths relative to it."""
    head = f"import os, sys\nsys.path.insert(0, {str(root / '_ext')!r})\nos.chdir({str(root)!r})\n"
    tail = [f"_book = {str(root)!r}"]
    for name in ("html_static_path", "html_extra_path", "bibtex_bibfiles", "templates_path"):
        tail.append(f"{name} = [os.path.join(_book, path) for path in globals().get({name!r}, [])]")
    for name in ("html_favicon", "html_logo", "external_toc_path"):
        tail.append(f"{name} = os.path.join(_book, {name}) if globals().get({name!r}) else ''")
    return head + conf + "\n".join(["", *tail, ""])


def serve(root: Path, *, port: int) -> int:
    """Serve the built site on localhost until interrupted."""
    pages = root / "_build" / "html"
    if not (pages / "index.html").exists():
        raise SiteError("There is no site yet: run `python tools/site.py build` first.")
    with open_server(pages, port) as server:
        print(f"The book is at http://localhost:{server.server_address[1]}/ (stop with Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")
    return 0


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line per request."""

    def log_message(self, *_: object) -> None:
        """Stay quiet: a page of the book asks for some twenty files."""


class Server(http.server.ThreadingHTTPServer):
    """Serve several requests at once."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a browser that closed its connection early: the reader went to another page."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def open_server(folder: Path, port: int) -> Server:
    """Return a server on ``port``, or on the next free one after it."""
    handler = functools.partial(Handler, directory=str(folder))
    for candidate in range(port, port + TRIES_FOR_A_PORT):
        try:
            return Server(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise SiteError(f"No port from {port} to {port + TRIES_FOR_A_PORT - 1} is free: give another with --port.")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tools/site.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("build", "build the site"), ("serve", "serve it"), ("sphinx", "build it with plain Sphinx")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--root", type=Path, default=ROOT, help="folder of the book (default: this one)")
        if name == "build":
            command.add_argument("--clean", action="store_true", help="forget earlier builds first")
        if name == "serve":
            command.add_argument("--port", type=int, default=8000, help="first port to try (default: 8000)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    options = parse(arguments)
    root = options.root.resolve()
    try:
        if options.command == "build":
            return build(root, clean=options.clean)
        if options.command == "sphinx":
            return build_with_sphinx(root)
        return serve(root, port=options.port)
    except SiteError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
