"""Keys and values of tokens that were read before, so that each new token is read alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from lib.basics import check_integer

KeyValue = tuple[Tensor, Tensor]


class KeyValueCache:
    r"""Hold the keys and values of all layers in memory that is taken once.

    .. math:: \text{bytes} = 2 \cdot n_\mathrm{layers} \cdot \mathrm{batch} \cdot n_\mathrm{kv\,heads} \cdot
        \mathrm{context} \cdot d_\mathrm{head} \cdot \text{bytes per number}

    Parameters
    ----------
    n_layers, batch_size, n_kv_heads : int
    context_length : int
        Tokens there is room for.
    head_dim : int
    dtype : torch.dtype, optional
        torch's default if not given.
    device : torch.device or str, optional
        torch's default if not given.

    Attributes
    ----------
    keys, values : Tensor, shape (n_layers, batch_size, n_kv_heads, context_length, head_dim)
        Only the first ``length`` of the ``context_length`` rows mean anything.

    Raises
    ------
    TypeError, ValueError
        If a number is no positive integer.

    Notes
    -----
    A token's keys and values do not depend on later tokens under the causal mask, so they are computed once. Without a
    cache, writing T tokens costs T passes over up to T tokens; with it, T passes over one. Growing a tensor by
    ``torch.cat`` would copy everything at each token; here a step writes into its own row. For use without gradients.
    Chapter: chapters/10_attention_transformer.ipynb

    References
    ----------
    Shazeer (2019), *Fast Transformer Decoding: One Write-Head is All You Need*, section 2.4.1; Pope et al. (2022),
    *Efficiently Scaling Transformer Inference*, section 3.3.

    Examples
    --------
    >>> from lib.transformer import KeyValueCache
    >>> cache = KeyValueCache(n_layers=2, batch_size=1, n_kv_heads=4, context_length=100, head_dim=8)
    >>> cache.length, cache.memory_bytes
    (0, 51200)
    """

    def __init__(
        self,
        n_layers: int,
        batch_size: int,
        n_kv_heads: int,
        context_length: int,
        head_dim: int,
        *,
        dtype: torch.dtype | None = None,
        device: torch.device | str | None = None,
    ) -> None:
        sizes = {
            "n_layers": n_layers,
            "batch_size": batch_size,
            "n_kv_heads": n_kv_heads,
            "context_length": context_length,
            "head_dim": head_dim,
        }
        shape = [check_integer(name, size, low=1) for name, size in sizes.items()]
        self.keys = torch.zeros(shape, dtype=dtype, device=device)
        self.values = torch.zeros_like(self.keys)
        self._lengths = [0] * n_layers
        # Keys and values of what a decoder reads from an encoder: the same at each step.
        self._memory: dict[int, KeyValue] = {}

    @property
    def length(self) -> int:
        """Number of tokens that all layers have read."""
        return min(self._lengths)

    @property
    def context_length(self) -> int:
        """Number of tokens there is room for."""
        return self.keys.shape[3]

    @property
    def batch_size(self) -> int:
        """Number of rows."""
        return self.keys.shape[1]

    @property
    def memory_bytes(self) -> int:
        """Bytes of the keys and values, whether used or not; those read from an encoder are not counted."""
        return 2 * self.keys.numel() * self.keys.element_size()

    def append(self, layer: int, key: Tensor, value: Tensor) -> KeyValue:
        """Write the keys and values of new tokens of one layer, and return all it has.

        Parameters
        ----------
        layer : int
        key, value : Tensor, shape (batch_size, n_kv_heads, time, head_dim)

        Returns
        -------
        key, value : Tensor, shape (batch_size, n_kv_heads, length + time, head_dim)
            Views into the cache, the new tokens last.

        Raises
        ------
        ValueError
            If the shapes do not fit, there is no room, or gradients are being recorded.
        """
        if torch.is_grad_enabled() and key.requires_grad:
            raise ValueError("a cache must be used under torch.no_grad(), got keys that record gradients")
        rows, heads, time, width = key.shape
        wanted = (self.keys.shape[1], self.keys.shape[2], self.keys.shape[4])
        if (rows, heads, width) != wanted or value.shape != key.shape:
            raise ValueError(
                f"key and value must have (batch_size, n_kv_heads, head_dim) = {wanted},"
                f" got shapes {tuple(key.shape)} and {tuple(value.shape)}"
            )
        start = self._lengths[layer]
        end = start + time
        if end > self.context_length:
            raise ValueError(f"the cache must have room for {end} tokens, got context_length {self.context_length}")
        keys, values = self.keys[layer], self.values[layer]  # (batch_size, n_kv_heads, context_length, head_dim)
        keys.narrow(2, start, time).copy_(key)
        values.narrow(2, start, time).copy_(value)
        self._lengths[layer] = end
        return keys.narrow(2, 0, end), values.narrow(2, 0, end)

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Let the caller write one token's keys and values of all layers into `keys` and `values`, then count it.

        Returns
        -------
        context manager

        Raises
        ------
        ValueError
            If there is no room.
        """
        if self.length == self.context_length:
            raise ValueError(
                f"the cache must have room for {self.length + 1} tokens, got context_length {self.context_length}"
            )
        yield
        self._lengths = [length + 1 for length in self._lengths]

    def memory(self, layer: int, make: Callable[[], KeyValue]) -> KeyValue:
        """Return what a layer reads from an encoder, made at the first call and kept.

        Parameters
        ----------
        layer : int
        make : callable
            Returns key and value, each of shape (batch_size, n_kv_heads, source_time, head_dim).

        Returns
        -------
        key, value : Tensor, shape (batch_size, n_kv_heads, source_time, head_dim)
        """
        if layer not in self._memory:
            self._memory[layer] = make()
        return self._memory[layer]

    def truncate(self, length: int) -> None:
        """Forget all but the first tokens; 0 begins a new text, and another source may be read.

        Parameters
        ----------
        length : int

        Raises
        ------
        TypeError, ValueError
            If ``length`` is no number of tokens that have been read.
        """
        check_integer("length", length, low=0, high=self.length)
        self._lengths = [length] * len(self._lengths)
        if length == 0:
            self._memory.clear()

    def reorder(self, rows: Sequence[int] | Tensor) -> None:
        """Let row i go on from what row ``rows[i]`` was; a row may be taken twice, or dropped.

        Parameters
        ----------
        rows : sequence of int or Tensor of int64, shape (new_batch_size,)
            As beam search wants it.

        Raises
        ------
        ValueError
            If there is no row, or one that does not exist.
        """
        chosen = torch.as_tensor(rows, dtype=torch.int64, device=self.keys.device)
        if chosen.ndim != 1 or not len(chosen) or int(chosen.min()) < 0 or int(chosen.max()) >= self.batch_size:
            raise ValueError(f"rows must be integers in [0, {self.batch_size}), got {chosen.tolist()}")
        used = self.length
        # Subtle: taken out before anything is written, since a row may be overwritten that another goes on from.
        live = [each[:, chosen, :, :used] for each in (self.keys, self.values)]
        if len(chosen) != self.batch_size:
            shape = (self.keys.shape[0], len(chosen), *self.keys.shape[2:])
            self.keys, self.values = self.keys.new_zeros(shape), self.values.new_zeros(shape)
        self.keys[:, :, :, :used], self.values[:, :, :, :used] = live
        self._memory = {layer: (key[chosen], value[chosen]) for layer, (key, value) in self._memory.items()}
