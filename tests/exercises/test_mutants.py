"""The mutants are small, wrong in one place, and the same on every machine."""

import ast

import mutants
import pytest


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("def f(x):\n    return x + 1", ["x - 1", "x + 2", "None"]),
        ("def f(x):\n    return x.mean(axis=0)", ["x.sum(axis=0)", "x.mean(axis=1)", "x.mean()", "None"]),
        ("def f(x):\n    return -x.T @ x", ["x.T @ x", "-x @ x", "-x.T * x", "None"]),
        ("def f(x):\n    return x[1:]", ["x[:]", "x[2:]", "None"]),
        ("def f(x):\n    return g(x, 2.5)", ["g(2.5, x)", "g(x, 3.5)", "None"]),
        ("def f(x):\n    return x > 0 and not x == 3", ["x > 0 or (not x == 3)", "x >= 0 and (not x == 3)"]),
        ("def f(x):\n    return x, True", ["(True, x)", "(x, False)", "None"]),
    ],
)
def test_each_place_is_changed_once(source, wanted):
    found = [one.source.split("return ")[1].strip() for one in mutants.mutants_of(source)]
    assert {ast.unparse(ast.parse(one)) for one in wanted} <= set(found)
    assert len(found) == len(set(found))
    assert ast.unparse(ast.parse(source)).split("return ")[1] not in found


def test_statements_and_conditions():
    lines = ["def f(x):", "    'Text 1.'", "    total = 0", "    for one in x:", "        if one > 1:"]
    source = "\n".join([*lines, "            total += one", "    return total"])
    changes = [one.change for one in mutants.mutants_of(source)]
    assert "line 5: statement dropped" in changes
    assert "line 5: Add -> Sub" in changes
    assert "line 4: condition always true" in changes
    assert "line 4: condition always false" in changes
    assert not any("Text" in one.source for one in mutants.mutants_of(source))
    dropped = next(one for one in mutants.mutants_of(source) if one.change == "line 5: statement dropped")
    assert "pass" in dropped.source


def test_error_texts_are_left_alone():
    source = (
        "def f(x):\n    if x < 0:\n        raise ValueError(f'x must be at least {0 + 1}, got {-x}')\n    return x\n"
    )
    assert {one.change.split(":")[0] for one in mutants.mutants_of(source)} == {"line 2", "line 4"}


def test_every_mutant_compiles_and_the_choice_is_fixed():
    source = "def f(x, y):\n    return [abs(a - b) ** 2 / 3 for a, b in zip(x, y) if not a == b]\n"
    found = mutants.mutants_of(source)
    for one in found:
        compile(one.source, one.change, "exec")
    assert mutants.chosen(found, 3) == mutants.chosen(found[::-1], 3)
    assert len(mutants.chosen(found, 3)) == 3


def test_words_of_a_docstring_change_no_name():
    first = "def f(x):\n    'One.'\n    return x + 1  # so\n"
    second = 'def f(x):\n    """Another,\n\n    longer.\n    """\n    return x + 1\n'
    assert mutants.mutants_of(first) == mutants.mutants_of(second) != []
