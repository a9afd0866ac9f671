"""Look a preset up by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Config = TypeVar("Config")


def preset_named(name: str, presets: Mapping[str, Config]) -> Config:
    """Return the preset of that name.

    Parameters
    ----------
    name : str
    presets : mapping of str to config

    Returns
    -------
    config

    Raises
    ------
    ValueError
        If there is none; the message lists those there are.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.train import preset_named
    >>> preset_named("small", {"small": 8, "large": 64})
    8
    """
    if name not in presets:
        raise ValueError(f"name must be one of {', '.join(map(repr, presets))}, got {name!r}")
    return presets[name]
