"""Draw the next token from logits: temperature, top-k, top-p."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer, check_real
from lib.train import own_generator


def keep_top_k(logits: Tensor, k: int) -> Tensor:
    """Take all chance from the tokens that are not among the k likeliest.

    Parameters
    ----------
    logits : Tensor, shape (..., vocab_size)
    k : int
        At least 1; tokens as likely as the k-th stay too.

    Returns
    -------
    Tensor, shape (..., vocab_size)
        The logits, minus infinity where a token is out.

    Raises
    ------
    TypeError, ValueError
        If ``k`` is no positive integer.

    Notes
    -----
    The same as ``lib.text.keep_top_k``, on tensors.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Fan, Lewis and Dauphin (2018), *Hierarchical Neural Story Generation*, section 5.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import keep_top_k
    >>> keep_top_k(torch.tensor([1.0, 3.0, 2.0]), 2)
    tensor([-inf, 3., 2.])
    """
    if check_integer("k", k, low=1) >= logits.shape[-1]:
        return logits
    smallest = logits.topk(k, dim=-1).values[..., -1:]  # (..., 1)
    return logits.masked_fill(logits < smallest, -torch.inf)


def keep_top_p(logits: Tensor, p: float) -> Tensor:
    """Take all chance from the tokens outside the shortest list that holds a share p of it, likeliest first.

    Parameters
    ----------
    logits : Tensor, shape (..., vocab_size)
    p : float
        In (0, 1]; the likeliest token always stays.

    Returns
    -------
    Tensor, shape (..., vocab_size)
        The logits, minus infinity where a token is out.

    Raises
    ------
    TypeError, ValueError
        If ``p`` is no number in (0, 1].

    Notes
    -----
    The same as ``lib.text.keep_top_p``, on tensors.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Holtzman, Buys, Du, Forbes and Choi (2020), *The Curious Case of Neural Text Degeneration*, eq. 2.

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import keep_top_p
    >>> keep_top_p(torch.tensor([0.1, 0.6, 0.3]).log(), 0.8).isinf()  # 0.6 is too little, 0.6 + 0.3 enough
    tensor([ True, False, False])
    """
    if check_real("p", p, low=0, high=1, closed="right") == 1:
        return logits
    chances, order = logits.softmax(dim=-1).sort(dim=-1, descending=True, stable=True)
    out = chances.cumsum(dim=-1) - chances >= p  # those before it suffice; never the first
    return logits.masked_fill(torch.empty_like(out).scatter_(-1, order, out), -torch.inf)


def draw_ids(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Draw one token for each row of logits.

    Parameters
    ----------
    logits : Tensor, shape (batch, vocab_size)
    temperature : float, default 1.0
        What the logits are divided by; 0 takes the likeliest token (the first of equals).
    top_k : int, optional
        As in `keep_top_k`.
    top_p : float, optional
        As in `keep_top_p`; of the chances that ``temperature`` and ``top_k`` leave.
    generator : torch.Generator, optional
        Source of the draws; a new one with fresh entropy if not given.

    Returns
    -------
    Tensor of int64, shape (batch,)

    Raises
    ------
    TypeError, ValueError
        If the logits have another shape or an option is out of range.

    Notes
    -----
    ``lib.text.sample_ids`` on tensors: temperature first, then top-k, then top-p.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import draw_ids
    >>> logits = torch.tensor([[0.0, 2.0, 1.0]])
    >>> draw_ids(logits, temperature=0)
    tensor([1])
    >>> draw_ids(logits.expand(1000, 3), top_k=2, generator=torch.Generator().manual_seed(0)).unique()
    tensor([1, 2])
    """
    if logits.ndim != 2:
        raise ValueError(f"logits must have shape (batch, vocab_size), got {tuple(logits.shape)}")
    cold = check_real("temperature", temperature, low=0) == 0
    # float32 at least: half precision has too few steps for small chances.
    values = logits if logits.dtype == torch.float64 else logits.float()
    values = values if cold else values / temperature
    values = values if top_k is None else keep_top_k(values, top_k)
    values = values if top_p is None else keep_top_p(values, top_p)
    if cold:
        return values.argmax(dim=-1)  # (batch,)
    source = own_generator(generator)
    chances = values.softmax(dim=-1).to(source.device)  # drawn where the generator is
    return torch.multinomial(chances, 1, generator=source)[:, 0].to(logits.device)  # (batch,)
