"""No tracked file knows the machine it was written on: no path of a home or scratch folder, no host, no local index."""

import getpass
import os
import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import house
import pytest

# Home and scratch folders of anybody; /tmp and /usr/bin are the same everywhere.
PATHS = re.compile(
    r"(?<![\w.~/-])(?:/(?:root|work|home/(?!runner|jovyan)[a-z][\w-]*|Users/[A-Za-z][\w-]*|opt/[a-z][\w-]*|mnt/\w+)/[\w.-]+"
    r"|[A-Z]:\\+Users\\+[A-Za-z][\w-]*|file:///\w)"
)
PRIVATE_HOST = re.compile(
    r"https?://(?:10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|[\w.-]+\.(?:internal|lan|corp|intranet))\b"
)
# Hosts that the set-up may name: a reader's machine goes there, so each is public and meant.
SETUP_FILES = (
    "Makefile",
    "tools",
    ".ci",
    ".github",
    ".binder",
    "requirements.txt",
    "constraints.txt",
    "pyproject.toml",
)
SETUP_HOSTS = {"download.pytorch.org", "github.com", "mybinder.org", "colab.research.google.com", "www.w3.org",
               "localhost", "127.0.0.1"}  # fmt: skip
URL = re.compile(r"https?://([\w.-]+)")
# These name such paths because they look for them.
LOOKING_FOR_THEM = ("tests/contracts/", "tests/notebooks/", "tests/tools/", "tools/notebooks/rules/paths.py")


def own_names():
    """Return what tells this machine apart: its name, its user's home, the indexes and folders pip is set to use."""
    names = {socket.gethostname(), os.path.expanduser("~") + "/"}
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    for value in re.findall(r"(?:https?|file)://[^\s'\"]+|(?<=')/[^\s'\"]+", listed.stdout):
        parts = urlsplit(value)
        names |= {parts.hostname or "", parts.path if parts.scheme in ("", "file") else ""}
    common = {"", "/", "/etc/ssl/certs/ca-certificates.crt", "localhost", "pypi.org", getpass.getuser()}
    return {name for name in names - common if len(name) > 4}


def faults(root, own=()):
    """Return each place that names a machine."""
    found = []
    for path, text in house.texts(root):
        place = house.short(path, root)
        if place.startswith(LOOKING_FOR_THEM):
            continue
        hits = [*PATHS.finditer(text), *PRIVATE_HOST.finditer(text)]
        hits += [match for name in own for match in re.finditer(re.escape(name), text)]
        if place.startswith(SETUP_FILES):
            hits += [match for match in URL.finditer(text) if match.group(1) not in SETUP_HOSTS]
        for match in hits:
            found.append(f"{place}:{text.count(chr(10), 0, match.start()) + 1}: {match.group(0)[:60]}")
    return found


def test_no_file_knows_a_machine(root):
    house.expect_none(faults(root, own_names()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "see /home/ada/book/chapters"),
        ("lib/data/load.py", "FILE = '/root/data/credit.csv'"),
        ("chapters/02.ipynb", '"source": ["open(\'/Users/ada/credit.csv\')"]'),
        ("README.md", r"C:\Users\ada\book"),
        ("pages/how.md", "pip install --find-links /opt/downloads/torch"),
        (".github/workflows/ci.yml", "PIP_INDEX_URL: http://10.1.2.3/simple"),
        ("tools/env.py", 'INDEX = "https://pypi.example.org/simple"'),
        ("constraints.txt", "torch @ file:///opt/torch.whl"),
        ("README.md", "our mirror is https://wheels.company.internal"),
        ("README.md", "built on big-machine-7"),
    ],
)
def test_a_machine_is_caught(plant, path, text):
    assert faults(plant({path: text}), own={"big-machine-7"})


def test_ordinary_text_passes(plant):
    text = "Open http://localhost:8000, or /tmp/site; see https://doi.org/10.1000/1 and /etc/hosts, and/or/home pages."
    assert faults(plant({"README.md": text, "tools/x.py": "U = 'https://download.pytorch.org/whl/cpu'"})) == []


def test_own_names_come_from_this_machine():
    assert os.path.expanduser("~") + "/" in own_names()
