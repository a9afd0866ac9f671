"""tests/ mirrors lib/: every module has its test file at the same place, and none is left over."""

import house

# Folders of tests/ that are about the whole book and mirror no room.
NOT_MIRRORS = {"contracts", "exercises", "learning", "notebooks", "properties", "reference", "site", "tools"}


def faults(root):
    """Return each module without its test file and each test file without its module."""
    wanted = set()
    for path in house.modules(root):
        inner = path.relative_to(root / "lib")
        if len(inner.parts) > 1 and path.stem not in ("__init__", "__main__"):
            wanted.add(inner.with_name(f"test_{path.name}").as_posix())
    there = set()
    for path in sorted((root / "tests").rglob("test_*.py")):
        inner = path.relative_to(root / "tests")
        # An experiment is tested by its recording; a test of its own is welcome.
        if len(inner.parts) > 1 and inner.parts[0] not in NOT_MIRRORS and "experiments" not in inner.parts:
            there.add(inner.as_posix())
    return [f"tests/{name} is missing" for name in sorted(wanted - there)] + [
        f"tests/{name} tests no module of lib" for name in sorted(there - wanted)
    ]


def test_tests_mirror_the_package(root):
    house.expect_none(faults(root))


def test_a_missing_and_a_stray_test_are_caught(plant):
    folder = plant(
        {
            "lib/basics/__init__.py": "",
            "lib/basics/check.py": "",
            "lib/basics/random.py": "",
            "lib/classical/metrics/labels.py": "",
            "tests/basics/test_random.py": "",
            "tests/basics/test_gone.py": "",
            "tests/contracts/test_rules.py": "",
        }
    )
    assert faults(folder) == [
        "tests/basics/test_check.py is missing",
        "tests/classical/metrics/test_labels.py is missing",
        "tests/basics/test_gone.py tests no module of lib",
    ]
