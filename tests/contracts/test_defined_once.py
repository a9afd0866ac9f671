"""Nothing is defined twice within one array library: neither a public name nor the body of a function."""

import ast

import house
import pytest

# Rooms on torch, and those on the tensors of lib.grad; a room on NumPy's arrays may hold a function of the same name
# (test_twins.py says that such pairs agree).
TENSOR_ROOMS = {"grad", "layers", "optim"}
TORCH_ROOMS = {"train", "vision", "sequence", "transformer", "tuning", "compress", "trust"}
# Shorter bodies are alike by nature (`return self.fit(X, y).transform(X)`).
SMALLEST_BODY = 400


def family(path, root):
    """Return the array library of a module's room."""
    room = path.relative_to(root).parts[1]
    return "torch" if room in TORCH_ROOMS else "tensor" if room in TENSOR_ROOMS else "numpy"


def body_of(function):
    """Return a function's statements as text, without its docstring."""
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return "\n".join(ast.dump(statement) for statement in statements)


def faults(root):
    """Return each public name and each long body that stands in two places."""
    names, bodies, found = {}, {}, []
    for path in house.modules(root):
        place = house.short(path, root)
        for node in house.tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                names.setdefault((family(path, root), node.name), []).append(place)
        for node in ast.walk(house.tree(path)):
            if isinstance(node, ast.FunctionDef) and len(body := body_of(node)) >= SMALLEST_BODY:
                bodies.setdefault((family(path, root), body), []).append(f"{place}:{node.lineno} {node.name}")
    found += [f"{name} is defined in {', '.join(places)}" for (_, name), places in names.items() if len(places) > 1]
    found += [f"the same body stands in {', '.join(places)}" for places in bodies.values() if len(places) > 1]
    return found


def test_nothing_is_defined_twice(root):
    house.expect_none(faults(root))


LONG = """
def {name}(x):
    '''{name}.'''
    total = 0.0
    for value in x:
        total += value * value
    mean = total / len(x)
    return mean ** 0.5
"""


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"lib/a/one.py": "def loss(): ...", "lib/b/two.py": "def loss(): ..."}, "loss is defined in"),
        ({"lib/a/one.py": "class Loss: ...", "lib/b/two.py": "def Loss(): ..."}, "Loss is defined in"),
        ({"lib/a/one.py": LONG.format(name="rms"), "lib/b/two.py": LONG.format(name="_norm")}, "the same body"),
    ],
)
def test_a_second_definition_is_caught(plant, files, message):
    assert any(message in fault for fault in faults(plant(files)))


def test_a_torch_twin_is_allowed(plant):
    files = {"lib/layers/norm.py": "class LayerNorm: ...", "lib/transformer/norm.py": "class LayerNorm: ..."}
    assert faults(plant(files)) == []
