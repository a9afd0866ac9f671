"""The file of a tokenizer: JSON with a sum of its content, written all at once, checked when it is read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from lib.basics import replace_file


class TokenizerFileError(ValueError):
    """Say that a file does not hold the tokenizer it should.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.text import TokenizerFileError
    >>> issubclass(TokenizerFileError, ValueError)
    True
    """


def _sum(content: Any) -> str:
    """Return the SHA-256 sum of what a file holds, whatever its line breaks and spaces."""
    # Escaped: a lone surrogate, which Python's strings may hold and UTF-8 may not, goes there and back unharmed.
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, sort_keys=True).encode("ascii")).hexdigest()


def write_token_file(path: Path, content: dict[str, Any]) -> None:
    """Write ``content`` and its sum, so that at any moment the file is either the old one or the new one.

    Parameters
    ----------
    path : Path
    content : dict
        Text, numbers, lists and dictionaries.
    """
    text = json.dumps({"sha256": _sum(content), "tokenizer": content}, ensure_ascii=True, indent=0)
    replace_file(path, lambda draft: draft.write_text(text + "\n", encoding="ascii", newline="\n"))


def read_token_file(path: Path) -> dict[str, Any]:
    """Return what `write_token_file` wrote.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict

    Raises
    ------
    TokenizerFileError
        If the file cannot be read, is no JSON, or its sum is wrong.
    """
    try:
        text = path.read_bytes().decode("ascii")
    except OSError as error:
        raise TokenizerFileError(f"{path.name} cannot be read ({error.strerror}): wanted a saved tokenizer") from error
    except UnicodeDecodeError as error:
        raise TokenizerFileError(f"{path.name} is damaged: wanted ASCII, got a byte that is none") from error
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise TokenizerFileError(f"{path.name} is damaged: wanted JSON, got {error}") from error
    if not isinstance(whole, dict) or set(whole) != {"sha256", "tokenizer"} or not isinstance(whole["tokenizer"], dict):
        raise TokenizerFileError(f"{path.name} must hold a saved tokenizer and its sha256, got other JSON")
    content: dict[str, Any] = whole["tokenizer"]
    found = _sum(content)
    if found != whole["sha256"]:
        raise TokenizerFileError(f"{path.name} is damaged: wanted sha256 {whole['sha256']}, found {found}")
    return content
