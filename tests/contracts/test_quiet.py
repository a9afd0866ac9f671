"""`lib` asserts nothing, prints nothing, and leaves every global generator and switch alone."""

import ast

import house
import pytest

# What of numpy.random builds a generator of its own; everything else there draws from the global one.
OWN_GENERATORS = {"default_rng", "Generator", "RandomState", "SeedSequence", "PCG64", "BitGenerator", "get_state"}
RANDOM_MODULE_OWN = {"Random", "SystemRandom", "getstate"}
SWITCHES = {"numpy.seterr", "warnings.simplefilter", "warnings.filterwarnings", "torch.manual_seed", "torch.seed"}
# Two rooms speak to the reader where there is no notebook to show a result; the judge of answers puts back what an
# answer changed.
ALLOWED = {
    "lib/study": {"numpy.random.set_state", "random.setstate", "numpy.seterr", "sys.stdout.write", "sys.stderr.write"},
    "lib/plot": {"sys.stdout.write"},
}
ALIASES = {"np": "numpy"}


def dotted(node):
    """Return `numpy.random.seed` for the expression `np.random.seed`, or "" for anything but a chain of names."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([ALIASES.get(node.id, node.id), *reversed(parts)]) if isinstance(node, ast.Name) else ""


def is_global(name):
    """Tell whether a dotted name reads or changes state that belongs to the whole program."""
    module, _, last = name.rpartition(".")
    if module == "numpy.random":
        return last not in OWN_GENERATORS
    if module == "random":
        return last not in RANDOM_MODULE_OWN
    return name in SWITCHES


def inside_catch_warnings(tree):
    """Return the calls below a ``with warnings.catch_warnings()``, where a filter ends with the block."""
    return {
        call
        for node in ast.walk(tree)
        if isinstance(node, ast.With) and any("catch_warnings" in ast.unparse(item.context_expr) for item in node.items)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and dotted(call.func).startswith("warnings.")
    }


def faults(root):
    """Return each assert, print and use of global state in the package."""
    found = []
    for path in house.modules(root):
        place = house.short(path, root)
        allowed = {name for start, names in ALLOWED.items() if place.startswith(start) for name in names}
        local = inside_catch_warnings(house.tree(path))
        # `random` is a global generator only where the standard library's module is what the name means.
        standard_random = any(
            isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names)
            for node in ast.walk(house.tree(path))
        )
        for node in ast.walk(house.tree(path)):
            where = f"{place}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Assert):
                found.append(f"{where}: assert")
            elif isinstance(node, ast.Call):
                name = dotted(node.func)
                if name in allowed or node in local:
                    continue
                if name in ("print", "sys.stdout.write", "sys.stderr.write"):
                    found.append(f"{where}: {name}")
                elif is_global(name) and (standard_random or not name.startswith("random.")):
                    found.append(f"{where}: {name} is global state")
            elif isinstance(node, ast.ImportFrom) and node.module in ("random", "numpy.random"):
                own = OWN_GENERATORS | RANDOM_MODULE_OWN
                found += [f"{where}: {a.name} is global state" for a in node.names if a.name not in own]
    return found


def test_the_package_is_quiet(root):
    house.expect_none(faults(root))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(x):\n    assert x > 0", "assert"),
        ("print('hello')", "print"),
        ("import sys\nsys.stdout.write('x')", "sys.stdout.write"),
        ("import numpy as np\nnp.random.seed(0)", "numpy.random.seed is global"),
        ("import numpy as np\nx = np.random.normal(size=3)", "numpy.random.normal is global"),
        ("from numpy.random import shuffle", "shuffle is global"),
        ("import random\nrandom.seed(1)", "random.seed is global"),
        ("import random\nx = random.random()", "random.random is global"),
        ("import torch\ntorch.manual_seed(0)", "torch.manual_seed is global"),
        ("import numpy as np\nnp.seterr(all='ignore')", "numpy.seterr is global"),
        ("import warnings\nwarnings.filterwarnings('ignore')", "warnings.filterwarnings is global"),
    ],
)
def test_noise_is_caught(plant, source, message):
    assert any(message in fault for fault in faults(plant({"lib/basics/loud.py": source})))


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nrng = np.random.default_rng(0)\nx = rng.normal()\n",
        "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n",
    ],
)
def test_own_generators_and_local_filters_are_allowed(plant, source):
    assert faults(plant({"lib/basics/random.py": source})) == []
