"""`import lib` is ours, instant and silent: it loads nothing, prints nothing and touches no seed, file or network."""

import subprocess

import pytest

PROBE = """
import random, sys
before = set(sys.modules)
random.seed(7)
state = random.getstate()
opened = []
sys.addaudithook(lambda event, args: opened.append((event, args)) if event in ("open", "socket.connect") else None)
import lib
loaded = sorted(name for name in set(sys.modules) - before if name != "lib")
# Reading its own source or byte code is what an import is.
strange = [args for event, args in opened if event != "open" or "__init__" not in str(args[0])]
faults = []
if loaded:
    faults.append(f"loads {loaded}")
if random.getstate() != state:
    faults.append("touches the global seed")
if strange:
    faults.append(f"opens {strange}")
if getattr(lib, "__file__", None) is None:
    faults.append("is an empty namespace package")
elif getattr(lib, "__book__", None) != "ml-to-llm-book":
    faults.append("is another package: " + lib.__file__)
if faults:
    sys.exit("import lib " + ", ".join(faults))
"""


def probe(python, folder):
    """Import ``lib`` from a folder in a fresh interpreter; return what it did besides."""
    status, out, err = python(PROBE, folder, "-S")  # -S: this folder's lib, whatever is installed
    return (f"import lib prints {out!r}" if out else "") + (err if status else "")


def test_import_is_silent(python, root):
    assert probe(python, root) == ""


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("__book__ = 'ml-to-llm-book'\nimport json", "'json'"),
        ("__book__ = 'ml-to-llm-book'\nprint('hello')", "prints 'hello"),
        ("__book__ = 'ml-to-llm-book'\nimport random\nrandom.seed(0)", "touches the global seed"),
        ("__book__ = 'ml-to-llm-book'\nopen('note.txt', 'w').close()", "opens"),
        ("", "is another package"),
    ],
)
def test_a_noisy_package_is_caught(python, plant, source, message):
    assert message in probe(python, plant({"lib/__init__.py": source}))


def test_a_namespace_package_is_caught(python, plant):
    assert "empty namespace" in probe(python, plant({"lib/empty/module.py": ""}))


def test_the_environment_imports_this_folder(python, root, tmp_path):
    """The installed package is this checkout, also from another folder (an editable install can come out empty)."""
    status, out, err = python("import lib; print(lib.__file__)", tmp_path)
    assert status == 0, err
    assert out.strip() == str(root / "lib" / "__init__.py")


def ignored(folder):
    """Tell whether git would leave the package out."""
    done = subprocess.run(["git", "check-ignore", "-q", "lib/__init__.py"], cwd=folder, check=False)
    return done.returncode == 0


def test_gitignore_does_not_hide_the_package(root, tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    rules = (root / ".gitignore").read_text(encoding="utf-8")
    (tmp_path / ".gitignore").write_text(rules, encoding="utf-8")
    assert not ignored(tmp_path)
    # Python's stock rule, put before ours, is overruled; without our exception it hides the package.
    (tmp_path / ".gitignore").write_text("lib/\n" + rules, encoding="utf-8")
    assert not ignored(tmp_path)
    (tmp_path / ".gitignore").write_text("lib/\n" + rules.replace("!/lib/", ""), encoding="utf-8")
    assert ignored(tmp_path)
