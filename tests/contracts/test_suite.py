"""The runner behind `make test`: every step runs, a failure is never lost, the last line says it all."""

import importlib.util
import os

import house
import pytest


@pytest.fixture
def suite(root, monkeypatch):
    """Return tools/suite.py as a module of its own."""
    spec = importlib.util.spec_from_file_location("book_suite_tool", root / "tools" / "suite.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(suite, monkeypatch, capsys, *results):
    """Run a target whose steps give these results; return (status, output)."""
    ran = []
    plan = [suite.Step(f"step {i}", lambda r=r, i=i: ran.append(i) or r) for i, r in enumerate(results, 1)]
    monkeypatch.setattr(suite, "steps", lambda target: plan)
    status = suite.main(["test"])
    assert ran == list(range(1, len(results) + 1))  # a failure does not stop the others
    return status, capsys.readouterr().out


def test_all_passed(suite, monkeypatch, capsys):
    good = suite.Result("passed", "12 passed, 1 skipped in 3.00s")
    status, out = run(suite, monkeypatch, capsys, good, suite.Result("passed", ""), good)
    assert status == 0
    assert out.strip().split("\n")[-1].startswith("All 3 steps passed. 24 passed, 2 skipped in ")
    assert "[3/3] step 3" in out


def test_one_failure_is_the_exit_status_and_the_last_line(suite, monkeypatch, capsys):
    bad = suite.Result("FAILED", "1 failed, 2 passed in 1.00s")
    status, out = run(suite, monkeypatch, capsys, bad, suite.Result("passed", "3 passed in 1.00s"))
    assert status == 1
    assert out.strip().split("\n")[-1].startswith("FAILED: step 1. 1 failed, 5 passed in ")


def test_a_command_that_fails_fails_its_step(suite, capsys):
    assert suite.command("-c", "print('fine')")() == suite.Result("passed", "")
    assert suite.command("-c", "import sys; sys.exit('broken: x')")() == suite.Result("FAILED", "broken: x")
    assert suite.command("-c", "import os; os.kill(os.getpid(), 9)")().state == "FAILED"


def test_pytest_reports_its_counts(suite, plant, monkeypatch):
    folder = plant({"test_a.py": "def test_a():\n    pass\n", "test_b.py": "def test_b():\n    raise ValueError\n"})
    monkeypatch.setattr(suite, "ROOT", folder)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # starts in a tenth of the time
    assert suite.pytest("test_a.py")().detail.startswith("1 passed in ")
    result = suite.pytest("test_a.py", "test_b.py")()
    assert (result.state, result.detail.partition(" in ")[0]) == ("FAILED", "1 failed, 1 passed")
    assert suite.pytest("test_a.py", "-k", "nothing")().state == "FAILED"  # no test ran: that is no success


@pytest.mark.parametrize(("ci", "state"), [("", "skipped"), ("true", "FAILED")])
def test_without_a_browser_readers_skip_and_ci_fails(suite, monkeypatch, capsys, ci, state):
    monkeypatch.setenv("CI", ci)
    import browser

    monkeypatch.setattr(browser, "find_browser", lambda: None)
    assert suite.in_browser("tests/site")() == suite.Result(state, "no Chromium on this machine")
    assert "No Chromium was found" in capsys.readouterr().out


def test_no_chapter_is_an_error_not_a_success(suite, plant, monkeypatch):
    monkeypatch.setattr(suite, "ROOT", plant({"chapters/README.md": ""}))
    with pytest.raises(SystemExit, match="holds no notebook"):
        suite.chapters()


def test_every_test_of_the_book_is_in_make_test(suite, root):
    """What one step leaves out, another runs."""
    left_out = {word.removeprefix("--ignore=") for word in suite.UNIT if word.startswith("--ignore=")}
    source = house.ast.unparse(house.tree(root / "tools" / "suite.py"))
    for folder in left_out:
        assert source.count(f"'{folder}'") >= 1, f"{folder} is run by no step"
        assert os.path.isdir(root / folder)
    assert "--every-message" in suite.UNIT
