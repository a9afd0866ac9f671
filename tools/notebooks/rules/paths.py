"""Nothing of one machine stands in a notebook: no absolute path, no address of an object."""

import re
from collections.abc import Iterator
from pathlib import Path

from notebooks.problem import Problem
from notebooks.prose import BARE_URL
from notebooks.subject import Subject

FOLDERS = "bin|content|etc|home|media|mnt|opt|private|proc|root|run|srv|sys|tmp|usr|var|work|workspaces?|Users|Volumes"
ABSOLUTE = re.compile(
    rf"(?<![\w<./~:-])/(?:{FOLDERS})/[\w.~-]+"
    r"|file:///\S+"
    r"|(?<![\w])[A-Za-z]:(?:\\{1,2}|/)(?:Users|Windows|Program|Temp)[\\/][^\s\"']+"
)
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}|\bobject at 0x")
DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")


def texts(cell: dict) -> Iterator[tuple[str, str]]:
    """Yield (where, text) for the source and each stored text of a cell; encoded pictures carry no text."""
    yield "source", cell["source"]
    for output in cell.get("outputs", []):
        if "text" in output:
            yield output.name, output.text
        if output.output_type == "error":
            yield "error", "\n".join([output.evalue, *output.traceback])
        for mime, content in output.get("data", {}).items():
            if isinstance(content, str) and (not mime.startswith("image/") or mime.endswith("+xml")):
                yield mime, DATA_URI.sub("", content)


def no_absolute_paths(subject: Subject) -> Iterator[Problem]:
    """Refuse a path of one machine, which is wrong on every other."""
    own = [str(subject.root), str(Path.home())]
    for cell in subject.nb.cells:
        for where, text in texts(cell):
            plain = BARE_URL.sub("", text)
            found = ABSOLUTE.search(plain)
            first = found.group(0) if found else next((path for path in own if len(path) > 5 and path in plain), None)
            if first:
                yield Problem(
                    cell.get("id", "?"), f"absolute path in the {where}: {first[:60]!r}; wanted a relative one"
                )


def no_addresses(subject: Subject) -> Iterator[Problem]:
    """Refuse the address of an object, which differs in every run."""
    for cell in subject.nb.cells:
        for where, text in texts(cell):
            if where != "source" and ADDRESS.search(text):
                yield Problem(
                    cell.get("id", "?"), f"address of an object in the {where}: wanted `_ = ...` or a readable value"
                )
