"""Keep what a training run too long for a notebook gave, with the command that gives it again."""

from __future__ import annotations

import datetime
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lib.basics import replace_file

RECORDED = Path(__file__).parent / "recorded"


class RecordingError(OSError):
    """Say that a recording is missing or cannot be read.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import RecordingError
    >>> issubclass(RecordingError, OSError)
    True
    """


@dataclass(frozen=True)
class Recording:
    """Hold the results of a run and how it was made.

    Parameters
    ----------
    name : str
        Its file is ``lib/train/recorded/<name>.json``.
    command : str
        What to type at the top of the repository to make it again.
    seeds : tuple of int
    date : str
        Day of the run, as 2026-11-22.
    seconds : float
        How long it took, on one thread.
    versions : dict
        Of Python, NumPy and torch.
    results : dict
        Numbers, texts and lists of them, by name.

    Notes
    -----
    A notebook shows the recorded numbers and trains a shorter version beside them.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import Recording
    >>> Recording("a", "python -m lib.a", (0,), "2026-11-22", 1.0, {}, {"loss": [2.0, 1.0]}).results["loss"]
    [2.0, 1.0]
    """

    name: str
    command: str
    seeds: tuple[int, ...]
    date: str
    seconds: float
    versions: dict[str, str]
    results: dict[str, Any]


def record(name: str, command: str, seeds: tuple[int, ...], seconds: float, results: Mapping[str, Any]) -> Path:
    """Write the results of a run, in place of an earlier one of the same name.

    Parameters
    ----------
    name : str
        Small letters, digits and underscores.
    command : str
        What to type at the top of the repository to make it again.
    seeds : tuple of int
    seconds : float
        How long it took.
    results : mapping
        What JSON can hold. Round measured numbers: digits that a processor decides do not belong in a file.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        If the name is none, or a number is not finite.
    TypeError
        If something in the results is not what JSON can hold.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import record
    >>> record("two words", "python -m lib.a", (0,), 1.0, {})
    Traceback (most recent call last):
        ...
    ValueError: name must consist of small letters, digits and underscores, got 'two words'
    """
    path = RECORDED / f"{checked_name(name)}.json"
    write_json(path, asdict(recording_of_today(name, command, seeds, seconds, results)))
    return path


def load_recording(name: str) -> Recording:
    """Read a recorded run.

    Parameters
    ----------
    name : str

    Returns
    -------
    Recording

    Raises
    ------
    RecordingError
        If there is none of this name, or its file is damaged.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import load_recording
    >>> load_recording("moon")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    lib.train.recording.RecordingError: there is no recording called 'moon'; known are ...
    """
    path = RECORDED / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in RECORDED.glob("*.json"))) or "none"
        raise RecordingError(f"there is no recording called {name!r}; known are {known}")
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return recording_from(fields)
    except (ValueError, TypeError, KeyError) as error:
        raise RecordingError(f"{path.name} must hold a recording as `record` writes it, got {error!r}") from error


def recording_of_today(
    name: str, command: str, seeds: Sequence[int], seconds: float, results: Mapping[str, Any]
) -> Recording:
    """Return a recording with the date and the versions of now.

    Parameters
    ----------
    name, command : str
    seeds : sequence of int
    seconds : float
    results : mapping

    Returns
    -------
    Recording

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train.recording import recording_of_today
    >>> sorted(recording_of_today("a", "python -m lib.a", [0], 1.26, {}).versions)
    ['numpy', 'python', 'torch']
    """
    versions = {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__.split("+")[0]}
    day = datetime.date.today().isoformat()
    return Recording(name, command, tuple(seeds), day, round(seconds, 1), versions, dict(results))


def recording_from(fields: Mapping[str, Any]) -> Recording:
    """Return the recording whose fields JSON gave.

    Parameters
    ----------
    fields : mapping

    Returns
    -------
    Recording

    Raises
    ------
    KeyError, TypeError
        If a field is missing, or is none of a recording's.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from dataclasses import asdict
    >>> from lib.train.recording import recording_from, recording_of_today
    >>> made = recording_of_today("a", "python -m lib.a", [0], 1.0, {})
    >>> recording_from(asdict(made)) == made
    True
    """
    return Recording(**{**fields, "seeds": tuple(fields["seeds"])})


def checked_name(name: str) -> str:
    """Return the name of a recording's file if it is one.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it holds anything but small letters, digits and underscores.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train.recording import checked_name
    >>> checked_name("two_words")
    'two_words'
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(f"name must consist of small letters, digits and underscores, got {name!r}")
    return name


def write_json(path: Path, content: object) -> None:
    """Write what JSON can hold, wholly or not at all.

    Parameters
    ----------
    path : pathlib.Path
    content : object

    Raises
    ------
    ValueError
        If a number is not finite.
    TypeError
        If something in it is not what JSON can hold.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lib.train.recording import write_json
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_json(Path(folder, "a.json"), [1])
    ...     Path(folder, "a.json").read_text().split()
    ['[', '1', ']']
    """
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    replace_file(path, lambda draft: draft.write_text(text, encoding="utf-8", newline="\n"))
