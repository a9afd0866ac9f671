"""Run a notebook in a clean kernel that knows nothing of the author's machine.

One thread; an own matplotlib configuration, IPython folder and progress file, all temporary; the interpreter that runs
this tool, whatever kernels are registered; the notebook's folder as working directory.
"""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import NamedTuple

import nbformat
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from notebooks.cost import Cost, measure
from notebooks.document import NotebookError

CELL_TIMEOUT_S = 180
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PNG_DPI = 110
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
MATPLOTLIBRC = f"figure.dpi: {PNG_DPI}\nsavefig.dpi: {PNG_DPI}\nsvg.hashsalt: ml-to-llm-book\n"

# Runs before the first cell, in its own namespace: notes every file below lib/ that is opened (modules through their
# byte code, data files as they are), so that the stamp can list what the outputs depend on.
WATCH = """
exec('''
import sys
def watch(root=%(root)r, seen=set()):
    def hook(event, args):
        if event == "open":
            name = args[0].__fspath__() if hasattr(args[0], "__fspath__") else args[0]
            if isinstance(name, str) and name.startswith(root):
                seen.add(name)
    sys.addaudithook(hook)
    return seen
sys.book_opened_files = watch()
''', {})
"""
REPORT = """
exec('''
import json, sys
modules = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
print(json.dumps(sorted(sys.book_opened_files | {name for name in modules if name})))
''', {})
"""


class Run(NamedTuple):
    """A finished run: the executed notebook, what it cost, and the files of `lib` that it read."""

    nb: nbformat.NotebookNode
    cost: Cost
    lib_files: list[str]


class _OwnInterpreter(KernelSpecManager):
    """Knows one kernel: the interpreter that runs this tool."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


def environment(root: Path, scratch: Path) -> dict[str, str]:
    """Return the environment of the kernel; `scratch` holds its temporary files."""
    (scratch / "matplotlibrc").write_text(MATPLOTLIBRC, encoding="utf-8")
    (scratch / "ipython").mkdir(exist_ok=True)
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    return {
        **os.environ,
        **dict.fromkeys(THREADS, "1"),
        "BOOK_PROGRESS_FILE": str(scratch / "progress.json"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "MATPLOTLIBRC": str(scratch / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _lib_files(opened: list[str], root: Path) -> list[str]:
    """Return the sources and data files below root/lib among the opened paths, relative to the root."""
    names = set()
    for name in opened:
        path = Path(name)
        if path.suffix == ".pyc" and path.parent.name == "__pycache__":
            path = path.parent.parent / f"{path.name.split('.')[0]}.py"
        if path.is_relative_to(root / "lib") and path.is_file():
            names.add(path.relative_to(root).as_posix())
    return sorted(names)


def _hidden(client: NotebookClient, source: str) -> str:
    """Run a line outside the notebook and return what it printed."""
    cell = nbformat.v4.new_code_cell(source)
    first = client.nb.cells[0]
    client.execute_cell(cell, 0, store_history=False)
    client.nb.cells[0] = first  # nbclient has put the hidden cell in its place
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def _failure(cell: nbformat.NotebookNode, error: Exception) -> NotebookError:
    if isinstance(error, CellExecutionError):
        detail = ANSI.sub("", f"{error.ename}: {error.evalue}")
        marks = [line for line in ANSI.sub("", error.traceback).split("\n") if "---->" in line]
        if marks:
            detail += f"  (at {marks[0].strip()})"
    elif isinstance(error, CellTimeoutError):
        detail = f"it took more than {CELL_TIMEOUT_S} s"
    else:
        detail = f"the kernel died ({error})"
    return NotebookError(f"{cell.get('id', '?')}: the cell did not run: {detail}; the file is left as it was")


def execute(nb: nbformat.NotebookNode, folder: Path, root: Path) -> Run:
    """Run a copy of the notebook from a clean kernel and return it; raise `NotebookError` where a cell fails."""
    if not nb.cells:
        raise NotebookError("the notebook is empty: wanted cells to run")
    fresh = nbformat.from_dict(json.loads(json.dumps(nb)))
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory(prefix="book-run-", ignore_cleanup_errors=True) as name:
        manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=_OwnInterpreter())
        client = NotebookClient(
            fresh,
            km=manager,
            timeout=CELL_TIMEOUT_S,
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=False,
            record_timing=False,
            coalesce_streams=True,
            # the kernel talks to this process alone, for seconds: its word on unencrypted ports is noise here
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
        with client.setup_kernel(cleanup_kc=True, env=environment(root, Path(name)), cwd=str(folder)):
            _hidden(client, WATCH % {"root": str(root / "lib")})
            for position, cell in enumerate(fresh.cells):
                try:
                    client.execute_cell(cell, position)
                except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                    raise _failure(cell, error) from None
            opened = json.loads(_hidden(client, REPORT).strip().splitlines()[-1])
            cost = measure(manager.provisioner.pid)
    return Run(fresh, cost, _lib_files(opened, root))
