import numpy as np
import pytest

from lib.study.trial import Outcome, Trial, safely


def test_safely():
    assert safely(lambda: 1).value == 1
    assert isinstance(safely(lambda: 1 / 0).error, ZeroDivisionError)
    assert safely(lambda: np.log(np.zeros(1))).returned  # its warning is not the reader's


def test_an_interrupt_is_not_swallowed():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        safely(interrupted)


def test_returned():
    assert Outcome(value=None).returned
    assert not Outcome(error=ValueError()).returned
    assert not Outcome(stopped="time").returned


def test_trials_are_told_apart_as_objects():
    one, other = (Trial((np.zeros(2),), Outcome(np.zeros(2)), Outcome(np.zeros(2)), None) for _ in range(2))
    assert one in [other, one]
    assert one not in [other]
