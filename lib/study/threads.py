"""Keeps NumPy and torch on one thread, so that a forked check cannot hang and results do not depend on the machine.

A process that has run OpenMP code on several threads must not run such code again after a fork: the child waits for
threads that only the parent has. With one thread no such wait exists. Variables of the environment reach libraries
that are loaded later; those already loaded are told through their own functions.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

# What the libraries call "use this many threads"; SciPy's builds of OpenBLAS carry a prefix and a suffix.
_SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
    "MKL_Set_Num_Threads",
    "bli_thread_set_num_threads",
    "omp_set_num_threads",
)
_LIBRARY = re.compile(r"openblas|mkl_rt|libblis|gomp|libomp|iomp", re.IGNORECASE)


def loaded_libraries() -> list[Path]:
    """Return the files of the thread-using numerical libraries that this process has loaded.

    Returns
    -------
    list of Path
        From the process's own memory map on Linux, else from the folders in which NumPy and SciPy ship their
        libraries.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    found: set[Path] = set()
    maps = Path("/proc/self/maps")
    if maps.exists():
        for line in maps.read_text().splitlines():
            name = line.rpartition("/")[2]
            if "/" in line and _LIBRARY.search(name):
                found.add(Path(line[line.index("/") :]))
        return sorted(found)
    for package in ("numpy", "scipy"):
        module = sys.modules.get(package)
        if module is not None and module.__file__:
            folder = Path(module.__file__).parent
            for place in (folder.with_name(f"{package}.libs"), folder / ".dylibs"):
                found.update(path for path in place.glob("*") if _LIBRARY.search(path.name))
    return sorted(found)


def use_one_thread() -> None:
    """Set one thread for the numerical libraries, whether they are loaded already or later.

    Notes
    -----
    Costs about a millisecond. Child processes inherit the setting. torch's own count is set too if torch is loaded.
    Chapter: chapters/02_ml_basics.ipynb
    """
    for variable in VARIABLES:
        os.environ[variable] = "1"
    for path in loaded_libraries():
        try:
            library = ctypes.CDLL(str(path))
        except OSError:  # the file was replaced since it was loaded: nothing can be told to it
            continue
        for name in _SETTERS:
            setter = getattr(library, name, None)
            if setter is not None:
                setter(ctypes.c_int(1))
                break
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "set_num_threads"):
        torch.set_num_threads(1)
