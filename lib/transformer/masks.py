"""Who may attend to whom: boolean masks, True = may attend."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer


def causal_mask(n_query: int, n_key: int | None = None, *, device: torch.device | str | None = None) -> Tensor:
    r"""Return the mask that hides the future.

    .. math:: m_{ij} = [\,j \le i + (n_\mathrm{key} - n_\mathrm{query})\,]

    Parameters
    ----------
    n_query : int
        Number of tokens that ask.
    n_key : int, optional
        Number of tokens that are asked, ``n_query`` if not given. If there are more, the queries are the last of them,
        as when the keys of earlier tokens wait in a cache.
    device : torch.device or str, optional

    Returns
    -------
    Tensor of bool, shape (n_query, n_key)

    Raises
    ------
    TypeError, ValueError
        If a number is no positive integer, or there are fewer keys than queries.

    Notes
    -----
    Scores of hidden tokens become minus infinity *before* the softmax. A score of 0 would not hide a token: its weight
    would be as large as that of any other token with score 0.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Vaswani et al. (2017), *Attention Is All You Need*, section 3.2.3.

    Examples
    --------
    >>> from lib.transformer import causal_mask
    >>> causal_mask(3).int()
    tensor([[1, 0, 0],
            [1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)
    >>> causal_mask(1, 3)  # the last token sees all
    tensor([[True, True, True]])
    """
    check_integer("n_query", n_query, low=1)
    n_key = check_integer("n_key", n_query if n_key is None else n_key, low=n_query)
    return torch.ones(n_query, n_key, dtype=torch.bool, device=device).tril(n_key - n_query)


def padding_mask(lengths: Tensor, time: int) -> Tensor:
    """Return which tokens of a padded batch are real.

    Parameters
    ----------
    lengths : Tensor of int64, shape (batch,)
        Number of real tokens of each row; they stand first.
    time : int
        Common length after padding.

    Returns
    -------
    Tensor of bool, shape (batch, time)
        True = real token.

    Raises
    ------
    TypeError, ValueError
        If ``lengths`` is no vector of integers from 0 to ``time``.

    Notes
    -----
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import padding_mask
    >>> padding_mask(torch.tensor([1, 3]), 3)
    tensor([[ True, False, False],
            [ True,  True,  True]])
    """
    check_integer("time", time, low=1)
    if lengths.dtype != torch.int64:
        raise TypeError(f"lengths must be int64, got {lengths.dtype}")
    if lengths.ndim != 1 or lengths.numel() == 0:
        raise ValueError(f"lengths must have shape (batch,), got {tuple(lengths.shape)}")
    if bool((lengths < 0).any()) or bool((lengths > time).any()):
        raise ValueError(f"lengths must lie in [0, {time}], got {lengths.tolist()}")
    return torch.arange(time, device=lengths.device) < lengths[:, None]  # (batch, time)


def check_padding_mask(name: str, mask: Tensor, shape: tuple[int, int]) -> Tensor:
    """Return a padding mask if it is boolean and has the shape of its tokens.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    mask : Tensor of bool, shape (batch, time)
    shape : tuple of int
        The (batch, time) of the tokens.

    Returns
    -------
    Tensor of bool, shape (batch, time)

    Raises
    ------
    TypeError
        If the mask is not boolean.
    ValueError
        If it has another shape.
    """
    if mask.dtype != torch.bool:
        raise TypeError(f"{name} must be boolean, True = real token, got {mask.dtype}")
    if tuple(mask.shape) != shape:
        raise ValueError(f"{name} must have shape {shape}, got {tuple(mask.shape)}")
    return mask


def attention_mask(padding_mask: Tensor, *, causal: bool = False) -> Tensor:
    """Combine what padding hides and what the order of time hides into one mask for all heads.

    Parameters
    ----------
    padding_mask : Tensor of bool, shape (batch, time)
        True = real token, for the tokens that are asked.
    causal : bool, default False
        Whether a token may not see later ones; then the queries are the same tokens.

    Returns
    -------
    Tensor of bool, shape (batch, 1, 1, time) or (batch, 1, time, time)
        The second if ``causal``.

    Raises
    ------
    TypeError, ValueError
        If the mask is not boolean or has another shape.

    Notes
    -----
    Only keys are hidden: a padding token still asks and gets an answer, which nobody should read. A query that may see
    no key at all gets a vector of zeros.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import attention_mask
    >>> attention_mask(torch.tensor([[True, True, False]]), causal=True)[0, 0].int()
    tensor([[1, 0, 0],
            [1, 1, 0],
            [1, 1, 0]], dtype=torch.int32)
    """
    if padding_mask.ndim != 2:
        raise ValueError(f"padding_mask must have shape (batch, time), got {tuple(padding_mask.shape)}")
    check_padding_mask("padding_mask", padding_mask, (padding_mask.shape[0], padding_mask.shape[1]))
    keys = padding_mask[:, None, None, :]  # (batch, 1, 1, time)
    return keys & causal_mask(keys.shape[-1], device=keys.device) if causal else keys
