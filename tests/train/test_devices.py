import pytest
import torch

from lib.train.devices import choose_device, to_device


def test_the_fastest_device_is_chosen(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device() == torch.device("mps")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device() == torch.device("cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device() == torch.device("cpu")


def test_what_is_asked_for_is_given(monkeypatch):
    assert choose_device("cpu") == choose_device(torch.device("cpu")) == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("cuda:1") == torch.device("cuda:1")
    with pytest.raises(ValueError, match=r"device must be one that this machine has \(.*\), got 'cuda:2'"):
        choose_device("cuda:2")


def test_what_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"device must be one that this machine has \('cpu'.*\), got 'cuda'"):
        choose_device("cuda")
    with pytest.raises(ValueError, match=r"device must be one of 'cpu'.*, got 'toaster'"):
        choose_device("toaster")


def test_tensors_that_are_there_are_not_copied():
    tensor = torch.zeros(3)
    (moved,) = to_device([tensor], torch.device("cpu"))
    assert moved is tensor
    assert to_device([tensor], torch.device("meta"))[0].device.type == "meta"
