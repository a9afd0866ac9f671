"""Drawing tokens: shares, temperature, the largest k."""

import pytest
import torch

from lib.sequence import sample_ids

LOGITS = torch.log(torch.tensor([[0.5, 0.3, 0.15, 0.05]]))


def shares(n=40_000, **options):
    drawn = sample_ids(LOGITS.expand(n, 4), generator=torch.Generator().manual_seed(0), **options)
    return torch.bincount(drawn, minlength=4) / n


def test_shares_are_the_probabilities():
    torch.testing.assert_close(shares(), LOGITS.exp()[0], rtol=0, atol=0.01)


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_temperature_is_a_power_of_the_probabilities(temperature):
    expected = LOGITS.exp()[0] ** (1 / temperature)
    torch.testing.assert_close(shares(temperature=temperature), expected / expected.sum(), rtol=0, atol=0.01)


def test_the_largest_k_share_the_rest():
    torch.testing.assert_close(shares(top_k=2), torch.tensor([0.625, 0.375, 0, 0]), rtol=0, atol=0.01)
    torch.testing.assert_close(shares(top_k=1), torch.tensor([1.0, 0, 0, 0]))
    torch.testing.assert_close(shares(top_k=9), shares())


def test_zero_takes_the_likeliest_and_the_first_of_equals():
    assert sample_ids(torch.tensor([[1.0, 3.0, 2.0], [2.0, 2.0, 0.0]]), temperature=0).tolist() == [1, 0]


def test_same_seed_same_tokens():
    logits = torch.zeros(1, 1000)
    first, again, other = (
        sample_ids(logits, generator=torch.Generator().manual_seed(seed)).item() for seed in (0, 0, 1)
    )
    assert first == again != other


def test_the_global_generator_stays():
    before = torch.random.get_rng_state()
    drawn = [sample_ids(torch.zeros(1, 10**6)).item() for _ in range(3)]
    assert len(set(drawn)) > 1
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((torch.zeros(3),), ValueError, r"logits must have shape \(batch, vocab_size\), got \(3,\)"),
        ((LOGITS, -1.0), ValueError, r"temperature must be >= 0, got -1\.0"),
        ((LOGITS, 1.0, 0), ValueError, "top_k must be >= 1, got 0"),
        ((LOGITS, 1.0, 2.0), TypeError, "top_k must be an integer, got float"),
    ],
)
def test_arguments_are_checked(arguments, error, message):
    with pytest.raises(error, match=message):
        sample_ids(*arguments)
