"""Apply the rules of `tests/nbval_sanitize.cfg`, the one list of what may differ between two runs, as nbval does."""

import re
from pathlib import Path

CONFIG = Path("tests/nbval_sanitize.cfg")


def read_rules(root: Path) -> list[tuple[str, str]]:
    """Return (pattern, replacement) in the order in which nbval applies them."""
    text = (root / CONFIG).read_text(encoding="utf-8")
    return re.findall(r"^regex: (.*)$\n^replace: (.*)$", text, flags=re.MULTILINE)


def sanitise(text: str, rules: list[tuple[str, str]]) -> str:
    """Return the text with everything replaced that may differ."""
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text
