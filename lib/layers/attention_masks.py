"""The masks of torch.nn.MultiheadAttention, True = may NOT attend, turned into those of the function beneath it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.grad import Tensor


def _checked(name: str, mask: Any) -> tuple[Any, np.ndarray]:
    """Return a mask, as a Tensor if it earns a gradient, and as an array."""
    array = mask.data if isinstance(mask, Tensor) else np.asarray(mask)
    if array.dtype != np.bool_ and array.dtype.kind != "f":
        raise TypeError(f"{name} must hold booleans (True = may NOT attend) or floats (added), got {array.dtype}")
    return mask if isinstance(mask, Tensor) and mask.requires_grad else array, array


def check_causal_hint(is_causal: bool, attn_mask: Any) -> None:
    """Raise ValueError if a mask that is said to be the causal one is not.

    Parameters
    ----------
    is_causal : bool
        Whether it is said to be.
    attn_mask : Tensor or array_like, shape (..., n_queries, n_keys), or None

    Raises
    ------
    ValueError
        If there is no mask, or another.
    TypeError
        If it holds neither booleans nor floats.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers.attention_masks import check_causal_hint
    >>> check_causal_hint(True, np.array([[False, True], [False, False]]))
    """
    if not is_causal:
        return
    if attn_mask is None:
        raise ValueError("attn_mask must be given with is_causal=True, which is only a hint, got None")
    _, mask = _checked("attn_mask", attn_mask)
    n_queries, n_keys = mask.shape[-2:]
    later = np.triu(np.ones((n_queries, n_keys), dtype=bool), 1)
    wanted = later if mask.dtype == np.bool_ else np.where(later, -np.inf, 0)
    if not (mask == wanted).all():
        raise ValueError("attn_mask must be the causal mask with is_causal=True, got another")


def score_mask(attn_mask: Any, key_padding_mask: Any, shape: tuple[int, int, int, int], batched: bool) -> Any:
    """Join a mask of pairs and a mask of keys into one for ``scaled_dot_product_attention``.

    Parameters
    ----------
    attn_mask : Tensor or array_like, shape (n_queries, n_keys) or (batch * num_heads, n_queries, n_keys), or None
        Booleans, **True = may NOT attend**, or floats to be added to the scores.
    key_padding_mask : Tensor or array_like, shape (batch, n_keys), or (n_keys,) if not ``batched``, or None
        Booleans, **True = padding**, or floats to be added to the scores.
    shape : tuple of int
        (batch, num_heads, n_queries, n_keys).
    batched : bool
        Whether the inputs have a batch axis.

    Returns
    -------
    ndarray or Tensor that broadcasts to ``shape``, or None
        Booleans, **True = may attend**, if all masks are boolean; else floats. A Tensor if a mask earns a gradient.

    Raises
    ------
    ValueError
        If a mask has another shape.
    TypeError
        If a mask holds neither booleans nor floats.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.layers.attention_masks import score_mask
    >>> score_mask([[False, True], [False, False]], [[False, True]], (1, 1, 2, 2), batched=True)
    array([[[[ True, False],
             [ True, False]]]])
    """
    n, num_heads, n_queries, n_keys = shape
    found = []
    if attn_mask is not None:
        mask, array = _checked("attn_mask", attn_mask)
        shapes = ((n_queries, n_keys), (n * num_heads, n_queries, n_keys))
        if array.shape not in shapes:
            raise ValueError(f"attn_mask must have shape {shapes[0]} or {shapes[1]}, got {array.shape}")
        found.append(mask.reshape(1, 1, n_queries, n_keys) if array.ndim == 2 else mask.reshape(shape))
    if key_padding_mask is not None:
        mask, array = _checked("key_padding_mask", key_padding_mask)
        wanted = (n, n_keys) if batched else (n_keys,)
        if array.shape != wanted:
            raise ValueError(f"key_padding_mask must have shape {wanted}, got {array.shape}")
        found.append(mask.reshape(n, 1, 1, n_keys))
    if not found:
        return None
    if all(mask.dtype == np.bool_ for mask in found):
        return ~found[0] if len(found) == 1 else ~(found[0] | found[1])
    biases = [np.where(mask, -np.inf, 0.0) if mask.dtype == np.bool_ else mask for mask in found]
    return biases[0] if len(biases) == 1 else biases[0] + biases[1]


def added(mask: Any, dtype: Any) -> Any:
    """Return what a mask adds to the scores: a boolean one, True = may attend, adds 0 or minus infinity.

    Parameters
    ----------
    mask : ndarray or Tensor of any shape
    dtype : dtype
        Of the scores.

    Returns
    -------
    ndarray or Tensor of the shape of ``mask``
    """
    if isinstance(mask, Tensor):
        return mask
    return (np.where(mask, 0, -np.inf) if mask.dtype == np.bool_ else mask).astype(dtype, copy=False)
