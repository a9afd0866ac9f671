"""The whole state of a run as named tensors and JSON, and back: model, optimizer, scaler, batches, random numbers."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn


def split_state(state: Any, prefix: str) -> tuple[dict[str, Tensor], Any]:
    """Part a nested state into tensors under names and a skeleton that JSON can hold.

    Parameters
    ----------
    state : object
        Dictionaries (keys of text or integers), lists, tuples, tensors, numbers, text, None.
    prefix : str
        Start of the names.

    Returns
    -------
    tensors : dict of str to Tensor of any shape
    skeleton : object
        `state` with each tensor replaced by its name.

    Raises
    ------
    TypeError
        If the state holds something else.
    ValueError
        If keys with a slash, or 0 and "0", give two tensors one name.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.train.state import joined_state, split_state
    >>> tensors, skeleton = split_state({"lr": 0.1, "state": {0: {"step": torch.tensor(3.0)}}}, "optimizer")
    >>> tensors
    {'optimizer/state/0/step': tensor(3.)}
    >>> joined_state(skeleton, tensors)
    {'lr': 0.1, 'state': {0: {'step': tensor(3.)}}}
    """
    tensors: dict[str, Tensor] = {}
    return tensors, _skeleton(state, prefix, tensors)


def _skeleton(state: Any, name: str, tensors: dict[str, Tensor]) -> Any:
    if isinstance(state, Tensor):
        if name in tensors:
            raise ValueError(f"two tensors of the state have the name {name!r}")
        tensors[name] = state
        return {"tensor": name}
    if isinstance(state, dict):
        # JSON turns integer keys into text: pairs keep them.
        return {"dict": [[key, _skeleton(value, f"{name}/{key}", tensors)] for key, value in state.items()]}
    if isinstance(state, list | tuple):
        kind = "tuple" if isinstance(state, tuple) else "list"
        return {kind: [_skeleton(value, f"{name}/{number}", tensors) for number, value in enumerate(state)]}
    if state is None or isinstance(state, bool | int | float | str):
        return state
    raise TypeError(
        f"{name} must be made of tensors, numbers, text, lists and dictionaries, got {type(state).__name__}"
    )


def joined_state(skeleton: Any, tensors: dict[str, Tensor]) -> Any:
    """Return the nested state that `split_state` parted.

    Parameters
    ----------
    skeleton : object
    tensors : dict of str to Tensor of any shape

    Returns
    -------
    object

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.train.state import joined_state, split_state
    >>> tensors, skeleton = split_state({"betas": (0.9, 0.99)}, "optimizer")
    >>> joined_state(skeleton, tensors)
    {'betas': (0.9, 0.99)}
    """
    if not isinstance(skeleton, dict):
        return skeleton
    kind, content = next(iter(skeleton.items()))
    if kind == "tensor":
        return tensors[content]
    if kind == "dict":
        return {key: joined_state(value, tensors) for key, value in content}
    values = [joined_state(value, tensors) for value in content]
    return tuple(values) if kind == "tuple" else values


def check_fits(model: nn.Module, state_dict: dict[str, Tensor]) -> str | None:
    """Return why a state does not fit a model, or None if it does.

    Parameters
    ----------
    model : nn.Module
    state_dict : dict of str to Tensor of any shape

    Returns
    -------
    str or None

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from torch import nn
    >>> from lib.train.state import check_fits
    >>> check_fits(nn.Linear(2, 1), nn.Linear(3, 1).state_dict())
    'weight has shape (1, 3) there and (1, 2) in the model'
    """
    own = {name: tensor for name, tensor in model.state_dict().items() if isinstance(tensor, Tensor)}
    if missing := sorted(set(own) - set(state_dict)):
        return f"it lacks {', '.join(missing[:3])}"
    if extra := sorted(set(state_dict) - set(own)):
        return f"the model lacks {', '.join(extra[:3])}"
    for name, tensor in own.items():
        if tensor.shape != state_dict[name].shape:
            return f"{name} has shape {tuple(state_dict[name].shape)} there and {tuple(tensor.shape)} in the model"
    return None
