"""Numbers as a book sets them: a true minus sign, and powers of ten in place of a programmer's ``e``."""

from __future__ import annotations

import re

# What a reader is to see letter by letter: code, formulas, the targets of links, comments.
_KEPT = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<!--.*?-->", re.DOTALL)
_SCIENTIFIC = re.compile(r"(?<![\w.])([-−]?)(\d+(?:\.\d+)?)e([-+]?\d+)(?![\w.]\w)")
_HYPHEN_AS_MINUS = re.compile(r"(?<![\w)\]−-])-(?=\.?\d)")
_PLAIN_EXPONENTS = range(-2, 4)


def typeset_numbers(text: str) -> str:
    r"""Set the numbers in a sentence of Markdown; code, formulas and links stay as they are.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        ``-0.5`` with a true minus sign; ``2e-08`` as a formula :math:`2\cdot10^{-8}`, ``3.1e-01`` as 0.31.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> typeset_numbers("From -0.5 to 2e-08, then 3.1e-01; `x = -1e-6` stays.")
    'From −0.5 to $2\\cdot10^{-8}$, then 0.31; `x = -1e-6` stays.'
    """
    pieces, end = [], 0
    for kept in _KEPT.finditer(text):
        pieces += [_set(text[end : kept.start()]), kept.group()]
        end = kept.end()
    return "".join([*pieces, _set(text[end:])])


def _set(text: str) -> str:
    return _SCIENTIFIC.sub(_power_of_ten, _HYPHEN_AS_MINUS.sub("−", text))


def _power_of_ten(match: re.Match[str]) -> str:
    sign, mantissa, exponent = match[1], match[2], int(match[3])
    if exponent in _PLAIN_EXPONENTS:
        n_decimals = len(mantissa.partition(".")[2])
        return f"{sign}{float(mantissa) * 10.0**exponent:,.{max(0, n_decimals - exponent)}f}"
    factor = "" if mantissa == "1" else rf"{mantissa}\cdot"
    return f"${'-' if sign else ''}{factor}10^{{{exponent}}}$"
