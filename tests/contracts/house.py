"""How the house rules read the book: its modules as syntax trees, its tracked files, its public names."""

import ast
import functools
import importlib
import inspect
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Made or private folders, for a copy of the book that is no git checkout.
NOT_OURS = {".venv", ".git", "_build", "_vendor", "my", "__pycache__", "dist", ".pytest_cache", ".ruff_cache"}


@functools.cache
def tree(path):
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(root, *, exercises=False):
    """Return the Python files of ``lib`` below ``root``; those of exercises and experiments only when asked for.

    What students write repeats itself; an experiment is a script that makes one recording, tested by its recording.
    """
    found = sorted((root / "lib").rglob("*.py"))
    return [path for path in found if exercises or not {"exercises", "experiments"} & set(path.relative_to(root).parts)]


def expect_none(faults):
    """Fail with every fault on a line of its own."""
    if faults:
        raise AssertionError("\n".join([f"{len(faults)} faults", *faults]))


def short(path, root):
    """Return a path as messages show it."""
    return path.relative_to(root).as_posix()


def tracked(root):
    """Return every file that is, or would be, part of the book: what git tracks or would add."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
        paths = {root / name for name in listed if name}
    except (OSError, subprocess.CalledProcessError):
        paths = {path for path in root.rglob("*") if not NOT_OURS & set(path.relative_to(root).parts)}
    return sorted(path for path in paths if path.is_file())


def texts(root):
    """Yield (path, text) of every tracked text file."""
    for path in tracked(root):
        data = path.read_bytes()
        if b"\0" not in data[:4096]:
            yield path, data.decode("utf-8", errors="replace")


def pyproject(root=ROOT):
    """Return pyproject.toml as a dictionary."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def rooms(root=ROOT):
    """Return the names of the rooms that exist as folders, sorted by name."""
    return sorted(path.name for path in (root / "lib").iterdir() if (path / "__init__.py").exists())


def public():
    """Return ``{qualified name: object}`` of the functions and classes that rooms export, each under its own module."""
    found = {}
    for room in rooms():
        package = importlib.import_module(f"lib.{room}")
        for name in getattr(package, "__all__", ()):
            thing = getattr(package, name)
            if (inspect.isfunction(thing) or inspect.isclass(thing)) and thing.__module__.startswith("lib."):
                found[f"{thing.__module__}.{thing.__qualname__}"] = thing
    return found


def methods(cls):
    """Yield (name, function) of the public methods a class defines itself, properties included."""
    for name, member in vars(cls).items():
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if not name.startswith("_") and inspect.isfunction(function):
            yield name, function


def parameters(function):
    """Return the parameters of a function without self and cls."""
    listed = inspect.signature(function).parameters.values()
    return [each for each in listed if each.name not in ("self", "cls")]
