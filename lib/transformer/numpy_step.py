"""Read one token of one text in NumPy, where a call costs less than in torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lib.transformer.attention import Attention
from lib.transformer.block import Block
from lib.transformer.cache import KeyValueCache
from lib.transformer.feed_forward import ACTIVATIONS, FeedForward
from lib.transformer.mixture_of_experts import MixtureOfExperts
from lib.transformer.norms import LayerNorm, RMSNorm

Row = NDArray[Any]


class NumpyStep:
    """Give a model's logits after one more token, from the same weights and the same cache, computed by NumPy.

    Parameters
    ----------
    model : TransformerLM
        On the CPU, in float32 or float64, without experts.
    cache : KeyValueCache
        Of one row, from the model's ``new_cache``. It may hold tokens that torch read, and torch may read on.

    Raises
    ------
    ValueError
        If the model has experts or another type of numbers, or the cache another number of rows.

    Notes
    -----
    One token of one text is a chain of products of a matrix and a vector, some 25 small calls a layer. In a model of
    this book's size a call of torch takes longer than the arithmetic in it, and one of NumPy about a third of that;
    for many rows or tokens at once, or a large model, the arithmetic decides and torch is as fast. The arrays are views
    of the parameters, so a model that is trained on in place needs no new step. Dropout is left out, and
    `record_attention` sees nothing of what is read here.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import NumpyStep, TransformerLM, TransformerLMConfig
    >>> model = TransformerLM(TransformerLMConfig.from_preset("tiny", vocab_size=20)).eval()
    >>> step = NumpyStep(model, model.new_cache(1))
    >>> logits = [step(token) for token in (3, 1, 4)][-1]
    >>> torch.allclose(torch.from_numpy(logits), model(torch.tensor([[3, 1, 4]]))[0, -1], atol=1e-5)
    True
    """

    def __init__(self, model: Any, cache: KeyValueCache) -> None:
        weight = model.embedding.table.weight
        if weight.device.type != "cpu" or weight.dtype not in (torch.float32, torch.float64):
            raise ValueError(
                "model must be on the CPU in float32 or float64 to be run by NumPy,"
                f" got {weight.dtype} on {weight.device.type}"
            )
        if cache.batch_size != 1:
            raise ValueError(f"cache must have 1 row, got {cache.batch_size}")
        self.cache = cache
        self._table, self._positions = _array(weight), model.embedding.positions
        self._blocks = [_block(block, cache, layer) for layer, block in enumerate(model.decoder.blocks)]
        self._norm = None if model.decoder.norm is None else _norm(model.decoder.norm)
        self._head = _linear(model.head)

    def __call__(self, token: int) -> NDArray[Any]:
        """Read a token and return the logits of the next.

        Parameters
        ----------
        token : int

        Returns
        -------
        ndarray, shape (vocab_size,)

        Raises
        ------
        ValueError
            If this is no token of the vocabulary, or the cache is full.
        """
        if not 0 <= token < len(self._table):
            raise ValueError(f"token must be from 0 to {len(self._table) - 1}, got {token}")
        position = self.cache.length
        with self.cache.one_more():
            x = self._table[token]  # (d_model,)
            if self._positions is not None:
                x = _tensor_row(self._positions, x, position)
            for block in self._blocks:
                x = block(x, position)
        return self._head(x if self._norm is None else self._norm(x))


def _array(weight: Tensor) -> NDArray[Any]:
    view: NDArray[Any] = weight.detach().numpy()
    return view


def _tensor_row(positions: nn.Module, x: Row, position: int) -> Row:
    """Let a module of positions add its vector to one token."""
    with torch.no_grad():
        row: Row = positions(torch.from_numpy(x)[None, None], position)[0, 0].numpy()
    return row


def _linear(layer: nn.Linear) -> Callable[[Row], Row]:
    weight = _array(layer.weight)  # (out_features, in_features)
    if layer.bias is None:
        return lambda x: weight @ x
    bias = _array(layer.bias)
    return lambda x: weight @ x + bias


def _norm(layer: LayerNorm | RMSNorm) -> Callable[[Row], Row]:
    weight, eps, width = _array(layer.weight), layer.eps, layer.d_model

    def rms(x: Row) -> Row:
        return x * weight / np.sqrt(x @ x / width + eps, dtype=x.dtype)

    if isinstance(layer, RMSNorm):
        return rms
    if layer.bias is None:
        return lambda x: rms(x - x.sum() / width)
    bias = _array(layer.bias)
    return lambda x: rms(x - x.sum() / width) + bias


def _feed_forward(layer: FeedForward | MixtureOfExperts) -> Callable[[Row], Row]:
    if isinstance(layer, MixtureOfExperts):
        raise ValueError(f"model must have no experts to be run by NumPy, got n_experts {len(layer.experts)}")
    up, down, bend = _linear(layer.up), _linear(layer.down), ACTIVATIONS[layer.activation]

    def activation(x: Row) -> Row:
        y: Row = bend(torch.from_numpy(x)).numpy()
        return y

    if layer.gate is None:
        return lambda x: down(activation(up(x)))
    gate = _linear(layer.gate)
    return lambda x: down(activation(gate(x)) * up(x))


def _attention(layer: Attention, cache: KeyValueCache, index: int) -> Callable[[Row, int], Row]:
    query, key, value, out = (_linear(part) for part in (layer.query, layer.key, layer.value, layer.out))
    n_kv, head_dim, rotary = layer.n_kv_heads, layer.head_dim, layer.rotary
    scale = head_dim**-0.5

    def attend(x: Row, position: int) -> Row:
        asked, new = query(x).reshape(-1, head_dim), key(x).reshape(-1, head_dim)  # (heads, head_dim)
        if rotary is not None:
            both = torch.from_numpy(np.concatenate([asked, new]))[None, :, None]  # (1, heads, 1, head_dim)
            asked, new = np.split(rotary(both, position)[0, :, 0].numpy(), [len(asked)])
        # Taken anew at each call: `reorder` may have put other memory in their place.
        keys, values = cache.keys.numpy()[index, 0], cache.values.numpy()[index, 0]  # (n_kv, context, head_dim)
        keys[:, position], values[:, position] = new, value(x).reshape(-1, head_dim)
        keys, values = keys[:, : position + 1], values[:, : position + 1]  # (n_kv, time, head_dim)
        # The query heads of a group ask the same keys.
        groups = (asked * scale).reshape(n_kv, -1, head_dim)  # (n_kv, group, head_dim)
        scores = groups @ keys.transpose(0, 2, 1)  # (n_kv, group, time)
        weights = np.exp(scores - scores.max(axis=2, keepdims=True))
        weights /= weights.sum(axis=2, keepdims=True)
        return out((weights @ values).reshape(-1))  # (d_model,)

    return attend


def _block(block: Block, cache: KeyValueCache, index: int) -> Callable[[Row, int], Row]:
    attend, think = _attention(block.attention, cache, index), _feed_forward(block.feed_forward)
    first, second = _norm(block.attention_norm), _norm(block.feed_forward_norm)

    def pre_norm(x: Row, position: int) -> Row:
        x = x + attend(first(x), position)
        return x + think(second(x))

    def post_norm(x: Row, position: int) -> Row:
        x = first(x + attend(x, position))
        return second(x + think(x))

    return pre_norm if block.norm_first else post_norm
