"""GPT-2's alphabet of bytes: every byte as one visible character, so that any bytes can be printed and stored."""

from __future__ import annotations


def bytes_to_unicode() -> dict[int, str]:
    r"""Return GPT-2's table from bytes to visible characters.

    A byte that is a visible character of Latin-1 stands for itself; the other 68 (control characters, spaces, the soft
    hyphen) take the characters from number 256 on, in their order: the space is ``Ġ``, the line break ``Ċ``.

    Returns
    -------
    dict of int to str
        One character for each of the 256 bytes, in GPT-2's order of bytes: the 188 visible ones first.

    Notes
    -----
    The table exists because vocabularies are stored as lines of text, where a space or a half of a character cannot
    stand. A letter outside ASCII is several bytes of UTF-8 and looks odd: é is spelled ``Ã©``.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Radford et al. (2019), *Language models are unsupervised multitask learners*, section 2.2, and the code beside it
    (``bytes_to_unicode``).

    Examples
    --------
    >>> from lib.text import bytes_to_unicode
    >>> table = bytes_to_unicode()
    >>> "".join(table[byte] for byte in "so é\n".encode())
    'soĠÃ©Ċ'
    """
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = sorted(set(range(256)) - set(visible))
    return {byte: chr(byte) for byte in visible} | {byte: chr(256 + place) for place, byte in enumerate(hidden)}


_CHARACTERS = bytes_to_unicode()
_BYTES = {character: byte for byte, character in _CHARACTERS.items()}
# Latin-1 gives each byte the character of the same number, from which `translate` goes on.
_SPELLED = {byte: character for byte, character in _CHARACTERS.items() if character != chr(byte)}

# The bytes in the order in which GPT-2 numbers them, and the place of each byte in it.
BYTE_ORDER = bytes(_CHARACTERS)
PLACE_OF_BYTE = bytes(sorted(range(256), key=lambda place: BYTE_ORDER[place]))


def spelled(content: bytes) -> str:
    """Return bytes in GPT-2's alphabet.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
        As many characters as there are bytes.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text.byte_alphabet import spelled
    >>> spelled(" naïve".encode())
    'ĠnaÃ¯ve'
    """
    return content.decode("latin-1").translate(_SPELLED)


def unspelled(token: str) -> bytes:
    """Return the bytes that a string in GPT-2's alphabet stands for.

    Parameters
    ----------
    token : str

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If a character is none of the alphabet.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.text.byte_alphabet import unspelled
    >>> unspelled("ĠnaÃ¯ve").decode()
    ' naïve'
    """
    try:
        return bytes([_BYTES[character] for character in token])
    except KeyError as error:
        raise ValueError(
            f"token must be spelled in GPT-2's alphabet of bytes, got {error.args[0]!r} in {token!r}"
        ) from None
