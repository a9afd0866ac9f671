"""A module's state as a dictionary: what is saved, restored, or copied from another library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from lib.grad import Tensor, no_grad
from lib.layers.parameter import Parameter
from lib.layers.tree import ModuleTree


class IncompatibleKeys(NamedTuple):
    """Hold the keys that did not match when a state was loaded.

    Attributes
    ----------
    missing_keys : list of str
        Keys the module has and the dictionary lacks.
    unexpected_keys : list of str
        Keys of the dictionary that the module does not have.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear
    >>> Linear(2, 1).load_state_dict({"weight": [[1.0, 2.0]]}, strict=False)
    IncompatibleKeys(missing_keys=['bias'], unexpected_keys=[])
    """

    missing_keys: list[str]
    unexpected_keys: list[str]


class State(ModuleTree):
    """Save and restore the parameters and buffers of a tree of modules under torch's keys.

    Notes
    -----
    Chapter: chapters/04_fully_connected.ipynb

    Examples
    --------
    >>> from lib.layers import Linear
    >>> layer, other = Linear(2, 1, rng=0), Linear(2, 1, rng=1)
    >>> other.load_state_dict(layer.state_dict())
    IncompatibleKeys(missing_keys=[], unexpected_keys=[])
    >>> bool((other.weight.data == layer.weight.data).all())
    True
    """

    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
        """Return every parameter and every saved buffer under its dotted name.

        Parameters
        ----------
        prefix : str, default ""
            Put before each key as it is, so it should end in a dot.
        keep_vars : bool, default False
            Whether to return the parameters themselves instead of tensors detached from the graph.

        Returns
        -------
        dict of str to Tensor of any shape
            Tensors that share their numbers with the module, as in torch: copy them to keep a state.
        """
        return {
            prefix + name: value if keep_vars else value.detach() for name, value in self._saved() if value is not None
        }

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True) -> IncompatibleKeys:
        """Copy the numbers of a dictionary into the parameters and buffers of the same names.

        Parameters
        ----------
        state_dict : mapping of str to Tensor or array_like of any shape
            What `state_dict` returned, here or in torch.
        strict : bool, default True
            Whether a missing or unexpected key is an error.

        Returns
        -------
        IncompatibleKeys
            Lists of the missing and of the unexpected keys.

        Raises
        ------
        TypeError
            If ``state_dict`` is no mapping.
        RuntimeError
            If a shape differs or, with ``strict``, a key is missing or unexpected. Nothing was copied then.

        Notes
        -----
        The numbers are copied into the arrays that are there, so optimizers keep their hold on them; the module's own
        dtype stays. torch's ``assign=True`` is left out.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"state_dict must be a mapping of names to arrays, got {type(state_dict).__name__}")
        own = dict(self._saved())
        given = {
            name: np.asarray(value.data if isinstance(value, Tensor) else value)
            for name, value in state_dict.items()
            if name in own
        }
        missing = [name for name in own if name not in given]
        unexpected = [name for name in state_dict if name not in own]
        faults = [
            f"{name} must have shape {own[name].data.shape}, got {value.shape}"
            for name, value in given.items()
            if value.shape != own[name].data.shape
        ]
        if strict and unexpected:
            faults.insert(0, f"keys must be those of the module, got besides them {', '.join(unexpected)}")
        if strict and missing:
            faults.insert(0, f"keys must be complete, got none for {', '.join(missing)}")
        if faults:
            raise RuntimeError(f"state_dict for {type(self).__name__}: {'; '.join(faults)}")
        with no_grad():
            for name, value in given.items():
                own[name].copy_(value)
        return IncompatibleKeys(missing, unexpected)

    def _saved(self) -> Iterator[tuple[str, Tensor]]:
        """Yield (dotted name, tensor) of all that is saved; tied ones come under each of their names."""
        for path, module in self.named_modules(remove_duplicate=False):
            for kind in (Parameter, Tensor):
                for name, value in module._own(kind):
                    if name not in module._not_saved:
                        yield f"{path}.{name}" if path else name, value
