"""The runner behind `make test`: every step runs, a failure is never lost, the last line says it all."""

import importlib.util

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


@pytest.mark.parametrize("found", [None, "/usr/bin/chromium"])
def test_the_browser_is_looked_for_once_and_passed_on(suite, monkeypatch, capsys, found):
    import browser

    given = []
    monkeypatch.setattr(browser, "find_browser", lambda: found)
    monkeypatch.setattr(suite, "python", lambda arguments, extra: given.append((arguments, extra)) or (0, "3 skipped"))
    assert suite.site_tests({"BOOK_A11Y": "all"})() == suite.Result("passed", "3 skipped")
    assert "tests/site" in given[0][0]
    assert given[0][1] == {"BOOK_A11Y": "all", **({"BOOK_BROWSER": found} if found else {})}
    assert ("No Chromium was found" in capsys.readouterr().out) == (found is None)


def test_no_chapter_is_an_error_not_a_success(suite, plant, monkeypatch):
    monkeypatch.setattr(suite, "ROOT", plant({"chapters/README.md": ""}))
    with pytest.raises(SystemExit, match="holds no notebook"):
        suite.chapters()


def test_every_test_of_the_book_is_in_make_test(suite, root, monkeypatch):
    """What the first step leaves out, another runs."""
    given = []
    monkeypatch.setattr(suite, "python", lambda arguments, extra: given.append(list(arguments)) or (0, ""))
    for step in suite.steps("test"):
        step.run()
    for folder in suite.OWN_STEPS:
        assert (root / folder).is_dir()
        assert any(folder in arguments for arguments in given), f"{folder} is run by no step"
    assert any("--nbval" in arguments and "chapters/02_ml_basics.ipynb" in arguments for arguments in given)
    assert any("--every-message" in arguments and "tests" in arguments and "lib" in arguments for arguments in given)
    assert any(arguments[:2] == ["tools/site.py", "build"] for arguments in given)
    assert any(arguments[:3] == ["tools/nb.py", "verify", "--stale"] for arguments in given)
