"""What all optimizers share: parameter groups, per-parameter state, the loop over parameters, saving and loading."""

from __future__ import annotations

import copy
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

# What a group may hold beside the optimizer's own options: its parameters, a schedule's start, a name for the reader.
ALWAYS_ALLOWED = ("params", "initial_lr", "name")


def _is_parameter(thing: Any) -> bool:
    # A NumPy array has `.data` too, but that is a memoryview.
    return isinstance(getattr(thing, "data", None), np.ndarray) and hasattr(thing, "grad")


def remembered(state: dict[str, Any], name: str, data: np.ndarray, start: float = 0.0) -> np.ndarray:
    """Return the array that an optimizer keeps of one parameter, made on its first use.

    Parameters
    ----------
    state : dict
        What is remembered of the parameter.
    name : str
    data : ndarray of any shape
        The parameter.
    start : float, default 0.0
        Value of every entry at first.

    Returns
    -------
    ndarray, shape of `data`
        To be changed in place.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim.optimizer import remembered
    >>> state = {}
    >>> average = remembered(state, "exp_avg", np.ones(2))
    >>> average += 5
    >>> remembered(state, "exp_avg", np.ones(2))
    array([5., 5.])
    """
    if name not in state:
        state[name] = np.full_like(data, start)
    array: np.ndarray = state[name]
    return array


class Optimizer:
    r"""Hold parameters in groups and change them, in place, from their gradients.

    A subclass writes two methods: ``_check(options)`` refuses bad options, and ``_update(data, grad, state, group)``
    makes one step for one parameter, in place. `step` calls the latter for each parameter that has a gradient.

    Parameters
    ----------
    params : iterable of Tensor of any shape, or iterable of dict
        Parameters, or groups ``{"params": [...], "lr": ...}`` whose options go before the defaults. A parameter is
        anything with ``.data`` (ndarray) and ``.grad`` (ndarray of the same shape, or None); nothing else is touched.
    defaults : dict
        The options and their values for groups that do not name them.

    Attributes
    ----------
    param_groups : list of dict
        One entry a group, with ``"params"`` and every option. Schedules write ``"lr"`` here.
    state : dict
        What the optimizer remembers of each parameter, such as ``optimizer.state[p]["exp_avg"]``.

    Raises
    ------
    TypeError
        If `params` is one tensor, or holds something that is no tensor.
    ValueError
        If `params` is empty, a tensor is no leaf or stands in two groups, or an option is unknown or out of range.

    Notes
    -----
    A parameter whose ``grad`` is None is left alone and its state does not move; a gradient of zeros is a gradient. Of
    torch's options, ``foreach``, ``fused``, ``capturable`` and ``differentiable`` are left out: they choose how torch
    computes a step, not which. An unknown option is an error here; torch ignores it in silence.
    Chapter: chapters/06_optimization.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.optim import Optimizer
    >>> class SignDescent(Optimizer):
    ...     def __init__(self, params, lr=0.1):
    ...         super().__init__(params, {"lr": lr})
    ...     def _update(self, data, grad, state, group):
    ...         data -= group["lr"] * np.sign(grad)
    >>> class Weight:
    ...     data, grad = np.array([1.0, 1.0]), np.array([3.0, -0.2])
    >>> weight = Weight()
    >>> SignDescent([weight]).step()
    >>> weight.data
    array([0.9, 1.1])
    """

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        if _is_parameter(params) or not isinstance(params, Iterable):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, got"
                f" {type(params).__name__}; write [p] for one tensor"
            )
        self.defaults = dict(defaults)
        self._check(self.defaults)
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self._opt_called = False
        listed = list(params)
        if not listed:
            raise ValueError("optimizer got an empty parameter list: params must hold at least one tensor or group")
        for group in listed if isinstance(listed[0], dict) else [{"params": listed}]:
            self.add_param_group(group)

    def _check(self, options: dict[str, Any]) -> None:
        """Raise if an option is of the wrong kind or out of range."""

    def _update(self, data: np.ndarray, grad: np.ndarray, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Change `data` in place by one step against `grad`."""
        raise NotImplementedError(f"{type(self).__name__} must define _update(data, grad, state, group)")

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add parameters with options of their own, such as a layer that is thawed later.

        Parameters
        ----------
        param_group : dict
            ``"params"`` (a tensor or an ordered iterable of them) and any of the options.

        Raises
        ------
        TypeError
            If it is no dict, its parameters are no tensors or come in a set, which has no order.
        ValueError
            If an option is unknown or out of range, or a tensor is no leaf or in a group already.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, got {type(param_group).__name__}")
        known = (*self.defaults, *ALWAYS_ALLOWED)
        if "params" not in param_group:
            raise ValueError(f'param_group must hold "params", got the keys {", ".join(map(repr, param_group))}')
        if unknown := [key for key in param_group if key not in known]:
            raise ValueError(f"options of a param group must be among {', '.join(self.defaults)}, got {unknown[0]!r}")
        params = param_group["params"]
        if isinstance(params, set | frozenset):
            raise TypeError(
                "params of a group must be a list, got a set: the order of its tensors changes between runs"
            )
        params = [params] if _is_parameter(params) else list(params)
        for p in params:
            if not _is_parameter(p):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(p).__name__}")
            if not getattr(p, "is_leaf", True):
                raise ValueError("can't optimize a non-leaf Tensor: params must not be results of operations")
        if len({id(p) for p in params}) < len(params):
            warnings.warn("optimizer contains a parameter group with duplicate parameters", UserWarning, stacklevel=3)
        if {id(p) for group in self.param_groups for p in group["params"]} & {id(p) for p in params}:
            raise ValueError("some parameters appear in more than one parameter group")
        group = {**self.defaults, **param_group, "params": params}
        self._check(group)
        self.param_groups.append(group)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Make one step for every parameter that has a gradient.

        Parameters
        ----------
        closure : callable, optional
            Called first, without arguments: it clears the gradients, computes the loss, calls ``backward`` and returns
            the loss.

        Returns
        -------
        object
            What `closure` returned; None without it.

        Raises
        ------
        ValueError
            If a gradient has another shape than its parameter.
        """
        loss = None if closure is None else closure()
        self._opt_called = True  # a schedule that is stepped first warns
        for group in self.param_groups:
            uphill = group.get("maximize", False)
            for p in group["params"]:
                grad = p.grad
                if grad is None:
                    continue
                data = p.data
                if grad.shape != data.shape:  # in-place arithmetic would broadcast a wrong gradient in silence
                    raise ValueError(f"grad must have its parameter's shape {data.shape}, got {grad.shape}")
                self._update(data, -grad if uphill else grad, self.state[p], group)
                if (version := getattr(p, "_version", None)) is not None:
                    version[0] += 1  # so that a backward pass over the old numbers is refused, as in torch
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, which ``backward`` would otherwise add to.

        Parameters
        ----------
        set_to_none : bool, default True
            Set them to None, so that a parameter the next loss does not use is left alone; False fills them with 0, and
            momentum and weight decay then still move it.
        """
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none:
                    p.grad = None
                elif p.grad is not None:
                    p.grad.fill(0)

    def state_dict(self) -> dict[str, Any]:
        """Return state and options, with numbers 0, 1, ... in place of the parameters.

        Returns
        -------
        dict
            ``{"state": {0: {...}, ...}, "param_groups": [{"lr": ..., "params": [0, ...]}, ...]}``. The arrays in it are
            the optimizer's own and move on with it: copy what must stay.
        """
        number = {id(p): i for i, p in enumerate(p for group in self.param_groups for p in group["params"])}
        return {
            "state": {number[id(p)]: state for p, state in self.state.items() if state},
            "param_groups": [
                {**group, "params": [number[id(p)] for p in group["params"]]} for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over state and options that `state_dict` returned; arrays are copied.

        Parameters
        ----------
        state_dict : dict
            From an optimizer of the same class over parameters of the same shapes in the same order.

        Raises
        ------
        ValueError
            If the numbers of groups or of parameters in a group differ.
        """
        saved = state_dict["param_groups"]
        if len(saved) != len(self.param_groups):
            raise ValueError(
                f"loaded state dict has a different number of parameter groups: wanted {len(self.param_groups)}, got"
                f" {len(saved)}"
            )
        parameter: dict[int, Any] = {}
        for index, (old, new) in enumerate(zip(saved, self.param_groups)):
            if len(old["params"]) != len(new["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group:"
                    f" group {index} must have {len(new['params'])} parameters, got {len(old['params'])}"
                )
            parameter.update(zip(old["params"], new["params"]))
        self.param_groups = [
            {**copy.deepcopy({key: value for key, value in old.items() if key != "params"}), "params": new["params"]}
            for old, new in zip(saved, self.param_groups)
        ]
        self.state = defaultdict(dict)
        for index, state in state_dict["state"].items():
            p = parameter[index]
            self.state[p] = {
                key: np.array(value, dtype=p.data.dtype) if isinstance(value, np.ndarray) else copy.deepcopy(value)
                for key, value in state.items()
            }

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for index, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {index}")
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
        return "\n".join([*lines, ")"])
