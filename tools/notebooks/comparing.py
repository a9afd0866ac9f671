"""Compare what two runs of a notebook show, pictures included.

nbval compares texts only, so a change in `lib` could leave a wrong figure in print. Here pictures are decoded and their
pixels compared; pictures inside an HTML output (the frames of an explorable) as well.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

from notebooks.document import code_cells
from notebooks.pictures import SAME_RMS, decode, from_base64, rms
from notebooks.problem import Problem
from notebooks.rules.code import is_ignored
from notebooks.sanitise import read_rules, sanitise
from notebooks.svg import same_svg

EMBEDDED = re.compile(r"data:image/([\w+]+);base64,([A-Za-z0-9+/=]+)")
SVG = "image/svg+xml"


def _picture_fault(mime: str, stored: bytes, fresh: bytes) -> str | None:
    """Say how two pictures differ, None where they show the same."""
    if stored == fresh:
        return None
    if mime == SVG:
        return None if same_svg(stored.decode(), fresh.decode()) else "the drawing differs"
    old, new = decode(stored), decode(fresh)
    if old.shape != new.shape:
        return f"its size is {old.shape[1]} x {old.shape[0]}, a fresh run gives {new.shape[1]} x {new.shape[0]}"
    off = rms(old, new)
    return f"pixels differ by {off * 255:.1f}/255 (RMS), allowed {SAME_RMS * 255:.0f}/255" if off > SAME_RMS else None


def _embedded_faults(stored: str, fresh: str) -> Iterator[str]:
    pairs = list(zip(EMBEDDED.findall(stored), EMBEDDED.findall(fresh)))
    for number, ((mime, old), (fresh_mime, new)) in enumerate(pairs, start=1):
        fault = (
            _picture_fault(f"image/{mime}", base64.b64decode(old), base64.b64decode(new))
            if mime == fresh_mime
            else f"it is {mime}, a fresh run gives {fresh_mime}"
        )
        if fault:
            yield f"stale figure, picture {number} of {len(pairs)} in the page: {fault}"


def _shown(output: nbformat.NotebookNode) -> dict[str, str]:
    """Return what an output shows, by MIME type or stream."""
    if output.output_type == "stream":
        return {output.name: output.text}
    if output.output_type == "error":
        return {"error": f"{output.ename}: {output.evalue}"}
    return {mime: content for mime, content in output.data.items() if isinstance(content, str)}


def output_faults(
    stored: nbformat.NotebookNode, fresh: nbformat.NotebookNode, rules: list[tuple[str, str]]
) -> Iterator[str]:
    """Yield how a fresh output shows something else than the stored one."""
    old, new = _shown(stored), _shown(fresh)
    if sorted(old) != sorted(new):
        yield f"stale output: it shows {sorted(old)}, a fresh run {sorted(new)}"
        return
    for kind in sorted(old):
        if kind == SVG:
            fault = _picture_fault(kind, old[kind].encode(), new[kind].encode())
        elif kind.startswith("image/"):
            fault = _picture_fault(kind, from_base64(old[kind]), from_base64(new[kind]))
        else:
            fault = None
            texts = sanitise(old[kind], rules), sanitise(new[kind], rules)
            if texts[0] != texts[1]:
                yield f"stale output, {kind}: {_first_difference(*texts)}"
            if kind == "text/html":
                yield from _embedded_faults(old[kind], new[kind])
        if fault:
            yield f"stale figure: {fault}"


def _first_difference(stored: str, fresh: str) -> str:
    old, new = stored.split("\n"), fresh.split("\n")
    for a, b in zip(old, new):
        if a != b:
            at = next((i for i, (c, d) in enumerate(zip(a, b)) if c != d), min(len(a), len(b)))
            start = max(0, at - 20)
            return f"stored {a[start : at + 40]!r}, a fresh run gives {b[start : at + 40]!r}"
    return f"stored {len(old)} lines, a fresh run gives {len(new)}"


def compare(stored: nbformat.NotebookNode, fresh: nbformat.NotebookNode, root: Path) -> list[Problem]:
    """Return where a fresh run shows something else; cells whose output rightly varies are left out."""
    rules = read_rules(root)
    problems = []
    for old, new in zip(code_cells(stored), code_cells(fresh)):
        if is_ignored(old):
            continue
        name = old.get("id", "?")
        if len(old.outputs) != len(new.outputs):
            what = f"stale output: {len(old.outputs)} outputs stored, a fresh run gives {len(new.outputs)}"
            problems.append(Problem(name, what))
            continue
        for one, other in zip(old.outputs, new.outputs):
            problems += [Problem(name, fault) for fault in output_faults(one, other, rules)]
    return problems
