"""Positions that are added: the formula, the shift as a rotation, learned vectors."""

import math

import pytest
import torch

from lib.transformer import LearnedPositions, SinusoidalPositions


def table(n, width):
    return SinusoidalPositions(width, n)(torch.zeros(1, n, width, dtype=torch.float64))[0]


def test_the_formula():
    found = table(7, 6)
    for p in range(7):
        for k in range(3):
            angle = p / 10000 ** (2 * k / 6)
            assert found[p, 2 * k].item() == pytest.approx(math.sin(angle), abs=1e-12)
            assert found[p, 2 * k + 1].item() == pytest.approx(math.cos(angle), abs=1e-12)


@pytest.mark.parametrize("shift", [1, 5, 20])
def test_a_shift_is_the_same_rotation_at_every_position(shift):
    found = table(60, 8)
    rotation = torch.zeros(8, 8, dtype=torch.float64)
    for k in range(4):
        angle = shift / 10000 ** (2 * k / 8)
        pair = slice(2 * k, 2 * k + 2)
        turn = [[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]
        rotation[pair, pair] = torch.tensor(turn, dtype=torch.float64)
    torch.testing.assert_close(found[:-shift] @ rotation.T, found[shift:], rtol=0, atol=1e-12)
    torch.testing.assert_close(rotation @ rotation.T, torch.eye(8, dtype=torch.float64))


@pytest.mark.parametrize("positions", [SinusoidalPositions(4, 9), LearnedPositions(4, 9)])
def test_an_offset_takes_up_where_a_text_left_off(positions):
    x = torch.randn(2, 9, 4, generator=torch.Generator().manual_seed(0))
    parts = [positions(x[:, :5]), positions(x[:, 5:], offset=5)]
    torch.testing.assert_close(torch.cat(parts, dim=1), positions(x))
    with pytest.raises(ValueError, match="time must be at most context_length, 9 tokens, got 10"):
        positions(x, offset=1)
    with pytest.raises(ValueError, match="offset must be >= 0, got -1"):
        positions(x, offset=-1)
    with pytest.raises(ValueError, match=r"x must have shape \(batch, time, 4\), got \(2, 9, 5\)"):
        positions(torch.zeros(2, 9, 5))


def test_learned_positions_learn():
    positions = LearnedPositions(4, 9, generator=torch.Generator().manual_seed(0))
    assert positions.weight.std().item() == pytest.approx(0.02, rel=0.4)
    positions(torch.zeros(2, 3, 4)).sum().backward()
    assert positions.weight.grad[:, 0].tolist() == [2.0] * 3 + [0.0] * 6


def test_only_learned_positions_have_weights():
    assert not SinusoidalPositions(4).state_dict()
    assert list(LearnedPositions(4, 9).state_dict()) == ["weight"]
    assert repr(SinusoidalPositions(4)) == "SinusoidalPositions(4, context_length=1024, base=10000)"
    assert repr(LearnedPositions(4, 9)) == "LearnedPositions(4, context_length=9)"


def test_same_seed_same_start():
    made = [LearnedPositions(4, 9, generator=torch.Generator().manual_seed(seed)).weight for seed in (0, 0, 1)]
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SinusoidalPositions(3), "d_model must be even, got 3"),
        (lambda: SinusoidalPositions(0), "d_model must be >= 2, got 0"),
        (lambda: SinusoidalPositions(4, 0), "context_length must be >= 1, got 0"),
        (lambda: SinusoidalPositions(4, base=1), "base must be > 1, got 1"),
        (lambda: LearnedPositions(0, 4), "d_model must be >= 1, got 0"),
        (lambda: LearnedPositions(4, 0), "context_length must be >= 1, got 0"),
        (lambda: LearnedPositions(4, 4, std=-1), "std must be >= 0, got -1"),
    ],
)
def test_settings_are_checked(make, message):
    with pytest.raises(ValueError, match=message):
        make()
