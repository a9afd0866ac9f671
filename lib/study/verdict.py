"""What a check says: a status, facts and a message, first as plain text."""

from __future__ import annotations

import html
import textwrap
from dataclasses import asdict, dataclass, field
from typing import Any

from lib.study.messages import message

# Ground of the label; white text on each has a contrast of at least 4.5 to 1 (a test computes it).
_GROUND = {"pass": "#1a6b2f", "not_passed": "#9c1c1c", "not_yet": "#4a4a4a", "stopped": "#7a4b00"}
WIDTH = 100  # of a line of plain text


@dataclass(frozen=True)
class Verdict:
    """Hold the result of one check.

    Parameters
    ----------
    status : {"not_yet", "pass", "not_passed", "stopped"}
        The verdict.
    id : str
        Id of the exercise.
    text : str
        One or more sentences for the reader.
    facts : list of (str, str), default=[]
        Label and value, such as the input and what came.
    misconception : int, default=None
        Index of the recognised misconception.

    Notes
    -----
    The text does not depend on time or machine, so a notebook's stored verdict compares equal to a fresh one.
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> Verdict("pass", "decompose-error", "Right on all 24 inputs.")
    PASS  decompose-error
    Right on all 24 inputs.
    """

    status: str
    id: str
    text: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    misconception: int | None = None

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.status == "pass"

    @property
    def label(self) -> str:
        """The status in words."""
        return message(f"verdict.{self.status}")

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Verdict:
        """Make a verdict from the fields that `as_dict` returned."""
        return cls(**{**fields, "facts": [(str(key), str(value)) for key, value in fields["facts"]]})

    def __repr__(self) -> str:
        width = max((len(label) for label, _ in self.facts), default=0) + 1
        lines = [f"{self.label}  {self.id}"]
        lines += [f"  {label + ':':<{width}} {value}" for label, value in self.facts]
        return "\n".join(lines + textwrap.wrap(self.text, WIDTH))

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<div style="padding-left:1em"><em>{html.escape(label)}:</em> <code>{html.escape(value)}</code></div>'
            for label, value in self.facts
        )
        text = f"<div>{html.escape(self.text)}</div>"
        ground = _GROUND[self.status]
        return (
            f'<div style="border-left:4px solid {ground};padding:.3em .8em;text-align:left">'
            f'<div><strong style="background:{ground};color:#ffffff;padding:.1em .5em">{html.escape(self.label)}'
            f"</strong> {html.escape(self.id)}</div>{rows}{text}</div>"
        )
