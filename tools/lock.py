#!/usr/bin/env python3
"""Write constraints.txt anew: install the newest versions the ranges allow in a scratch environment, note what came.

python3 tools/lock.py      (`make lock`)
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import env
import versions

HEADER = """\
# The lock: exact versions that the whole suite passed with. Made by `make lock`, never by hand.
# Python {}.{}. The ranges stand in requirements.txt.
"""


def write_lock():
    """Resolve anew and write the lock."""
    torch = versions.torch_requirement(versions.LOCK)
    if env.torch_index_answers():
        torch = versions.torch_requirement(None)
    else:  # the default index offers GPU builds; a version whose CPU build nobody ran does not belong in the lock
        env.say(f"PyTorch's CPU index did not answer: the lock keeps {torch}")
    with tempfile.TemporaryDirectory() as scratch:
        venv = os.path.join(scratch, "venv")
        pins = os.path.join(scratch, "pins.txt")
        with open(pins, "w", encoding="utf-8") as file:
            file.write(torch + "\n")
        env.create_venv(venv)
        env.install(venv, versions.ALL_EXTRAS, pins, "newest", os.path.join(scratch, "setup.log"))
        command = [env.venv_python(venv), "-m", "pip", "freeze"]
        frozen = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    pins = versions.filter_freeze(frozen.splitlines())
    with open(versions.LOCK, "w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER.format(*sys.version_info[:2]) + "\n".join(pins) + "\n")
    env.say(f"Wrote {len(pins)} pins to constraints.txt; run the whole suite before you commit them")


if __name__ == "__main__":
    sys.exit(env.guarded(write_lock))
