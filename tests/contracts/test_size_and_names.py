"""A file is read in one sitting and named after its topic."""

import re

import house
import pytest

MOST_LINES = 300
# An exercise's source grows by a wrong answer and its message whenever a reader finds one; it is data more than code.
# An experiment is one script, read from top to bottom.
MOST_LINES_OF_A_SCRIPT = 400
SOURCES = ("lib", "tools", "tests", "benchmarks", "_ext")
# A name that says where code was put, not what it is; a chapter's number moves when the book grows.
BAD_MODULE = re.compile(r"^_?(utils?|helpers?|common|misc|core|ch\d+|chapter\d*|.*_v\d+|.*\d\d_.*)$")
BAD_CLASS = re.compile(r"^(Simple(?!Imputer$)|My|Fast|Base[A-Z]|.*V\d+$)")


def faults(root):
    """Return each file that is too long and each name that says nothing."""
    found = []
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            n_lines = path.read_text(encoding="utf-8").count("\n")
            is_script = {"exercises", "experiments"} & set(path.relative_to(root / folder).parts[:-1])
            most = MOST_LINES_OF_A_SCRIPT if folder == "lib" and is_script else MOST_LINES
            if n_lines > most:
                found.append(f"{house.short(path, root)} has {n_lines} lines, at most {most} are wanted")
    for path in house.modules(root, exercises=True):
        for part in path.relative_to(root).with_suffix("").parts[1:]:
            if BAD_MODULE.match(part):
                found.append(f"{house.short(path, root)}: {part} is no topic")
        found += [
            f"{house.short(path, root)}: the class name {node.name} says nothing of its topic"
            for node in house.ast.walk(house.tree(path))
            if isinstance(node, house.ast.ClassDef) and BAD_CLASS.match(node.name)
        ]
    return found


def test_files_are_short_and_named_by_topic(root):
    house.expect_none(faults(root))


@pytest.mark.parametrize(
    ("path", "source", "message"),
    [
        ("lib/basics/long.py", "x = 1\n" * 301, "301 lines"),
        ("lib/study/exercises/basics/long.py", "x = 1\n" * 401, "401 lines"),
        ("lib/basics/utils.py", "", "utils is no topic"),
        ("lib/helpers/thing.py", "", "helpers is no topic"),
        ("lib/data/chapter02.py", "", "chapter02 is no topic"),
        ("lib/data/scale_v2.py", "", "scale_v2 is no topic"),
        ("lib/classical/tree.py", "class SimpleTree: ...", "SimpleTree"),
        ("lib/classical/tree.py", "class MyTree: ...", "MyTree"),
        ("lib/classical/tree.py", "class FastTree: ...", "FastTree"),
        ("lib/classical/tree.py", "class TreeV2: ...", "TreeV2"),
    ],
)
def test_a_fault_is_caught(plant, path, source, message):
    assert any(message in fault for fault in faults(plant({path: source})))


def test_scikit_learns_own_name_is_allowed(plant):
    assert faults(plant({"lib/data/impute.py": "class SimpleImputer: ...\n" * 300})) == []
