"""Rotary positions: scores depend on distances alone."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.transformer import RotaryPositions

LAYOUTS = ["interleaved", "halves"]


def draw(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_formula(layout):
    x = draw(1, 1, 5, 6)
    found = RotaryPositions(6, layout=layout)(x)
    for p in range(5):
        for k in range(3):
            a, b = (2 * k, 2 * k + 1) if layout == "interleaved" else (k, k + 3)
            turn = complex(math.cos(p * 10000 ** (-2 * k / 6)), math.sin(p * 10000 ** (-2 * k / 6)))
            turned = complex(x[0, 0, p, a], x[0, 0, p, b]) * turn
            assert complex(found[0, 0, p, a], found[0, 0, p, b]) == pytest.approx(turned, abs=1e-12)


def test_layouts_differ_by_the_order_of_the_features():
    x = draw(2, 3, 5, 8)
    order = [0, 2, 4, 6, 1, 3, 5, 7]
    torch.testing.assert_close(RotaryPositions(8)(x)[..., order], RotaryPositions(8, layout="halves")(x[..., order]))


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None, max_examples=40)
@given(i=st.integers(0, 500), j=st.integers(0, 500), shift=st.integers(0, 500), seed=st.integers(0, 99))
def test_a_score_depends_on_the_distance_only(layout, i, j, shift, seed):
    rotary = RotaryPositions(8, 1100, layout=layout)
    query, key = draw(1, 1, 1, 8, seed=seed), draw(1, 1, 1, 8, seed=seed + 100)
    near = (rotary(query, i) * rotary(key, j)).sum().item()
    far = (rotary(query, i + shift) * rotary(key, j + shift)).sum().item()
    assert near == pytest.approx(far, abs=1e-10)


def test_lengths_stay():
    x = draw(2, 3, 50, 8)
    torch.testing.assert_close(RotaryPositions(8)(x).norm(dim=-1), x.norm(dim=-1))


def test_half_precision_is_turned_in_float32():
    x = draw(1, 1, 1000, 8)
    found = RotaryPositions(8)(x.bfloat16())
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.double(), RotaryPositions(8)(x.bfloat16().double()), rtol=0.01, atol=0.01)


def test_shown_with_its_settings():
    assert repr(RotaryPositions(8)) == "RotaryPositions(8, context_length=2048, base=10000, layout='interleaved')"
    assert not RotaryPositions(8).state_dict()


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="head_dim must be even, got 3"):
        RotaryPositions(3)
    with pytest.raises(ValueError, match="layout must be one of 'interleaved', 'halves', got 'pairs'"):
        RotaryPositions(4, layout="pairs")
    with pytest.raises(ValueError, match="base must be > 1, got 0"):
        RotaryPositions(4, base=0)
    with pytest.raises(ValueError, match=r"x must have shape \(batch, heads, time, 4\), got \(1, 2, 4\)"):
        RotaryPositions(4)(torch.zeros(1, 2, 4))
    with pytest.raises(ValueError, match="time must be at most context_length, 2 tokens, got 3"):
        RotaryPositions(4, 2)(torch.zeros(1, 1, 3, 4))
