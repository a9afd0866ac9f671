"""The order of the rooms stands in three places, and all three say the same."""

import re

import house
import pytest


def order_in_docstring(root):
    """Return the rooms in the numbered list of lib/__init__.py, first to last."""
    docstring = house.ast.get_docstring(house.tree(root / "lib" / "__init__.py"))
    return re.findall(r"^\d+\. ``(\w+)``", docstring, re.MULTILINE)


def order_in_readme(root):
    """Return the rooms in the first column of the table of lib/README.md."""
    return re.findall(r"^\| `(\w+)` \|", (root / "lib" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def order_in_contract(root):
    """Return the rooms of import-linter's layers, lowest first."""
    contracts = house.pyproject(root)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [layer.removeprefix("lib.") for layer in reversed(layers)]


def faults(root):
    """Return what differs between the three lists and the folders that exist."""
    wanted = order_in_contract(root)
    found = []
    for place, got in (("lib/__init__.py", order_in_docstring(root)), ("lib/README.md", order_in_readme(root))):
        if got != wanted:
            found.append(f"{place} must list {wanted} as import-linter's contract does, got {got}")
    if sorted(wanted) != house.rooms(root):
        found.append(f"lib/ must hold the rooms {sorted(wanted)}, got {house.rooms(root)}")
    return found


def test_the_map_is_one(root):
    house.expect_none(faults(root))


HOUSE = {
    "lib/__init__.py": '"""Rooms.\n\n1. ``low``  below\n2. ``high``  above\n"""\n',
    "lib/README.md": "| room | what |\n|---|---|\n| `low` | below |\n| `high` | above |\n",
    "lib/low/__init__.py": "",
    "lib/high/__init__.py": "",
    "pyproject.toml": '[[tool.importlinter.contracts]]\ntype = "layers"\nlayers = ["lib.high", "lib.low"]\n',
}


def test_a_house_in_order_passes(plant):
    assert faults(plant(HOUSE)) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (
            "lib/__init__.py",
            "1. ``low``  below\n2. ``high``  above",
            "1. ``high``  above\n2. ``low``  below",
            "__init__",
        ),
        ("lib/README.md", "| `high` | above |\n", "", "README"),
        ("pyproject.toml", '["lib.high", "lib.low"]', '["lib.attic", "lib.high", "lib.low"]', "lib/ must hold"),
    ],
)
def test_a_fault_in_any_place_is_caught(plant, path, old, new, message):
    planted = {**HOUSE, path: HOUSE[path].replace(old, new)}
    assert planted[path] != HOUSE[path]
    assert any(message in fault for fault in faults(plant(planted)))
