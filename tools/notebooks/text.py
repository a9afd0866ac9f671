"""Show a notebook as text: jupytext's MyST Markdown, plus a summary of each output.

Only the standard library is used, and only the JSON is read: git calls this for every version of every notebook it
compares. `notebooks.reading` turns the text back into a notebook.

A Markdown cell is its own text after a line `+++ {"id": "..."}`. A code cell is a fence:

    ```{code-cell} python
    :id: fit-tree
    :tags: [nbval-ignore-output]

    tree = fit(X, y)
    ```

Lines that begin with `%> ` summarise outputs and are skipped when the text is read back.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

OUTPUT_MARK = "%> "
MAX_LINES = 12
MAX_WIDTH = 160
# Derived from outputs by the normal form, so not written down a second time.
DERIVED = ("mystnb",)


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _fence(source: str) -> str:
    """Return a run of backticks longer than any that opens a line of the source."""
    longest = max((len(run) for run in re.findall(r"^\s*(`{3,})", source, re.MULTILINE)), default=2)
    return "`" * max(3, longest + 1)


def _metadata(cell: dict) -> dict:
    kept = {key: value for key, value in cell.get("metadata", {}).items() if key not in DERIVED and value != []}
    return {"id": cell["id"], **kept} if "id" in cell else kept


def _yaml(value: object) -> str:
    """Write one metadata value; JSON is YAML, and plain words are left without quotes."""
    if isinstance(value, list) and all(isinstance(item, str) and re.fullmatch(r"[a-z][\w-]*", item) for item in value):
        return f"[{', '.join(value)}]"
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|[a-z]{4,}", value) and value != "null":
        return value if value not in ("true", "false") else json.dumps(value)
    return json.dumps(value, ensure_ascii=False)


def _clip(text: str) -> list[str]:
    lines = [
        line if len(line) <= MAX_WIDTH else line[: MAX_WIDTH - 3] + "..." for line in text.rstrip("\n").split("\n")
    ]
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 2], f"... {len(lines) - MAX_LINES + 1} more lines ...", lines[-1]]
    return lines


def _weigh(mime: str, content: str, metadata: dict) -> str:
    binary = mime.startswith("image/") and not mime.endswith("+xml")
    raw = base64.b64decode(content) if binary else content.encode()
    size = ""
    if raw[:8] == b"\x89PNG\r\n\x1a\n":
        size = f" {int.from_bytes(raw[16:20])} x {int.from_bytes(raw[20:24])},"
    alt = metadata.get(mime, {}).get("alt") if isinstance(metadata.get(mime), dict) else None
    says = f' alt "{alt}"' if alt else ""
    return f"[{mime}{size} {len(raw) / 1000:.1f} kB, sha256 {hashlib.sha256(raw).hexdigest()[:12]}]{says}"


def summarise_output(output: dict) -> list[str]:
    """Return an output in a few lines: texts clipped, pictures and pages by size and hash."""
    kind = output["output_type"]
    if kind == "stream":
        return [f"[{output['name']}]", *_clip(_joined(output["text"]))]
    if kind == "error":
        return [f"[error] {output['ename']}: {output['evalue']}"]
    lines = []
    data = output.get("data", {})
    # beside a picture or a sentence the plain text says the same once more; beside a page it is the readable form
    said = any(mime.startswith("image/") or mime == "text/markdown" for mime in data)
    for mime in sorted(data):
        content = data[mime]
        if mime == "text/markdown" or (mime == "text/plain" and not said):
            lines += [f"[{mime}]", *_clip(_joined(content))]
        elif mime != "text/plain":
            text = json.dumps(content, sort_keys=True) if isinstance(content, dict) else _joined(content)
            lines.append(_weigh(mime, text, output.get("metadata", {})))
    return lines


def cell_text(cell: dict, outputs: bool = True) -> str:
    """Return one cell as text."""
    source = _joined(cell["source"])
    metadata = _metadata(cell)
    if cell["cell_type"] == "markdown":
        return f"+++ {json.dumps(metadata, ensure_ascii=False)}\n\n{source}\n" if metadata else f"+++\n\n{source}\n"
    fence = _fence(source)
    kind = "{code-cell} python" if cell["cell_type"] == "code" else "{raw-cell}"
    options = "".join(f":{key}: {_yaml(value)}\n" for key, value in metadata.items())
    text = f"{fence}{kind}\n{options}\n{source}\n{fence}\n"
    if outputs:
        for output in cell.get("outputs", []):
            text += "".join(f"{OUTPUT_MARK}{line}\n" for line in summarise_output(output))
    return text


def notebook_text(notebook: dict, outputs: bool = True) -> str:
    """Return a notebook, given as the dictionary of its JSON, as text."""
    return "\n".join(cell_text(cell, outputs) for cell in notebook.get("cells", []))


def file_text(path: str, outputs: bool = True) -> str:
    """Return the notebook in a file as text; what is no notebook comes back as it is, so that git can still show it."""
    raw = Path(path).read_text(encoding="utf-8", errors="replace")
    try:
        return notebook_text(json.loads(raw), outputs)
    except (ValueError, KeyError, TypeError, AttributeError):
        return raw
