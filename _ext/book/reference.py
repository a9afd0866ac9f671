"""The reference of the package: it follows `lib` as it stands, so that nothing is listed by hand."""

from __future__ import annotations

import ast
import re
from functools import partial
from itertools import takewhile
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

PACKAGE = "lib"
JOINED = re.compile(r"^(\s*)(\w+_(?:, \w+_)+) : (.*)$")
CHAPTER = re.compile(r"\b(chapters/\w+)\.ipynb\b")
TYPED = re.compile(r"^(\s*\*{0,2}\w+ : )(.*)$")


def rooms(root: Path) -> list[str]:
    """Return the rooms of the package in the order in which its docstring lists them."""
    folders = [path.name for path in (root / PACKAGE).iterdir() if (path / "__init__.py").exists()]
    text = ast.get_docstring(ast.parse((root / PACKAGE / "__init__.py").read_text(encoding="utf-8"))) or ""
    return sorted(folders, key=lambda room: (text.find(f"``{room}``") % (len(text) + 1), room))


def modules(root: Path, room: str) -> list[str]:
    """Return the public modules of a room; those with a leading underscore and the exercises are no reference."""
    folder = root / PACKAGE
    found = []
    for path in sorted((folder / room).rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if not any(part.startswith("_") or part == "exercises" for part in parts):
            found.append(".".join(parts))
    return sorted(found)


def summary(root: Path, module: str) -> tuple[str, list[str]]:
    """Return a module's first line and the public functions and classes it defines."""
    path = root / PACKAGE / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.exists():  # imported only where it is needed, and not written yet
        return "", []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    doc = (ast.get_docstring(tree) or "").partition("\n")[0]
    named = (ast.FunctionDef, ast.ClassDef)
    return doc, [node.name for node in tree.body if isinstance(node, named) and not node.name.startswith("_")]


def exported(root: Path, module: str) -> dict[str, str]:
    """Return what a package's __init__ exports: name to the module that defines it, parts exported whole included."""
    path = root / PACKAGE / Path(*module.split(".")) / "__init__.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    homes: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}.{module}"):
            home = node.module.removeprefix(f"{PACKAGE}.")
            if home == module:  # `from lib.grad import functional`
                for alias in node.names:
                    homes.update(exported(root, f"{home}.{alias.name}"))
                continue
            inner = exported(root, home) if (root / PACKAGE / Path(*home.split(".")) / "__init__.py").exists() else {}
            homes.update({alias.name: inner.get(alias.name, home) for alias in node.names})
    return {name: home for name, home in sorted(homes.items()) if name in summary(root, home)[1]}


class LibRooms(SphinxDirective):
    """Write one short table for each room: what it exports."""

    def run(self) -> list[nodes.Node]:
        """Return one section for each room."""
        root = Path(self.env.app.srcdir)
        text: list[str] = []
        for room in rooms(root):
            text += [f"## [lib.{room}](api/{room}.md)", "", summary(root, room)[0], ""]
            names = [f"   ~{PACKAGE}.{home}.{name}" for name, home in exported(root, room).items()]
            if names:
                text += ["```{eval-rst}", ".. autosummary::", "   :nosignatures:", "", *names, "```", ""]
        note_sources(self, root, PACKAGE)
        return self.parse_text_to_nodes("\n".join(text), allow_section_headings=True)


class LibRoom(SphinxDirective):
    """Write the reference of one room, module by module."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return one section for each module."""
        root, room = Path(self.env.app.srcdir), self.arguments[0]
        if not (root / PACKAGE / room / "__init__.py").exists():
            raise self.error(f"lib has no room called {room}")
        text: list[str] = []
        for module in modules(root, room):
            doc, names = summary(root, module)
            if not names:
                text += [doc, ""] if module == room else []
                continue
            # The page is named after the room; the contents beside it have no place for saying so again.
            heading = module.removeprefix(f"{room}.")
            text += [f"## {heading}", "", "```{eval-rst}", f".. automodule:: {PACKAGE}.{module}", "   :members:"]
            text += ["   :show-inheritance:", "```", ""]
        note_sources(self, root, f"{PACKAGE}/{room}")
        return self.parse_text_to_nodes("\n".join(text), allow_section_headings=True)


def note_sources(directive: SphinxDirective, root: Path, folder: str) -> None:
    for path in sorted((root / folder).rglob("*.py")):
        directive.env.note_dependency(str(path))


def type_as_text(_app: Sphinx, _env: BuildEnvironment, node: addnodes.pending_xref, shown: nodes.Node):
    """Print a type that names nothing documented, such as 'ndarray of shape (n_samples,)', as it stands.

    What an author marks as a reference (a role shows it as code) still has to exist.
    """
    typed = node.get("refdomain") == "py" and not isinstance(shown, nodes.literal)
    return shown if typed else None


def public_bases(_app: Sphinx, _name: str, _obj: object, _options: object, bases: list[type]) -> None:
    """Show only base classes that a reader can look up here."""
    known = [base for base in bases if base.__module__.startswith(PACKAGE) and not base.__name__.startswith("_")]
    bases[:] = known or [object]


def plain_fields(app: Sphinx, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Prepare two habits of NumPy docstrings that the next step would misread.

    A joined entry 'a_, b_ : float' is taken for a type and a name, and the underscore that ends a learned attribute
    ('shape (n_features_in_,)') for a reference.
    """
    split: list[str] = []
    i = 0
    while i < len(lines):
        joined = JOINED.match(lines[i])
        if not joined:
            split.append(lines[i])
            i += 1
            continue
        indent, names, kind = joined.groups()
        text = list(takewhile(partial(is_inside, indent), lines[i + 1 :]))
        for name in names.split(", "):
            split += [f"{indent}{name} : {kind}", *text]
        i += 1 + len(text)
    lines[:] = [linked_chapter(escaped_type(line), app.env.found_docs) for line in split]


def linked_chapter(line: str, pages: set[str]) -> str:
    """Turn the path of a chapter that is on the site into a link to it."""
    return CHAPTER.sub(lambda found: f":doc:`/{found[1]}`" if found[1] in pages else found[0], line)


def is_inside(indent: str, line: str) -> bool:
    return line.startswith(indent + " ")


def escaped_type(line: str) -> str:
    named = TYPED.match(line)
    return line if not named else named[1] + re.sub(r"(?<=\w)_(?!\w)", r"\_", named[2])


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-bases", public_bases)
    # Before napoleon, which rewrites the docstring.
    app.connect("autodoc-process-docstring", plain_fields, priority=400)
    app.connect("missing-reference", type_as_text)
    app.add_directive("lib-rooms", LibRooms)
    app.add_directive("lib-room", LibRoom)
