"""Which versions to install: the ranges of pyproject.toml, their lower ends, and the lock.

Standard library only: this runs before anything is installed.
"""

import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROJECT = os.path.join(ROOT, "pyproject.toml")
LOCK = os.path.join(ROOT, "constraints.txt")
ALL_EXTRAS = ["notebooks", "torch", "book", "test"]
# What no lock of ours may name: parts of a GPU build, and what every environment brings by itself.
GPU = re.compile(r"(nvidia|cuda|triton|pytorch-triton)(-|$)")
NOT_LOCKED = ("pip", "setuptools", "wheel", "ml-to-llm-book")


def project_tables():
    """Return what pyproject.toml says of installing: its tables `project` and `build-system`."""
    import tomllib  # new in Python 3.11; the caller has checked for that

    with open(PROJECT, "rb") as file:
        tables = tomllib.load(file)
    return {name: tables[name] for name in ("project", "build-system")}


def project_ranges():
    """Return {extra: [requirement, ...]}; the extra "" holds the package's own dependencies."""
    project = project_tables()["project"]
    return {"": project["dependencies"], **project["optional-dependencies"]}


def oldest_pins(ranges):
    """Return one exact pin per requirement: the lower end of its range."""
    pins = []
    for requirement in sorted({each for group in ranges.values() for each in group}):
        match = re.match(r"([A-Za-z0-9._-]+)\s*>=\s*([^,\s;]+)", requirement)
        if not match:
            raise ValueError(f"pyproject.toml: a requirement must have a lower end, name>=version, got {requirement!r}")
        pins.append("{}=={}".format(*match.groups()))
    return pins


def normal(name):
    """Return a distribution's name in the one spelling that the index uses."""
    return re.sub(r"[-_.]+", "-", name).lower()


def filter_freeze(lines):
    """Turn `pip freeze` into a lock any machine can use: no local build, no GPU package, no path, no own project."""
    kept = []
    for line in (raw.strip() for raw in lines):
        match = re.match(r"([A-Za-z0-9._-]+)==([^+\s;]+)", line)
        if not match:  # comments, `-e ...` and `name @ file:...`
            continue
        name = normal(match.group(1))
        if not GPU.match(name) and name not in NOT_LOCKED:
            kept.append(f"{name}=={match.group(2)}")
    return sorted(kept)


def torch_requirement(pins):
    """Return what to ask for as torch: its line in the file `pins` if there is one, else the project's range."""
    if pins and os.path.exists(pins):
        with open(pins, encoding="utf-8") as file:
            for line in file:
                if re.match(r"torch\s*[=<>~]", line):
                    return line.strip()
    return project_ranges()["torch"][0]
