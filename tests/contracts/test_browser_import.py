"""The NumPy rooms need NumPy and the standard library only, to run in a browser; study's core not even NumPy."""

import house
import pytest

BLOCKED = ["torch", "sklearn", "scipy", "matplotlib", "pandas", "PIL", "ipywidgets", "IPython", "psutil"]
# In book order; `text` and the others join as their chapters come.
NUMPY_ROOMS = ["basics", "data", "classical", "ensembles", "grad", "layers", "optim", "text"]
PROBE = """
import importlib, importlib.abc, sys
blocked = {blocked!r}
class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ImportError("blocked: " + name)
sys.meta_path.insert(0, Refuse())
for name in {names!r}:
    try:
        importlib.import_module(name)
    except ImportError as error:
        sys.exit(name + ": " + str(error))
"""


def modules_of(root, room):
    """Return the dotted names of every module of a room."""
    found = []
    for path in house.modules(root):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[1] == room and parts[-1] != "__main__":
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def probe(python, root, room, blocked):
    """Import a room's modules with packages blocked; return what failed."""
    status, _, err = python(PROBE.format(blocked=blocked, names=modules_of(root, room)), root)
    return err if status else ""


@pytest.mark.parametrize("room", [room for room in NUMPY_ROOMS if room in house.rooms()])
def test_numpy_rooms_import_without_the_rest(python, root, room):
    assert modules_of(root, room)
    assert probe(python, root, room, BLOCKED) == ""


def test_the_room_of_the_reader_imports_without_the_rest(python, root):
    assert probe(python, root, "study", BLOCKED) == ""


def test_the_core_of_study_needs_no_numpy(python, root):
    """What a browser's kernel checks answers with: the exercise, the judge, the verdict, hints, progress, quizzes."""
    names = ["lib.study", "lib.study.check", "lib.study.hints", "lib.study.progress", "lib.study.quiz", "lib.study.say"]
    status, _, err = python(PROBE.format(blocked=[*BLOCKED, "numpy"], names=names), root)
    assert status == 0, err


@pytest.mark.parametrize("line", ["import scipy.special", "from sklearn.base import BaseEstimator", "import torch"])
def test_a_heavy_import_is_caught(python, plant, line):
    folder = plant({"lib/__init__.py": "", "lib/basics/__init__.py": "", "lib/basics/heavy.py": line})
    assert "lib.basics.heavy: blocked" in probe(python, folder, "basics", BLOCKED)


def test_an_import_inside_a_function_is_allowed(python, plant):
    lazy = "def tags():\n    import sklearn\n    return sklearn\n"
    folder = plant({"lib/__init__.py": "", "lib/basics/__init__.py": "", "lib/basics/lazy.py": lazy})
    assert probe(python, folder, "basics", BLOCKED) == ""
