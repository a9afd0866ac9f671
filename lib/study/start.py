"""``start``: gives the reader a copy of a chapter to write in."""

from __future__ import annotations

from pathlib import Path

from lib.study.messages import message
from lib.study.progress_file import checkout_root


def chapter_files(root: Path | None = None) -> list[Path]:
    """Return the chapters' notebooks in order.

    Parameters
    ----------
    root : Path, default=None
        Folder of the book; None finds the copy that this package lies in.

    Returns
    -------
    list of Path
        ``chapters/NN_slug.ipynb``.

    Raises
    ------
    ValueError
        If there is no folder ``chapters``, as for a package that was installed without the book.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    folder = (root or checkout_root() or Path.cwd()) / "chapters"
    if not folder.is_dir():
        raise ValueError(message("error.no_chapters"))
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def start(chapter: str, root: Path | None = None) -> Path:
    """Copy a chapter to ``my/``, where answers do not collide with updates of the book.

    Parameters
    ----------
    chapter : str
        Number or name, such as ``"02"``, ``"2"`` or ``"02_ml_basics"``.
    root : Path, default=None
        Folder of the book; None finds the copy that this package lies in.

    Returns
    -------
    Path
        The new file: ``my/02_ml_basics.ipynb``, or ``my/02_ml_basics-2.ipynb`` and so on if that exists.

    Raises
    ------
    ValueError
        If there is no such chapter (the message lists those there are), or no folder ``chapters``.

    Notes
    -----
    A copy that is there already is never touched. Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (Path(folder) / "chapters").mkdir()
    ...     _ = (Path(folder) / "chapters" / "02_ml_basics.ipynb").write_text("{}")
    ...     [start("02", Path(folder)).name for _ in range(2)]
    ['02_ml_basics.ipynb', '02_ml_basics-2.ipynb']
    """
    files = chapter_files(root)
    wanted = str(chapter).strip().removesuffix(".ipynb")
    wanted = wanted.zfill(2) if wanted.isdigit() else wanted
    source = next((path for path in files if wanted in (path.stem, path.stem[:2], path.stem[3:])), None)
    if source is None:
        raise ValueError(message("error.chapter", chapter=chapter, names=", ".join(path.stem for path in files) or "-"))
    folder = source.parents[1] / "my"
    folder.mkdir(exist_ok=True)
    target, number = folder / source.name, 1
    while not _made(target, source.read_bytes()):
        number += 1
        target = folder / f"{source.stem}-{number}.ipynb"
    return target


def _made(target: Path, data: bytes) -> bool:
    """Write a new file; say False if there is one already, also one that appeared a moment ago."""
    try:
        with open(target, "xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True
