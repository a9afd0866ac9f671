#!/usr/bin/env python3
"""Set up `.venv` for the book: one command, instant the second time.

python3 tools/env.py                                      what the site and the notebooks need (no torch)
python3 tools/env.py --extras notebooks,torch,book,test   everything the tests need
python3 tools/env.py --versions newest|oldest             the ends of the ranges instead of the lock

Standard library only, and no syntax newer than Python 3.7, so that an old Python reads far enough to say what is wrong.
The reader's own pip settings hold: the one address named here is PyTorch's public index of CPU-only wheels.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser
import versions as known

OLDEST_PYTHON = (3, 11)
ROOT = known.ROOT
# On Linux the default index serves torch with GPU packages of several GB; this one serves the same torch without them.
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
TORCH_INDEX_SECONDS = 5
STAMP = "book-stamp.json"


class SetupError(Exception):
    """Stop the set-up with one sentence for the reader."""


def say(text):
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def ensure_python():
    """Run under this Python if it is new enough, else restart under a newer one that is on the path."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(OLDEST_PYTHON[1], OLDEST_PYTHON[1] + 5):
        newer = shutil.which(f"python3.{minor}")
        if newer and browser.starts(newer):  # a version manager's shim may exist for a Python that is not chosen
            sys.stdout.flush()
            os.execv(newer, [newer, *sys.argv])
    oldest = ".".join(map(str, OLDEST_PYTHON))
    how = f"sudo apt-get install python{oldest} python{oldest}-venv" if shutil.which("apt-get") else "see python.org"
    raise SetupError(
        f"This book needs Python {oldest} or newer and found {platform.python_version()}; "
        f"install one ({how}), then run the command again."
    )


def venv_python(venv):
    """Return the path of the interpreter inside a virtual environment."""
    return os.path.join(venv, "Scripts", "python.exe") if os.name == "nt" else os.path.join(venv, "bin", "python")


def ask(venv, code):
    """Run a line in the environment's Python and return what it printed, or "" where it failed."""
    try:
        done = subprocess.run([venv_python(venv), "-c", code], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def create_venv(venv):
    """Create the virtual environment unless a working one is there."""
    if ask(venv, "import pip; print('works')") == "works":
        return
    if os.path.lexists(venv_python(venv)):
        say(f"The Python of {os.path.basename(venv)} is gone or broken; making it anew.")
    try:
        import ensurepip  # noqa: F401  Debian and Ubuntu ship it in a package of its own
        import venv as _venv  # noqa: F401
    except ImportError:
        raise SetupError(
            "Python's venv module is missing; install it (sudo apt-get install python3-venv, or "
            f"python3.{sys.version_info[1]}-venv if this is not the system's own Python), then run the command again."
        ) from None
    say(f"Creating {os.path.basename(venv)} with Python {platform.python_version()}")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", venv], capture_output=True, text=True)
    if made.returncode != 0:
        raise SetupError(f"Python could not create {venv}:\n{(made.stdout + made.stderr).strip()}")


def pip(venv, arguments, log, what):
    """Run pip inside the environment with the reader's own settings; return whether it succeeded."""
    command = [venv_python(venv), "-m", "pip", "--disable-pip-version-check", *arguments]
    env = dict(os.environ, PIP_USER="0")  # a `user = true` in the reader's settings is refused inside a venv
    live = sys.stdout.isatty()
    with open(log, "a", encoding="utf-8") as out:
        out.write("\n$ pip {}\n".format(" ".join(arguments)))
        out.flush()
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout:
                out.write(line)
                word = re.match(r"\s*(Collecting|Downloading|Installing) (\S+)", line)
                if live and word:
                    sys.stdout.write("\r\033[K" + what + ": " + " ".join(word.groups())[:70])
                    sys.stdout.flush()
    if live:
        sys.stdout.write("\r\033[K")
    return process.returncode == 0


def tail(log, n_lines=15):
    """Return the last lines of a log file."""
    with open(log, encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-n_lines:])


def torch_index_answers():
    """Tell whether PyTorch's CPU index answers within a few seconds."""
    try:
        with urllib.request.urlopen(TORCH_INDEX + "/torch/", timeout=TORCH_INDEX_SECONDS) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError, ValueError):
        return False


def install_torch(venv, wanted, log):
    """Install the CPU-only torch from PyTorch's own index where it answers, else leave it to the default index."""
    have = ask(venv, "import importlib.metadata as m; print(m.version('torch'))").split("+")[0]
    if have and wanted in ("torch==" + have, known.torch_requirement(None)):
        return
    if not torch_index_answers():
        several_gb = " (on Linux that one may bring GPU packages of several GB)" if sys.platform == "linux" else ""
        say(
            f"PyTorch's CPU index did not answer within {TORCH_INDEX_SECONDS} s; "
            f"taking {wanted} from the default index{several_gb}."
        )
        return
    # Its own dependencies come later, from the default index, so that they follow the lock.
    arguments = ["install", "--no-deps", "--retries", "0", "--index-url", TORCH_INDEX, wanted]
    if pip(venv, arguments, log, "torch for the CPU"):
        say("Installed the CPU-only torch from PyTorch's own index.")
    else:
        say(f"PyTorch's CPU index has no {wanted} for this Python; taking it from the default index.")


def install(venv, extras, pins, versions, log):
    """Install the project with these extras, held to the file `pins` where there is one."""
    upgrade = ["--upgrade", "--upgrade-strategy", "eager"] if versions == "newest" else []
    target = [*upgrade, "-e", ".[{}]".format(",".join(extras))]
    if "torch" in extras:
        install_torch(venv, known.torch_requirement(pins), log)
    if pip(venv, ["install", *(["-c", pins] if pins else []), *target], log, "Installing"):
        return
    trouble = tail(log)
    # A reader with a Python the lock never saw is better served by the ranges; our own checks must not drift from it.
    if versions == "lock" and pins and not os.environ.get("CI"):
        say("The locked versions do not install here; trying the newest ones the ranges allow.")
        if pip(venv, ["install", *target], log, "Installing"):
            return
        trouble = tail(log)
    raise SetupError(
        f"pip could not install the book. Its last lines:\n{trouble}\nThe whole log: {log}. "
        "Without a network, or behind a proxy, set pip up first (pip config), then run the command again."
    )


def fingerprint(versions):
    """Return the hash of everything whose change asks for a new installation."""
    tables = json.dumps([known.project_tables(), versions, list(sys.version_info[:2]), ROOT], sort_keys=True)
    digest = hashlib.sha256(tables.encode())
    if os.path.exists(known.LOCK):
        with open(known.LOCK, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def set_up(venv, extras, versions):
    """Create the environment and install the project with these extras; do nothing if that was done before."""
    stamp = os.path.join(venv, STAMP)
    try:
        with open(stamp, encoding="utf-8") as file:
            done = json.load(file)
    except (OSError, ValueError):
        done = {"fingerprint": None, "extras": []}
    wanted = fingerprint(versions)
    if done["fingerprint"] == wanted and set(extras) <= set(done["extras"]) and os.path.exists(venv_python(venv)):
        return
    started = time.time()
    create_venv(venv)
    if os.path.exists(stamp):
        os.remove(stamp)  # an interrupted installation must not look finished
    extras = sorted({*extras, *done["extras"]})
    say(f"Installing the book with [{', '.join(extras)}], {versions} versions (a few minutes, once)")
    with tempfile.TemporaryDirectory() as scratch:
        pins = known.LOCK if versions == "lock" and os.path.exists(known.LOCK) else None
        if versions == "oldest":
            pins = os.path.join(scratch, "oldest.txt")
            with open(pins, "w", encoding="utf-8") as file:
                file.write("\n".join(known.oldest_pins(known.project_ranges())) + "\n")
        install(venv, extras, pins, versions, os.path.join(venv, "setup.log"))
    with open(stamp, "w", encoding="utf-8") as file:
        json.dump({"fingerprint": wanted, "extras": extras}, file)
    say(f"Ready in {time.time() - started:.0f} s")
    cuda = ask(venv, "import torch; print(torch.version.cuda or '')") if "torch" in extras else ""
    if cuda:
        say(f"Note: this torch is a GPU build (CUDA {cuda}); the book needs the CPU part only.")


def guarded(work):
    """Do the work; print a set-up error as one sentence and return the exit status."""
    try:
        ensure_python()
        work()
    except (SetupError, ValueError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("\nStopped; the next run goes on from here.")
        return 130
    return 0


def main(argv=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--extras", default="notebooks,book", help="comma-separated extras of pyproject.toml")
    parser.add_argument("--versions", choices=["lock", "newest", "oldest"], default="lock")
    parser.add_argument("--venv", default=os.path.join(ROOT, ".venv"), help="where (default: .venv)")
    options = parser.parse_args(argv)

    def work():
        extras = [name.strip() for name in options.extras.split(",") if name.strip()]
        unknown = sorted(set(extras) - set(known.ALL_EXTRAS))
        if unknown:
            raise SetupError(f"unknown extras: {', '.join(unknown)}; known are {', '.join(known.ALL_EXTRAS)}")
        set_up(os.path.abspath(options.venv), extras, options.versions)

    return guarded(work)


if __name__ == "__main__":
    sys.exit(main())
