"""The loss of predicted tokens in nats per token."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from lib.text import bits_per_character as bits_per_character  # its place until it served models on NumPy too


def token_loss(logits: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
    r"""Compute the cross-entropy averaged over all real tokens of a batch.

    .. math:: \ell = -\frac{1}{\sum m} \sum_{b,t} m_{bt} \log p_{bt}(y_{bt})

    Parameters
    ----------
    logits : Tensor, shape (batch, time, vocab_size)
    target : Tensor of int64, shape (batch, time)
    mask : Tensor of bool, shape (batch, time), optional
        True = token that counts; all if not given.

    Returns
    -------
    Tensor, shape ()
        Nats per token; its exponential is the perplexity.

    Raises
    ------
    ValueError
        If the shapes do not fit, or no token counts.

    Notes
    -----
    Each token weighs the same, so a long sequence counts for more than a short one.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import token_loss
    >>> loss = token_loss(torch.zeros(1, 2, 5), torch.tensor([[3, 1]]))
    >>> round(loss.exp().item(), 4)  # five equal chances: perplexity 5
    5.0
    """
    if logits.ndim != 3 or logits.shape[:2] != target.shape:
        raise ValueError(
            f"logits must have shape (batch, time, vocab_size) with the (batch, time) of target,"
            f" got {tuple(logits.shape)} and {tuple(target.shape)}"
        )
    if mask is None:
        return functional.cross_entropy(logits.flatten(0, 1), target.flatten())
    if mask.shape != target.shape or not mask.any():
        raise ValueError(
            f"mask must have shape {tuple(target.shape)} and count at least one token,"
            f" got shape {tuple(mask.shape)} with {int(mask.sum())} tokens"
        )
    return functional.cross_entropy(logits[mask], target[mask])
