"""Arguments are called what CONTRIBUTING.md's table says, unless scikit-learn or torch fixes the name."""

import dataclasses
import importlib
import inspect
import re

import house
import pytest

SKLEARN = [
    f"sklearn.{room}"
    for room in ("linear_model", "preprocessing", "model_selection", "metrics", "impute", "feature_selection",
                 "compose", "pipeline", "ensemble", "tree")
]  # fmt: skip
TORCH = ["torch.nn", "torch.nn.functional", "torch.optim", "torch.optim.lr_scheduler", "torch.autograd"]
OUTSIDE = dict.fromkeys(("grad", "layers", "optim", "train", "vision", "sequence", "transformer"), TORCH)
# What an operation was applied to is no table of data; the weights of a neuron are no weights of samples; torch.nn.RNN
# hides its hidden_size behind *args.
OTHER_MEANING = {"Node": {"inputs"}, "dot": {"weights"}, "RNN": {"hidden_size"}}


def table(text):
    """Return ``{name not to write: name to write}`` from the table under the heading "Names"."""
    part = text.split("\n## Names", 1)[1].split("\n## ", 1)[0]
    found = {}
    for line in part.split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`"):
            ours = re.findall(r"`([^`]+)`", cells[0])
            for name in re.findall(r"`([^`]+)`", cells[2]):
                found[name] = " or ".join(ours)
    return found


def outside_names(qualified):
    """Return the argument names that scikit-learn or torch gives to what bears the same name, and other good ones."""
    name = qualified.rpartition(".")[2]
    allowed = set(OTHER_MEANING.get(name, ()))
    for package in OUTSIDE.get(qualified.split(".")[1], SKLEARN):
        try:
            thing = getattr(importlib.import_module(package), name, None)
            members = [thing, *(m for _, m in inspect.getmembers(thing, inspect.isfunction))] if thing else []
            for member in members:
                allowed |= set(inspect.signature(member).parameters)
        except (ImportError, TypeError, ValueError):
            continue
    return allowed


def faults(symbols, wrong):
    """Return each argument of a public callable that goes by another name than the table's."""
    found = []
    for qualified, thing in symbols.items():
        functions = {qualified: thing}
        if inspect.isclass(thing):
            functions = {f"{qualified}.{name}": function for name, function in house.methods(thing)}
            # The constructor of a record is written by `dataclass`: its fields are results, not arguments.
            if "__init__" in vars(thing) and not dataclasses.is_dataclass(thing):
                functions[qualified] = thing.__init__
        bad = [
            (place, parameter.name)
            for place, function in functions.items()
            for parameter in house.parameters(function)
            if parameter.name in wrong
        ]
        if bad:
            allowed = outside_names(qualified)
            found += [f"{place}: {name} should be {wrong[name]}" for place, name in bad if name not in allowed]
    return found


@pytest.fixture(scope="module")
def wrong(root):
    """Return the table of CONTRIBUTING.md."""
    return table((root / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def test_the_table_holds_the_books_names(wrong):
    assert wrong["learning_rate"] == "lr"
    assert wrong["seed"] == "rng or random_state"
    assert len(wrong) >= 20


def test_arguments_go_by_the_table(wrong):
    house.expect_none(faults(house.public(), wrong))


def test_a_wrong_name_is_caught(wrong):
    def descend(X, y, learning_rate=0.1, seed=None):
        """Take two names that the table forbids."""

    class Model:
        def fit(self, inputs, targets):
            """Take two more."""

    found = faults({"lib.planted.descend": descend, "lib.planted.Model": Model}, wrong)
    assert [fault.split(": ")[1].split()[0] for fault in found] == ["learning_rate", "seed", "inputs", "targets"]


def test_a_name_that_scikit_learn_fixes_is_allowed():
    class SGDRegressor:
        def __init__(self, learning_rate="invscaling"):
            self.learning_rate = learning_rate

    assert faults({"lib.planted.SGDRegressor": SGDRegressor}, {"learning_rate": "lr"}) == []
    SGDRegressor.__qualname__ = "Descent"
    assert len(faults({"lib.planted.Descent": SGDRegressor}, {"learning_rate": "lr"})) == 1
