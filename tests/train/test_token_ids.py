"""Tokens are checked before a model reads them."""

import pytest
import torch

from lib.train import check_ids


def test_ids_pass():
    ids = torch.tensor([[0, 4]])
    assert check_ids("ids", ids, 5) is ids


@pytest.mark.parametrize(
    ("ids", "error", "message"),
    [
        ([[0.0]], TypeError, "source must be int64, got torch.float32"),
        ([0], ValueError, r"source must have shape \(batch, time\) with at least one token, got \(1,\)"),
        ([[]], TypeError, "source must be int64"),
        ([[5]], ValueError, r"source must lie in \[0, 5\), got 5"),
        ([[4, -1]], ValueError, r"source must lie in \[0, 5\), got -1"),
    ],
)
def test_ids_are_checked(ids, error, message):
    with pytest.raises(error, match=message):
        check_ids("source", torch.tensor(ids), 5)


def test_no_tokens():
    with pytest.raises(ValueError, match=r"with at least one token, got \(2, 0\)"):
        check_ids("ids", torch.zeros(2, 0, dtype=torch.int64), 5)
