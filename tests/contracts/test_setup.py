"""The set-up: instant the second time, CPU torch first, one clear sentence for what is missing."""

import json
import subprocess
import sys

import house
import pytest

sys.path.insert(0, str(house.ROOT / "tools"))
import browser
import env


@pytest.fixture
def pip_calls(monkeypatch):
    """Record pip's arguments instead of running it; each call succeeds unless its number is in ``fail``."""
    calls, fail = [], set()

    def pip(venv, arguments, log, what):
        calls.append(arguments)
        with open(log, "a", encoding="utf-8") as file:
            file.write("ERROR: no network\n")
        return len(calls) not in fail

    monkeypatch.setattr(env, "pip", pip)
    monkeypatch.setattr(env, "ask", lambda venv, code: "")
    monkeypatch.delenv("CI", raising=False)
    return calls, fail


@pytest.mark.parametrize("answers", [True, False])
def test_torch_comes_from_the_cpu_index_where_that_answers(monkeypatch, pip_calls, tmp_path, capsys, answers):
    calls, _ = pip_calls
    monkeypatch.setattr(env, "torch_index_answers", lambda: answers)
    pins = tmp_path / "pins.txt"
    pins.write_text("torch==2.13.0\n")
    env.install(str(tmp_path), ["torch"], str(pins), "lock", str(tmp_path / "log"))
    torch = [call for call in calls if "torch==2.13.0" in call]
    if answers:
        assert torch == [["install", "--no-deps", "--retries", "0", "--index-url", env.TORCH_INDEX, "torch==2.13.0"]]
        assert "CPU-only torch from PyTorch's own index" in capsys.readouterr().out
    else:
        assert torch == []
        assert "did not answer within 5 s; taking torch==2.13.0 from the default index" in capsys.readouterr().out
    # The reader's own index settings are never overruled for anything else.
    assert calls[-1] == ["install", "-c", str(pins), "-e", ".[torch]"]


def test_without_torch_no_index_is_asked(monkeypatch, pip_calls, tmp_path):
    monkeypatch.setattr(
        env, "torch_index_answers", lambda: pytest.fail("asked PyTorch's index for a site without torch")
    )
    env.install(str(tmp_path), ["book"], None, "lock", str(tmp_path / "log"))
    assert pip_calls[0] == [["install", "-e", ".[book]"]]


def test_a_lock_that_does_not_install_gives_way_to_the_ranges_but_not_in_ci(monkeypatch, pip_calls, tmp_path, capsys):
    calls, fail = pip_calls
    fail.add(1)
    env.install(str(tmp_path), ["book"], "pins.txt", "lock", str(tmp_path / "log"))
    assert calls == [["install", "-c", "pins.txt", "-e", ".[book]"], ["install", "-e", ".[book]"]]
    assert "locked versions do not install here" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    fail.add(3)
    with pytest.raises(
        env.SetupError, match=r"(?s)pip could not install the book.*ERROR: no network.*set pip up first"
    ):
        env.install(str(tmp_path), ["book"], "pins.txt", "lock", str(tmp_path / "log"))


def test_the_second_call_installs_nothing(monkeypatch, pip_calls, tmp_path):
    calls, _ = pip_calls
    venv = tmp_path / ".venv"

    def create(path):
        python = venv / env.venv_python("")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(env, "create_venv", create)
    monkeypatch.setattr(env, "torch_index_answers", lambda: False)
    env.set_up(str(venv), ["notebooks", "book"], "lock")
    env.set_up(str(venv), ["book"], "lock")
    assert len(calls) == 1
    env.set_up(str(venv), ["torch"], "lock")  # adds to what is there
    assert calls[-1][-1] == ".[book,notebooks,torch]"
    env.set_up(str(venv), ["torch"], "newest")  # other versions: again
    assert "--upgrade" in calls[-1]
    monkeypatch.setattr(env, "fingerprint", lambda versions: "pyproject.toml changed")
    env.set_up(str(venv), ["book"], "lock")
    assert len(calls) == 4
    assert json.loads((venv / env.STAMP).read_text())["extras"] == ["book", "notebooks", "torch"]


def test_an_interrupted_installation_is_not_taken_for_done(monkeypatch, pip_calls, tmp_path):
    monkeypatch.setattr(env, "create_venv", lambda path: tmp_path.mkdir(exist_ok=True))
    pip_calls[1].update({1, 2})
    with pytest.raises(env.SetupError, match="pip could not install"):
        env.set_up(str(tmp_path), ["book"], "lock")
    assert not (tmp_path / env.STAMP).exists()


def run_main(monkeypatch, capsys, *arguments):
    """Run the command line; return (status, output)."""
    status = env.main(list(arguments))
    return status, capsys.readouterr().out


def test_an_old_python_is_told_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(env.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(env.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    status, out = run_main(monkeypatch, capsys)
    assert status == 1
    assert "needs Python 3.11 or newer" in out
    assert "sudo apt-get install python3.11 python3.11-venv" in out
    assert out.count("\n") == 1


def test_a_missing_venv_module_is_told_what_to_install(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    status, out = run_main(monkeypatch, capsys, "--venv", str(tmp_path / "none"))
    assert status == 1
    assert out.count("\n") == 1
    assert "sudo apt-get install python3-venv" in out


def test_an_unknown_extra_is_named(monkeypatch, capsys):
    assert run_main(monkeypatch, capsys, "--extras", "books") == (
        1,
        "unknown extras: books; known are notebooks, torch, book, test\n",
    )


def test_a_missing_browser_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv("BOOK_BROWSER", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(browser, "PLAYWRIGHT_CACHES", (str(tmp_path),))
    monkeypatch.setattr(browser, "OUTSIDE_PATH", ())
    assert browser.find_browser() is None
    assert "sudo apt-get install chromium" in browser.browser_advice()


def test_a_browser_that_does_not_start_is_passed_over(monkeypatch, tmp_path):
    broken, works = tmp_path / "broken", tmp_path / "works"
    broken.write_text("#!/bin/sh\nexit 1\n")
    works.write_text("#!/bin/sh\necho Chromium\n")
    broken.chmod(0o755)
    works.chmod(0o755)
    monkeypatch.setenv("BOOK_BROWSER", str(broken))
    monkeypatch.setattr(browser.shutil, "which", lambda name: str(works) if name == "chromium" else None)
    assert browser.find_browser() == str(works)


def test_old_pythons_can_read_the_file(root):
    """No syntax newer than Python 3.7, so that an old Python gets as far as the sentence."""
    for name in ("env", "browser", "versions", "lock"):
        source = (root / "tools" / f"{name}.py").read_text(encoding="utf-8")
        house.ast.parse(source, feature_version=(3, 7))
    with pytest.raises(SyntaxError):
        house.ast.parse("if (n := 1): pass", feature_version=(3, 7))


def test_make_names_every_target_it_has(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    help_text = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    for target in (
        "book",
        "html",
        "test",
        "check",
        "unit",
        "portable",
        "proof",
        "bench",
        "a11y",
        "fmt",
        "lock",
        "clean",
    ):
        assert f"\n{target}:" in makefile
        assert f"make {target} " in help_text


@pytest.mark.parametrize(("given", "threads"), [(None, "1"), ("2", "2")])
def test_threads_are_one_unless_asked_for(root, tmp_path, given, threads):
    probe = tmp_path / "probe.mk"
    probe.write_text("include Makefile\nprobe:\n\t@echo $$OMP_NUM_THREADS $$OPENBLAS_NUM_THREADS $$MKL_NUM_THREADS\n")
    plain = {"PATH": env.os.environ["PATH"], **({"BOOK_THREADS": given} if given else {})}
    command = ["make", "-s", "-f", str(probe), "probe"]
    out = subprocess.run(command, cwd=root, env=plain, capture_output=True, text=True, check=True).stdout
    assert out.split() == [threads] * 3
