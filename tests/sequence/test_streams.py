"""Windows of a long text that follow on one another."""

import pytest
import torch

from lib.sequence import TextStreams


@pytest.mark.parametrize(("n", "batch_size", "context_length"), [(11, 2, 3), (100, 7, 5), (50, 1, 49), (30, 4, 99)])
def test_windows_follow_on(n, batch_size, context_length):
    streams = TextStreams(torch.arange(n), batch_size, context_length)
    windows = list(streams)
    assert len(windows) == len(streams)
    ids, target = (torch.cat([window[k] for window in windows], dim=1) for k in (0, 1))
    assert torch.equal(target, ids + 1)
    length = (n - 1) // batch_size
    assert torch.equal(ids, torch.arange(batch_size * length).view(batch_size, length))
    assert [bool(starts.all()) for *_, starts in windows] == [True] + [False] * (len(windows) - 1)
    assert all(window[0].shape[1] <= context_length for window in windows)
    assert n - 1 - ids.numel() < batch_size


def test_passes_and_places():
    streams = TextStreams(torch.arange(11), 2, 3)
    seen = [(streams.next_batch()[0][0, 0].item(), streams.epoch, streams.position) for _ in range(5)]
    assert seen == [(0, 0, 1), (3, 1, 0), (0, 1, 1), (3, 2, 0), (0, 2, 1)]
    list(streams)
    assert (streams.epoch, streams.position) == (2, 1)
    other = TextStreams(torch.arange(11), 2, 3)
    other.load_state_dict(streams.state_dict())
    assert (other.epoch, other.position) == (2, 1)
    assert torch.equal(other.next_batch()[0], streams.next_batch()[0])


@pytest.mark.parametrize("name", ["n_tokens", "batch_size", "context_length"])
def test_a_place_in_other_windows_is_refused(name):
    streams = TextStreams(torch.arange(11), 2, 3)
    state = {**streams.state_dict(), name: 99}
    with pytest.raises(ValueError, match=f"state_dict must come from {name}={getattr(streams, name)}, got 99"):
        streams.load_state_dict(state)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((torch.arange(4.0), 2, 3), TypeError, "ids must be int64, got torch.float32"),
        ((torch.arange(4)[None], 2, 3), ValueError, r"ids must have shape \(n_tokens,\) with n_tokens > 2, got \(1, 4"),
        ((torch.arange(2), 2, 3), ValueError, r"n_tokens > 2, got \(2,\)"),
        ((torch.arange(4), 0, 3), ValueError, "batch_size must be >= 1, got 0"),
        ((torch.arange(4), 2, 0), ValueError, "context_length must be >= 1, got 0"),
    ],
)
def test_arguments_are_checked(arguments, error, message):
    with pytest.raises(error, match=message):
        TextStreams(*arguments)
