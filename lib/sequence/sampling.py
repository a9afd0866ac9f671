"""Draw the next token from a model's logits."""

from __future__ import annotations

import torch
from torch import Tensor

from lib.basics import check_integer, check_real
from lib.train import own_generator


def sample_ids(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None, generator: torch.Generator | None = None
) -> Tensor:
    r"""Draw one token for each row of logits.

    .. math:: p_i \propto e^{l_i / T} \quad \text{over the } k \text{ largest logits}

    Parameters
    ----------
    logits : Tensor, shape (batch, vocab_size)
    temperature : float, default 1.0
        T; below 1 the likely tokens get likelier; 0 takes the likeliest (the first of equals).
    top_k : int, optional
        k, how many of the largest logits stay in the draw; all if not given or if the vocabulary is smaller. Logits
        equal to the k-th stay too.
    generator : torch.Generator, optional
        Source of the draws; a new one with fresh entropy if not given.

    Returns
    -------
    Tensor of int64, shape (batch,)

    Raises
    ------
    TypeError, ValueError
        If the logits have another shape, ``temperature`` is negative or ``top_k`` is no positive integer.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import sample_ids
    >>> logits = torch.tensor([[0.0, 2.0, 1.0]])
    >>> sample_ids(logits, temperature=0)
    tensor([1])
    >>> draws = sample_ids(logits.expand(1000, 3), top_k=2, generator=torch.Generator().manual_seed(0))
    >>> draws.unique()  # token 0 is out
    tensor([1, 2])
    """
    if logits.ndim != 2:
        raise ValueError(f"logits must have shape (batch, vocab_size), got {tuple(logits.shape)}")
    check_real("temperature", temperature, low=0)
    if top_k is not None:
        check_integer("top_k", top_k, low=1)
    if temperature == 0:
        return logits.argmax(dim=-1)
    if top_k is not None and top_k < logits.shape[-1]:
        smallest = logits.topk(top_k, dim=-1).values[:, -1:]  # (batch, 1)
        logits = logits.masked_fill(logits < smallest, -torch.inf)
    # Drawn on the generator's device, in float32 at least: half precision has too few steps for small chances.
    source = own_generator(generator)
    chances = (logits.float() / temperature).softmax(dim=-1)
    drawn = torch.multinomial(chances.to(source.device), 1, generator=source)  # (batch, 1)
    return drawn[:, 0].to(logits.device)  # (batch,)
