"""Recording can be switched off and on, and comes back whatever happens."""

import threading

import pytest

from lib.grad import Tensor, enable_grad, is_grad_enabled, no_grad


def test_nothing_is_recorded_inside():
    x = Tensor([1.0], requires_grad=True)
    with no_grad():
        y = x * 2
    assert not y.requires_grad
    assert y.grad_fn is None
    assert (x * 2).requires_grad


def test_the_mode_comes_back_after_an_error_and_from_nesting():
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert is_grad_enabled()
    switch = no_grad()
    with switch, switch:
        with enable_grad():
            assert is_grad_enabled()
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_as_a_decorator():
    @no_grad()
    def inside(x):
        """Say something."""
        return x * 2, is_grad_enabled()

    y, enabled = inside(Tensor([1.0], requires_grad=True))
    assert not enabled
    assert not y.requires_grad
    assert inside.__doc__ == "Say something."
    assert is_grad_enabled()


def test_each_thread_has_its_own():
    seen = []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append(is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]
