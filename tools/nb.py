#!/usr/bin/env python
"""Write, run and check the chapters: `python tools/nb.py COMMAND --help` explains each command.

text FILE...            show a notebook as text, outputs summarised (also git's textconv)
new SLUG "Title"        make chapters/SLUG.ipynb with its title and its set-up cell
set FILE                replace the whole notebook by jupytext's MyST Markdown from stdin (or --from PATH)
edit FILE CELL-ID       replace, insert or delete one cell, source from stdin
run FILE...             run in a clean kernel, store outputs, stamp and cost
fmt FILE...             bring to normal form, renew the set-up cell
check FILE...           print every fault of form as `file: cell: what is wrong and what was wanted`
verify FILE...          run again and compare texts and the pixels of figures with what is stored
exercises FILE...       write the exercises' cells from their sources
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))


def _name(path: Path) -> str:
    """Return a file's path as it is printed and keyed: below the root, with forward slashes, where it lies there."""
    resolved = path.resolve()
    return resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else str(path)


def _stdin() -> str:
    return sys.stdin.buffer.read().decode("utf-8").replace("\r\n", "\n")


def text(options: argparse.Namespace) -> int:
    """Show notebooks as text; loads nothing but the standard library, so that git can call it for every version."""
    from notebooks.text import file_text

    sys.stdout.reconfigure(encoding="utf-8")
    for path in options.files:
        sys.stdout.write(file_text(str(path), outputs=not options.no_outputs))
    return 0


def new(options: argparse.Namespace) -> int:
    """Make a new chapter."""
    from notebooks.document import NotebookError, write
    from notebooks.editing import ID_FORM, new_notebook

    if not ID_FORM.fullmatch("c" + options.slug.replace("_", "-")):
        raise NotebookError(f"slug {options.slug!r}: wanted a chapter's name such as 03_trees")
    path = (options.folder or ROOT / "chapters") / f"{options.slug}.ipynb"
    if path.exists():
        raise NotebookError(f"{_name(path)}: exists already; use `set` to replace it")
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, new_notebook(options.title, ROOT))
    print(f"{_name(path)}: written")
    return 0


def set_notebook(options: argparse.Namespace) -> int:
    """Replace the whole notebook from text; unchanged code cells keep their outputs."""
    from notebooks.document import code_cells, read, write
    from notebooks.editing import set_text
    from notebooks.exercises import MARKER, cells_from_lib, write_exercises

    path = options.file
    source = options.source.read_text(encoding="utf-8") if options.source else _stdin()
    old = read(path) if path.exists() else None
    nb = set_text(source, old, ROOT)
    if any(cell.cell_type == "markdown" and MARKER.fullmatch(cell.source) for cell in nb.cells):
        write_exercises(nb, cells_from_lib(ROOT), old)
    changed = write(path, nb)
    kept = sum(cell.execution_count is not None for cell in code_cells(nb))
    state = "written" if changed else "unchanged"
    print(f"{_name(path)}: {state}, {len(nb.cells)} cells, outputs of {kept} of {len(code_cells(nb))} code cells kept")
    return 0


def edit(options: argparse.Namespace) -> int:
    """Replace, insert or delete one cell."""
    from notebooks.document import NotebookError, find_cell, read, write
    from notebooks.editing import delete_cell, insert_cell, make_cell, replace_cell
    from notebooks.normal import normalise

    nb = read(options.file)
    tags = None if options.tags is None else [tag for tag in options.tags.split(",") if tag]
    anchor = options.after or options.before
    if options.delete:
        delete_cell(nb, options.cell)
    elif options.new:
        if not anchor or not options.kind:
            raise NotebookError("a new cell needs a place and a kind: --after ID (or --before ID) --kind markdown|code")
        position = find_cell(nb, anchor) + (1 if options.after else 0)
        insert_cell(nb, position, make_cell(options.kind, options.new, _stdin(), tags))
    elif options.cell:
        replace_cell(nb, options.cell, _stdin(), options.kind, tags)
    else:
        raise NotebookError("wanted CELL-ID to replace, CELL-ID --delete, or --after ID --new ID --kind KIND")
    print(f"{_name(options.file)}: {'written' if write(options.file, normalise(nb)) else 'unchanged'}")
    return 0


def run(options: argparse.Namespace) -> int:
    """Run notebooks and store what came; a failing cell leaves the file as it was."""
    from notebooks.cost import MAX_CPU_S, MAX_MEMORY_MB, record_cost
    from notebooks.document import read, write
    from notebooks.running import rerun

    def one(path: Path) -> int:
        stored = rerun(read(path), path.resolve().parent, ROOT)
        changed = write(path, stored.nb)
        if path.resolve().is_relative_to(ROOT / "chapters"):
            record_cost(ROOT, _name(path), stored.cost)
        cpu, peak = stored.cost
        over = " - OVER BUDGET" if cpu > MAX_CPU_S or peak > MAX_MEMORY_MB else ""
        state = "stored" if changed else "ran, nothing changed"
        print(f"{_name(path)}: {state}; {cpu:.1f} s CPU, peak {peak:.0f} MB{over}")
        return 1 if over else 0

    return _each(options.files, one)


def fmt(options: argparse.Namespace) -> int:
    """Bring notebooks to normal form."""
    from notebooks.document import read, write
    from notebooks.normal import normalise
    from notebooks.setup_cell import renew_setup

    def one(path: Path) -> int:
        nb = read(path)
        renew_setup(nb, ROOT)
        print(f"{_name(path)}: {'written' if write(path, normalise(nb)) else 'unchanged'}")
        return 0

    return _each(options.files, one)


def check(options: argparse.Namespace) -> int:
    """Print the faults of form."""
    from notebooks.checking import check_file

    def one(path: Path) -> int:
        problems = check_file(path, ROOT)
        for problem in problems:
            print(f"{_name(path)}: {problem.cell}: {problem.what}")
        return 1 if problems else 0

    return _each(options.files, one)


def verify(options: argparse.Namespace) -> int:
    """Run again and compare."""
    from notebooks.document import read, write
    from notebooks.stamp import changed_lib_files
    from notebooks.verifying import verify as verify_one

    def one(path: Path) -> int:
        nb = read(path)
        if options.stale and nb.metadata.get("stamp") and not changed_lib_files(nb, ROOT):
            print(f"{_name(path)}: no file of lib that it reads changed since its run")
            return 0
        problems, stamp = verify_one(nb, path.resolve().parent, ROOT)
        for problem in problems:
            print(f"{_name(path)}: {problem.cell}: {problem.what}")
        if not problems:
            if options.write_stamp:
                nb.metadata.stamp.lib = stamp["lib"]
                write(path, nb)
            print(f"{_name(path)}: a fresh run shows what is stored")
        return 1 if problems else 0

    return _each(options.files, one)


def exercises(options: argparse.Namespace) -> int:
    """Write the exercises' cells from their sources."""
    from notebooks.document import read, write
    from notebooks.exercises import cells_from_lib, write_exercises
    from notebooks.normal import normalise

    def one(path: Path) -> int:
        nb = read(path)
        done = write_exercises(nb, cells_from_lib(ROOT))
        state = "written" if write(path, normalise(nb)) else "unchanged"
        print(f"{_name(path)}: {state}; {len(done)} exercises: {', '.join(done)}")
        return 0

    return _each(options.files, one)


def _each(paths: list[Path], work: Callable[[Path], int]) -> int:
    """Do the work for each file; a file that fails is reported and the others are still done."""
    from notebooks.document import NotebookError

    worst = 0
    for path in paths:
        try:
            worst = max(worst, work(path))
        except NotebookError as error:
            print(f"{_name(path)}: {str(error).removeprefix(f'{path}: ')}")
            worst = 1
    return worst


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    main_parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = main_parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Callable[[argparse.Namespace], int], files: str = "+") -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        sub.set_defaults(function=function)
        if files == "+":
            sub.add_argument("files", nargs="+", type=Path, metavar="FILE")
        elif files == "1":
            sub.add_argument("file", type=Path, metavar="FILE")
        return sub

    command("text", text).add_argument("--no-outputs", action="store_true", help="sources only")
    sub = command("new", new, files="")
    sub.add_argument("slug", metavar="SLUG")
    sub.add_argument("title", metavar="TITLE")
    sub.add_argument("--folder", type=Path, help="default: chapters")
    command("set", set_notebook, files="1").add_argument("--from", dest="source", type=Path, metavar="PATH")
    sub = command("edit", edit, files="1")
    sub.add_argument("cell", nargs="?", metavar="CELL-ID", help="the cell to replace or delete")
    sub.add_argument("--delete", action="store_true")
    place = sub.add_mutually_exclusive_group()
    place.add_argument("--after", metavar="ID")
    place.add_argument("--before", metavar="ID")
    sub.add_argument("--new", metavar="ID", help="id of the cell to insert")
    sub.add_argument("--kind", choices=("markdown", "code"))
    sub.add_argument("--tags", help="comma-separated; an empty string removes all")
    command("run", run)
    command("fmt", fmt)
    command("check", check)
    sub = command("verify", verify)
    sub.add_argument("--stale", action="store_true", help="only notebooks whose lib files changed since their run")
    sub.add_argument(
        "--write-stamp", action="store_true", help="where all is equal, note the new lib files in the stamp"
    )
    command("exercises", exercises)
    return main_parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit status: 0 fine, 1 a fault was found or nothing could be done."""
    options = parser().parse_args(arguments)
    try:
        return options.function(options)
    except Exception as error:
        # Only the tool's own error is a message for the author; anything else is a fault of the tool and shows itself.
        if type(error).__name__ != "NotebookError":
            raise
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
