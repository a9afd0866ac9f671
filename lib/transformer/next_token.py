"""Ask a Transformer for the next token of growing texts, reading each token once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lib.basics import check_bool, check_choice
from lib.transformer.cache import KeyValueCache
from lib.transformer.numpy_step import NumpyStep

ENGINES = ("torch", "numpy")


class NextToken:
    """Turn a model into a function from the tokens so far to what comes next, with a cache behind it.

    Parameters
    ----------
    model : TransformerLM or EncoderDecoder
        Runs as it is: put it into evaluation mode.
    source : Tensor of int64, shape (batch, source_time), optional
        What an `EncoderDecoder` reads: one row for each text, or one for all.
    source_mask : Tensor of bool, shape (batch, source_time), optional
        True = real token of the source.
    context_length : int, optional
        Tokens the cache has room for; the model's if not given.
    use_cache : bool, default True
        Whether tokens that were read are kept. If not, all are read again at each call; of a `TransformerLM`'s text
        that is longer than its context, the last ``context_length``.
    engine : {"torch", "numpy"}, default "torch"
        Who reads a single new token; "numpy" is faster for one text of a small `TransformerLM`, see `NumpyStep`.

    Raises
    ------
    TypeError, ValueError
        If ``use_cache`` is no bool, or there is no such engine, or NumPy cannot run the model or has no cache.

    Notes
    -----
    This is what `generate` asks, and what ``lib.text`` asks of any model: `log_probs` and `reorder` go straight into
    its ``beam_search`` and ``generate_ids``. Nothing records gradients.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> from lib.text import beam_search
    >>> from lib.transformer import NextToken, TransformerLM, TransformerLMConfig
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=20)).eval()
    >>> step = NextToken(model)
    >>> best = beam_search(step.log_probs, [3, 4], 5, width=3, reorder=step.reorder)
    >>> len(best), len(best[0].ids)
    (3, 5)
    """

    def __init__(
        self,
        model: Any,
        source: Tensor | None = None,
        source_mask: Tensor | None = None,
        *,
        context_length: int | None = None,
        use_cache: bool = True,
        engine: str = "torch",
    ) -> None:
        self.model, self.use_cache = model, check_bool("use_cache", use_cache)
        self.engine = check_choice("engine", engine, ENGINES)
        if engine == "numpy" and (source is not None or not use_cache):
            raise ValueError("engine must be 'torch' with a source or without a cache, got 'numpy'")
        self.context_length = model.config.context_length if context_length is None else context_length
        self.cache: KeyValueCache | None = None
        self._step: NumpyStep | None = None
        self._read: Tensor | None = None  # (batch, length): what the cache holds
        self._source_mask = source_mask
        self._memory: Tensor | None = None
        if source is not None:
            with torch.no_grad():
                self._memory = model.encode(source, source_mask)  # (batch, source_time, d_model)

    @torch.no_grad()
    def __call__(self, ids: Tensor) -> Tensor:
        """Return the logits of the token after each text.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
            The texts so far. With a cache they go on from the rows of the last call, or of the last `reorder`.

        Returns
        -------
        Tensor, shape (batch, vocab_size)

        Raises
        ------
        TypeError, ValueError
            If these are no tokens of the vocabulary, there is no room, or the texts are not those that were read.
        """
        if not self.use_cache:
            return self._logits(ids if self._memory is not None else ids[:, -self.model.config.context_length :])
        if self.cache is None:
            self.cache = self.model.new_cache(len(ids), self.context_length)
            if self.engine == "numpy":
                self._step = NumpyStep(self.model, self.cache)
        n_read = 0 if self._read is None else self._read.shape[1]
        if self._read is not None and (ids.shape[1] <= n_read or not torch.equal(ids[:, :n_read], self._read)):
            raise ValueError(f"ids must go on from the {n_read} tokens of each row that were read, got other texts")
        if self._step is not None and ids.shape[1] == n_read + 1:
            logits = torch.from_numpy(self._step(int(ids[0, -1])))[None]  # (1, vocab_size)
        else:
            logits = self._logits(ids[:, n_read:])
        self._read = ids
        return logits

    def _logits(self, ids: Tensor) -> Tensor:
        """Run the model on the tokens that it has not read."""
        if self._memory is None:
            logits: Tensor = self.model(ids, self.cache, last_only=True)
        else:
            memory, mask = self._memory, self._source_mask
            if len(memory) == 1 < len(ids):
                memory = memory.expand(len(ids), -1, -1)  # (batch, source_time, d_model)
                mask = None if mask is None else mask.expand(len(ids), -1)
            logits = self.model.decode(ids, memory, mask, self.cache, last_only=True)
        return logits[:, 0]  # (batch, vocab_size)

    def log_probs(self, ids: Any) -> NDArray[np.float64]:
        """Return the log-probabilities of the token after each text, as NumPy arrays.

        Parameters
        ----------
        ids : array_like of int, shape (batch, time)

        Returns
        -------
        ndarray, shape (batch, vocab_size)
            Nats.

        Raises
        ------
        TypeError, ValueError
            As when called.
        """
        device = next(self.model.parameters()).device
        logits = self(torch.as_tensor(np.asarray(ids, dtype=np.int64), device=device))
        rows: NDArray[np.float64] = logits.double().log_softmax(dim=-1).cpu().numpy()
        return rows

    def reorder(self, rows: Sequence[int] | Tensor | NDArray[np.int64]) -> None:
        """Let text i go on from what text ``rows[i]`` was.

        Parameters
        ----------
        rows : array_like of int, shape (new_batch_size,)

        Raises
        ------
        ValueError
            If there is no row, or one that does not exist, or several for the engine "numpy".
        """
        chosen = torch.as_tensor(rows, dtype=torch.int64, device=next(self.model.parameters()).device)
        if self._step is not None and len(chosen) > 1:
            raise ValueError(f"engine must be 'torch' for more than one row, got 'numpy' and {len(chosen)} rows")
        if self.cache is not None and self._read is not None:
            self.cache.reorder(chosen)
            self._read = self._read[chosen]
        if self._memory is not None and len(self._memory) > 1:
            self._memory = self._memory[chosen]
            self._source_mask = None if self._source_mask is None else self._source_mask[chosen]
