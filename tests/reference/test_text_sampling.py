"""Drawing the next token: lib.text's form on arrays and lib.sequence's on torch tensors agree."""

import numpy as np
import pytest
import torch

import lib.sequence
from lib.text import keep_top_k, sample_ids

N_DRAWS = 20_000
LOGITS = np.random.default_rng(0).normal(scale=2, size=(3, 8))
LOGITS[2, :4] = LOGITS[2, 0]  # four that are equal


@pytest.mark.parametrize("top_k", [None, 1, 3, 8, 20])
@pytest.mark.parametrize("temperature", [0, 0.5, 1.0, 3.0])
def test_the_two_forms_draw_alike(temperature, top_k):
    for row in LOGITS:
        rows = np.tile(row, (N_DRAWS, 1))
        ours = sample_ids(rows, temperature, top_k, rng=1)
        theirs = lib.sequence.sample_ids(
            torch.tensor(rows), temperature, top_k, generator=torch.Generator().manual_seed(1)
        )
        shares = [np.bincount(np.asarray(each), minlength=8) / N_DRAWS for each in (ours, theirs)]
        np.testing.assert_allclose(*shares, atol=5 * (0.5 / N_DRAWS) ** 0.5)
        if temperature == 0:
            assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("k", [1, 2, 5, 8])
def test_top_k_is_torchs(k):
    logits = np.random.default_rng(k).normal(size=(50, 8))
    kept = torch.topk(torch.tensor(logits), k).indices.numpy()
    ours = keep_top_k(logits, k)
    for row, places in zip(ours, kept):
        assert set(np.flatnonzero(row > -np.inf)) == set(places.tolist())
