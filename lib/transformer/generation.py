"""Write texts with a Transformer: token by token, or by beam search."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from lib.basics import check_integer
from lib.text import Hypothesis, beam_search
from lib.train import check_ids, evaluation_mode, own_generator
from lib.transformer.next_token import NextToken
from lib.transformer.sampling import draw_ids


def generate(
    model: Any,
    ids: Tensor,
    max_new_tokens: int,
    *,
    source: Tensor | None = None,
    source_mask: Tensor | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    eos_id: int | None = None,
    pad_id: int = 0,
    use_cache: bool = True,
    engine: str = "torch",
    generator: torch.Generator | None = None,
) -> Tensor:
    """Write on: ask the model, choose a token, put it behind the text, ask again.

    Parameters
    ----------
    model : TransformerLM or EncoderDecoder
        Runs in evaluation mode.
    ids : Tensor of int64, shape (batch, time)
        What the texts start with, all of one length; the start token for an `EncoderDecoder`.
    max_new_tokens : int
    source, source_mask : Tensor, shape (batch, source_time), optional
        What an `EncoderDecoder` reads, int64, and its real tokens, bool.
    temperature, top_k, top_p
        As in `draw_ids`; temperature 0 is greedy.
    eos_id : int, optional
        Token after which a row ends; the call returns as soon as all rows have.
    pad_id : int, default 0
        What stands behind the end of a row.
    use_cache : bool, default True
        Whether keys and values are kept. The tokens are the same; without, each step reads all tokens again, and a
        `TransformerLM` may write on past its context, of which it then sees the last ``context_length`` tokens.
    engine : {"torch", "numpy"}, default "torch"
        Who reads the new tokens. "numpy" is for one text of a small `TransformerLM` on the CPU, where it writes about
        twice as fast; see `NumpyStep`.
    generator : torch.Generator, optional
        Source of the draws; a new one with fresh entropy if not given.

    Returns
    -------
    Tensor of int64, shape (batch, time + n)
        ``ids`` and the new tokens, n at most ``max_new_tokens``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range, or the texts would be longer than the model's context allows.

    Notes
    -----
    With a cache the cost of a token grows only by attention over the tokens before it.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import TransformerLM, TransformerLMConfig, generate
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=20))
    >>> start = torch.tensor([[1, 2], [3, 4]])
    >>> fast, slow = (generate(model, start, 9, temperature=0, use_cache=each) for each in (True, False))
    >>> torch.equal(fast, slow), fast.shape
    (True, torch.Size([2, 11]))
    """
    check_integer("max_new_tokens", max_new_tokens, low=0)
    if ids.dtype != torch.int64 or ids.ndim != 2 or not ids.numel():
        check_ids("ids", ids, 1)
    # The last token is written but never read.
    n_read = ids.shape[1] + max_new_tokens - 1
    if n_read > model.config.context_length and (use_cache or source is not None):
        hint = "" if source is not None else " (or use_cache=False, which forgets the oldest tokens)"
        raise ValueError(
            f"max_new_tokens must leave at most {model.config.context_length} tokens to read{hint}, got {n_read}"
        )
    draw = own_generator(generator)
    ended = torch.zeros(len(ids), dtype=torch.bool, device=ids.device)
    with evaluation_mode(model):
        step = NextToken(model, source, source_mask, context_length=max(n_read, 1), use_cache=use_cache, engine=engine)
        for n_written in range(max_new_tokens):
            # Inference mode makes the many small calls of a token cheaper than no_grad alone. Subtle: not the first,
            # which makes what modules keep, such as position tables: a later training must be able to use those.
            with torch.inference_mode(n_written > 0):
                logits = step(ids)  # (batch, vocab_size)
            new = draw_ids(logits, temperature, top_k, top_p, draw)  # (batch,)
            if eos_id is not None:
                new = new.masked_fill(ended, pad_id)
                ended = ended | (new == eos_id)
            ids = torch.cat([ids, new[:, None]], dim=1)  # (batch, time + 1)
            if eos_id is not None and bool(ended.all()):
                break
    return ids


def beam_generate(
    model: Any,
    ids: Tensor,
    max_new_tokens: int,
    *,
    source: Tensor | None = None,
    source_mask: Tensor | None = None,
    width: int = 4,
    length_penalty: float = 0.0,
    eos_id: int | None = None,
) -> list[list[Hypothesis]]:
    """Search for likely texts with ``lib.text.beam_search``, row by row.

    Parameters
    ----------
    model : TransformerLM or EncoderDecoder
        Runs in evaluation mode.
    ids : Tensor of int64, shape (batch, time)
        What the texts start with; the start token for an `EncoderDecoder`.
    max_new_tokens : int
    source, source_mask : Tensor, shape (batch, source_time), optional
        What an `EncoderDecoder` reads, int64, and its real tokens, bool.
    width, length_penalty, eos_id
        As in ``lib.text.beam_search``.

    Returns
    -------
    list of list of Hypothesis
        For each row at most ``width``, the best first.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range, or a text grows longer than the model's context.

    Notes
    -----
    The beams of one row go through the model side by side, and the cache follows them.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import EncoderDecoder, EncoderDecoderConfig, beam_generate
    >>> model = EncoderDecoder(EncoderDecoderConfig.from_preset("tiny", 9, 7))
    >>> texts = beam_generate(model, torch.tensor([[1]]), 5, source=torch.tensor([[3, 4]]), width=2, eos_id=2)
    >>> texts[0][0].score >= texts[0][1].score
    True
    """
    found = []
    with evaluation_mode(model):
        for row in range(len(ids)):
            one = slice(row, row + 1)
            step = NextToken(
                model,
                None if source is None else source[one],
                None if source_mask is None else source_mask[one],
            )
            found.append(
                beam_search(
                    step.log_probs,
                    ids[row].tolist(),
                    max_new_tokens,
                    width=width,
                    eos_id=eos_id,
                    length_penalty=length_penalty,
                    reorder=step.reorder,
                )
            )
    return found
