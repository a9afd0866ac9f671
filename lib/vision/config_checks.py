"""What every configuration of an image network is asked before a layer is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.basics import check_integer, check_real


def check_image_fields(config: Any, least_size: int = 1) -> None:
    """Raise TypeError or ValueError unless channels, image size and number of classes are positive integers."""
    check_integer("in_channels", config.in_channels, low=1)
    check_integer("image_size", config.image_size, low=least_size)
    check_integer("n_classes", config.n_classes, low=1)


def check_lengths(name: str, values: Sequence[int], n: int | None = None) -> None:
    """Raise TypeError or ValueError unless these are positive integers, n of them if n is given, else at least one."""
    if len(values) != n if n is not None else not values:
        raise ValueError(f"{name} must hold {n or 'at least 1'} integers, got {len(values)}")
    for value in values:
        check_integer(name, value, low=1)


def check_dropout(value: float) -> None:
    """Raise TypeError or ValueError unless this is a share below 1."""
    check_real("dropout", value, low=0, high=1, closed="left")
