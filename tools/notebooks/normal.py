"""The normal form of a notebook: running an unchanged notebook twice must leave an empty diff.

Kept of a cell's metadata: `tags`, and `mystnb.image.alt`, which is derived (see below). Dropped: time stamps, widget
state, Python's version, front ends' own keys.

Alternative text of figures. `lib.plot.show(fig, alt="...")` displays a PNG with the output metadata
`{"image/png": {"alt": "..."}}` and the same sentence as `text/plain`, where nbval compares it. MyST-NB 1.4 reads only
width and height from an output's metadata but takes `alt` from the *cell's* key `mystnb.image.alt`; the normal form
copies it there. As that key holds for the whole cell, a cell shows at most one figure.
"""

import nbformat

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
IMAGE_KEYS = ("alt", "width", "height")


def image_types(output: nbformat.NotebookNode) -> list[str]:
    """Return the MIME types of an output that are pictures."""
    return [mime for mime in output.get("data", {}) if mime.startswith("image/")]


def alt_texts(cell: nbformat.NotebookNode) -> list[str | None]:
    """Return the alternative text of each output of a cell that shows a picture, None where it has none."""
    found = []
    for output in cell.get("outputs", []):
        types = image_types(output)
        if types:
            alts = [output.get("metadata", {}).get(mime, {}).get("alt") for mime in types]
            found.append(next((alt for alt in alts if alt), None))
    return found


def _normal_output(output: nbformat.NotebookNode, count: int | None) -> None:
    output.pop("transient", None)
    if output.output_type == "execute_result":
        output.execution_count = count
    if "data" in output:
        if WIDGET_VIEW in output.data and "text/html" in output.data:
            del output.data[WIDGET_VIEW]
        kept = {}
        for mime in output.data:
            entry = output.get("metadata", {}).get(mime)
            if mime.startswith("image/") and isinstance(entry, dict):
                kept[mime] = {key: entry[key] for key in IMAGE_KEYS if key in entry}
        output.metadata = nbformat.from_dict({mime: entry for mime, entry in kept.items() if entry})


def _normal_cell(cell: nbformat.NotebookNode, position: int) -> None:
    tags = cell.get("metadata", {}).get("tags", [])
    cell.metadata = nbformat.from_dict({"tags": list(dict.fromkeys(tags))} if tags else {})
    cell.source = cell.source.strip("\n").rstrip()
    if not cell.get("attachments"):
        cell.pop("attachments", None)
    if cell.cell_type != "code":
        return
    # Counts follow the position; a cell that never ran keeps its None, so that `check` can see it.
    cell.execution_count = None if cell.get("execution_count") is None else position
    for output in cell.setdefault("outputs", []):
        _normal_output(output, cell.execution_count)
    alts = [alt for alt in alt_texts(cell) if alt]
    if alts:
        cell.metadata.mystnb = nbformat.from_dict({"image": {"alt": alts[0]}})


def normalise(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Bring a notebook to its normal form, in place, and return it. Doing it twice changes nothing more."""
    nb.nbformat, nb.nbformat_minor = 4, 5
    stamp = nb.get("metadata", {}).get("stamp")
    nb.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    if stamp:
        nb.metadata.stamp = stamp
    position = 0
    for cell in nb.cells:
        position += cell.cell_type == "code"
        _normal_cell(cell, position)
    return nb
