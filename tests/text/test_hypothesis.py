"""The record of a text written on."""

import dataclasses

import pytest

from lib.text import Hypothesis


def test_it_is_a_fixed_record():
    text = Hypothesis(ids=(1, 2), log_prob=-2.0, score=-1.0, finished=False)
    assert dataclasses.asdict(text) == {"ids": (1, 2), "log_prob": -2.0, "score": -1.0, "finished": False}
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'score'"):
        text.score = 0.0
