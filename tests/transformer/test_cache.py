"""The cache of keys and values: what it holds, forgets, reorders and refuses."""

import pytest
import torch

from lib.transformer import KeyValueCache


def filled(n=3, batch_size=2):
    cache = KeyValueCache(2, batch_size, 3, 6, 4)
    key, value = (torch.randn(batch_size, 3, n, 4, generator=torch.Generator().manual_seed(s)) for s in (0, 1))
    for layer in range(2):
        cache.append(layer, key + layer, value + layer)
    return cache, key, value


def test_what_was_written_is_read_together():
    cache, key, value = filled()
    assert cache.length == 3
    keys, values = cache.append(0, key[:, :, :2], value[:, :, :2])
    assert torch.equal(keys, torch.cat([key, key[:, :, :2]], dim=2))
    assert torch.equal(values, torch.cat([value, value[:, :, :2]], dim=2))
    assert keys.data_ptr() == cache.keys[0].data_ptr()  # a view, no copy
    assert cache.length == 3  # the second layer has not read them yet
    cache.append(1, key[:, :, :2], value[:, :, :2])
    assert cache.length == 5


def test_sizes_and_bytes():
    cache = KeyValueCache(2, 5, 3, 6, 4, dtype=torch.bfloat16)
    assert (cache.batch_size, cache.context_length) == (5, 6)
    assert cache.memory_bytes == 2 * 2 * 5 * 3 * 6 * 4 * 2


def test_forgetting():
    cache, key, value = filled()
    cache.memory(0, lambda: (key, value))
    cache.truncate(1)
    assert cache.length == 1
    assert cache.memory(0, lambda: (value, key))[0] is key  # the source stays the same
    keys, _ = cache.append(0, value, value)
    assert torch.equal(keys, torch.cat([key[:, :, :1], value], dim=2))
    cache.truncate(0)
    assert cache.memory(0, lambda: (value, key))[0] is value


@pytest.mark.parametrize("rows", [[1, 0], [1, 1], [0], [1, 0, 1]])
def test_rows_go_on_from_others(rows):
    cache, key, value = filled()
    cache.memory(0, lambda: (key, value))
    cache.reorder(rows)
    assert cache.batch_size == len(rows)
    assert torch.equal(cache.memory(0, lambda: (value, key))[1], value[rows])
    new = torch.ones(len(rows), 3, 1, 4)
    keys, values = cache.append(1, new, new)
    assert torch.equal(keys, torch.cat([key[rows] + 1, new], dim=2))
    assert torch.equal(values, torch.cat([value[rows] + 1, new], dim=2))


def test_arguments_are_checked():
    cache, key, value = filled()
    with pytest.raises(ValueError, match="the cache must have room for 7 tokens, got context_length 6"):
        cache.append(0, torch.zeros(2, 3, 4, 4), torch.zeros(2, 3, 4, 4))
    with pytest.raises(ValueError, match=r"= \(2, 3, 4\), got shapes \(1, 3, 1, 4\) and \(1, 3, 1, 4\)"):
        cache.append(0, torch.zeros(1, 3, 1, 4), torch.zeros(1, 3, 1, 4))
    with pytest.raises(ValueError, match=r"under torch.no_grad\(\), got keys that record gradients"):
        cache.append(0, key.requires_grad_(), value)
    for rows in ([2], [-1], [], [[0, 1]]):
        with pytest.raises(ValueError, match=r"rows must be integers in \[0, 2\), got "):
            cache.reorder(rows)
    with pytest.raises(ValueError, match="length must be >= 0 and <= 3, got 4"):
        cache.truncate(4)
    with pytest.raises(ValueError, match="head_dim must be >= 1, got 0"):
        KeyValueCache(1, 1, 1, 1, 0)
