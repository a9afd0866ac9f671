"""The reader's tools on the command line: ``python -m lib.study start 02``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from lib.study.messages import message
from lib.study.progress import progress
from lib.study.registry import exercises_of
from lib.study.start import chapter_files, start


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the reader's tools.

    Parameters
    ----------
    arguments : sequence of str, default=None
        The command line without the program's name; None takes the process's own.

    Returns
    -------
    int
        0, or 2 with one sentence on the error stream.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    parser = argparse.ArgumentParser(prog="python -m lib.study", description=message("cli.description"))
    commands = parser.add_subparsers(dest="command", required=True)
    copying = commands.add_parser("start", help=message("cli.start"))
    copying.add_argument("chapter", help=message("cli.chapter"))
    commands.add_parser("progress", help=message("cli.progress"))
    commands.add_parser("list", help=message("cli.list"))
    options = parser.parse_args(arguments)
    try:
        lines = {"start": lambda: _start(options.chapter), "progress": _progress, "list": _list}[options.command]()
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _start(chapter: str) -> list[str]:
    target = start(chapter)
    root = target.parents[1]
    source = next(path for path in chapter_files(root) if target.stem.startswith(path.stem))
    names = {"source": source.relative_to(root).as_posix(), "target": target.relative_to(root).as_posix()}
    lines = [message("cli.copied", **names)]
    if target.stem != source.stem:
        lines.append(message("cli.kept", target=f"my/{source.name}"))
    return lines


def _progress() -> list[str]:
    return repr(progress()).splitlines()


def _list() -> list[str]:
    lines = []
    for path in chapter_files():
        lines.append(path.stem)
        for one in exercises_of(path.stem):
            facts = {"id": one.id, "title": one.title, "level": one.level, "minutes": one.minutes}
            lines.append("  " + message("cli.exercise", **facts))
    return lines


if __name__ == "__main__":
    sys.exit(main())
