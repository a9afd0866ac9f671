"""Checkpoints on disk: tensors in safetensors, the rest in JSON; complete or not there, checked when read."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor

from lib.basics import check_integer, replace_file

FORMAT = "ml-to-llm-book checkpoint"
VERSION = 1
_NAME = re.compile(r"step-(\d{9,})\.json")


class CheckpointError(RuntimeError):
    """Tell that a checkpoint cannot be used, which file it is, and why.

    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import tempfile
    >>> from lib.train import CheckpointError, Checkpoints
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         Checkpoints(folder).load(7)
    ...     except CheckpointError as error:
    ...         str(error).partition(": ")[2]
    'there is no such file'
    """


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Hold what a checkpoint says.

    Attributes
    ----------
    step : int
        Updates made when it was saved.
    tensors : dict of str to Tensor of any shape
    data : dict
        What JSON holds.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train import Checkpoint
    >>> Checkpoint(3, {}, {"loss": 0.5}).data["loss"]
    0.5
    """

    step: int
    tensors: dict[str, Tensor]
    data: dict[str, Any]


class Checkpoints:
    """Save and load the checkpoints of one run in a folder.

    Parameters
    ----------
    folder : str or path
        Made at the first save, with the folders above it.
    keep : int, default 2
        How many of the latest stay; at least 2, so that the one before is there if the last is damaged.

    Raises
    ------
    TypeError
        If `keep` is no integer.
    ValueError
        If `keep` is below 2.

    Notes
    -----
    A checkpoint is two files, ``step-000000100.safetensors`` and ``step-000000100.json``, each written wholly or not at
    all (`replace_file` of `lib.basics`). The JSON comes last and makes the checkpoint valid: it holds the checksum
    (SHA-256) of the tensors and one of itself. Reading runs no code, as
    unpickling would. Saving makes one copy of the tensors in memory.
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import tempfile, torch
    >>> from lib.train import Checkpoints
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     checkpoints = Checkpoints(folder)
    ...     for step in (10, 20, 30):
    ...         checkpoints.save(step, {"weight": torch.full((2,), float(step))}, {"loss": 1 / step})
    ...     steps, last = checkpoints.steps(), checkpoints.load()
    >>> steps, last.step, last.tensors["weight"]
    ([20, 30], 30, tensor([30., 30.]))
    """

    def __init__(self, folder: str | os.PathLike[str], keep: int = 2) -> None:
        self.folder = Path(folder)
        self.keep = check_integer("keep", keep, low=2)

    def steps(self) -> list[int]:
        """Return the steps of the checkpoints in the folder, in order; damaged ones are among them.

        Returns
        -------
        list of int
        """
        if not self.folder.is_dir():
            return []
        found = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(int(match.group(1)) for match in found if match)

    def save(self, step: int, tensors: dict[str, Tensor], data: dict[str, Any]) -> None:
        """Write a checkpoint, then remove older ones than are kept, and later ones: this run went another way.

        Parameters
        ----------
        step : int
        tensors : dict of str to Tensor of any shape
        data : dict
            Whatever JSON can hold; finite numbers.
        """
        check_integer("step", step, low=0)
        self.folder.mkdir(parents=True, exist_ok=True)
        json_path, tensor_path = self._paths(step)
        # Tied weights share memory, which the format does not know: each gets its own copy.
        copies = {name: tensor.detach().cpu().clone().contiguous() for name, tensor in tensors.items()}
        replace_file(tensor_path, lambda path: save_file(copies, path))
        content = {
            "format": FORMAT,
            "version": VERSION,
            "step": step,
            "tensors_sha256": _sha256(tensor_path),
            "data": data,
        }
        body = json.dumps(content, allow_nan=False)
        text = json.dumps({"sha256": hashlib.sha256(body.encode()).hexdigest(), "body": body})
        replace_file(json_path, lambda path: path.write_text(text, encoding="utf-8"))
        self._tidy(step)

    def load(self, step: int | None = None) -> Checkpoint:
        """Read a checkpoint and check it.

        Parameters
        ----------
        step : int, optional
            The latest if not given.

        Returns
        -------
        Checkpoint

        Raises
        ------
        CheckpointError
            If it is not there, is damaged, or is not one of ours; the message names the file and the reason.
        """
        if step is None:
            steps = self.steps()
            if not steps:
                raise CheckpointError(f"{self.folder}: there is no checkpoint in this folder")
            step = steps[-1]
        json_path, tensor_path = self._paths(step)
        content = _read_json(json_path)
        if content.get("step") != step:
            raise CheckpointError(f"{json_path}: the name says step {step}, the content step {content.get('step')}")
        raw = _read(tensor_path)
        if hashlib.sha256(raw).hexdigest() != content["tensors_sha256"]:
            raise CheckpointError(f"{tensor_path}: damaged, its checksum is not the one that {json_path.name} holds")
        try:
            return Checkpoint(step, load(raw), content["data"])
        except SafetensorError as error:
            raise CheckpointError(f"{tensor_path}: no safetensors file ({error})") from error

    def load_intact(self) -> Checkpoint | None:
        """Return the latest checkpoint that can be read, with a warning for each later one that cannot.

        Returns
        -------
        Checkpoint or None
            None if the folder holds no checkpoint at all.

        Raises
        ------
        CheckpointError
            If there are checkpoints and none can be read: starting anew in silence would throw a run away.
        """
        steps = self.steps()
        for step in reversed(steps):
            try:
                return self.load(step)
            except CheckpointError as error:
                warnings.warn(f"a checkpoint is passed over: {error}", RuntimeWarning, stacklevel=2)
        if steps:
            raise CheckpointError(
                f"{self.folder}: none of the {len(steps)} checkpoints can be read; delete the folder to start anew"
            )
        return None

    def clear(self) -> None:
        """Remove all checkpoints of the folder."""
        self._remove(self.steps())

    def _remove(self, steps: Iterable[int]) -> None:
        for step in steps:
            for path in self._paths(step):  # Subtle: the JSON first, so that none looks valid without its tensors
                path.unlink(missing_ok=True)

    def _paths(self, step: int) -> tuple[Path, Path]:
        """Return the paths of the JSON and of the tensors."""
        stem = self.folder / f"step-{step:09d}"
        return stem.with_suffix(".json"), stem.with_suffix(".safetensors")

    def _tidy(self, step: int) -> None:
        """Remove the checkpoints that are not kept, and files that a killed process left half-written."""
        steps = self.steps()
        kept = [each for each in steps if each <= step][-self.keep :]
        self._remove(each for each in steps if each not in kept)
        stems = {self._paths(each)[0].stem for each in self.steps()}
        for path in self.folder.glob("step-*"):
            if path.suffix == ".part" or (path.suffix == ".safetensors" and path.stem not in stems):
                path.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"{path}: there is no such file") from None
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read ({error})") from error


def _read_json(path: Path) -> dict[str, Any]:
    """Return the content of a checkpoint's JSON, checked against its own checksum."""
    try:
        outer = json.loads(_read(path))
    except ValueError as error:  # of the text's encoding or of the JSON
        raise CheckpointError(f"{path}: damaged, it is no JSON ({error})") from error
    if not isinstance(outer, dict) or not isinstance(outer.get("body"), str):
        raise CheckpointError(f"{path}: no checkpoint of this book")
    if hashlib.sha256(outer["body"].encode()).hexdigest() != outer.get("sha256"):
        raise CheckpointError(f"{path}: damaged, its checksum is not that of its content")
    content = json.loads(outer["body"])
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckpointError(f"{path}: no checkpoint of this book")
    if content.get("version") != VERSION:
        raise CheckpointError(f"{path}: must have version {VERSION}, got {content.get('version')}")
    if missing := {"step", "tensors_sha256", "data"} - set(content):
        raise CheckpointError(f"{path}: damaged, it lacks {', '.join(sorted(missing))}")
    return content
