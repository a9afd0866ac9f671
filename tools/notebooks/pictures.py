"""Make stored pictures small, and compare pictures by what they show."""

import base64
import io

import numpy as np
from PIL import Image

COLOURS = 64
# A palette is taken only where it looks the same: small on the whole and nowhere visibly off.
PALETTE_RMS = 1.5 / 255
PALETTE_FAR = 24 / 255
PALETTE_FAR_SHARE = 0.001
# What `verify` allows between a stored figure and a fresh one.
SAME_RMS = 3 / 255


def decode(content: bytes) -> np.ndarray:
    """Return the pixels of a picture on white, as fractions, of shape (height, width, 3)."""
    with Image.open(io.BytesIO(content)) as image:
        rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    return np.asarray(Image.alpha_composite(white, rgba).convert("RGB"), dtype=np.float64) / 255


def rms(a: np.ndarray, b: np.ndarray) -> float:
    """Return the root mean square difference of two pictures, 1.0 where their sizes differ."""
    return float(np.sqrt(np.mean((a - b) ** 2))) if a.shape == b.shape else 1.0


def _encode(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def shrink_png(content: bytes) -> bytes:
    """Return the same PNG without metadata, with a palette of 64 colours where that looks the same.

    Drawing libraries write their version into a PNG, so that an update alone would change every stored figure.
    """
    with Image.open(io.BytesIO(content)) as image:
        full = image.convert("RGBA")
    if full.getextrema()[3][0] < 255:
        return _encode(full)  # see-through: a palette would fringe
    full = full.convert("RGB")
    palette = full.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    off = (np.asarray(full, dtype=np.float64) - np.asarray(palette.convert("RGB"), dtype=np.float64)) / 255
    far = np.mean(np.abs(off).max(axis=-1) > PALETTE_FAR)
    same = np.sqrt(np.mean(off**2)) <= PALETTE_RMS and far <= PALETTE_FAR_SHARE
    return min(_encode(palette), _encode(full), key=len) if same else _encode(full)


def same_picture(stored: bytes, fresh: bytes, tolerance: float = SAME_RMS) -> bool:
    """Return whether two picture files show the same within a tolerance on the decoded pixels."""
    return stored == fresh or rms(decode(stored), decode(fresh)) <= tolerance


def from_base64(text: str) -> bytes:
    """Decode the text in which a notebook stores a picture."""
    return base64.b64decode(text)


def to_base64(content: bytes) -> str:
    """Encode a picture as a notebook stores it."""
    return base64.b64encode(content).decode("ascii")
