import json
import subprocess
import sys

import pytest
from notebooks.cost import Cost, measure, record_cost

NAME = "chapters/02_x.ipynb"


def table(root):
    return json.loads((root / "pages" / "costs.json").read_text())


@pytest.mark.parametrize(
    ("cost", "kept"),
    [
        (Cost(24.0, 440.0), True),
        (Cost(16.0, 360.0), True),
        (Cost(26.0, 400.0), False),
        (Cost(14.0, 400.0), False),
        (Cost(20.0, 510.0), False),
    ],
)
def test_only_a_change_of_a_quarter_is_noted(tmp_path, cost, kept):
    record_cost(tmp_path, NAME, Cost(20.2, 404.0))
    assert table(tmp_path) == {NAME: {"cpu_s": 20, "peak_mb": 400}}
    before = (tmp_path / "pages" / "costs.json").read_bytes()
    assert record_cost(tmp_path, NAME, cost) is not kept
    assert ((tmp_path / "pages" / "costs.json").read_bytes() == before) is kept
    if not kept:
        assert table(tmp_path)[NAME] == {"cpu_s": round(cost.cpu_s), "peak_mb": round(cost.peak_mb / 10) * 10}


def test_small_figures_do_not_flicker(tmp_path):
    record_cost(tmp_path, NAME, Cost(1.1, 100.0))
    assert record_cost(tmp_path, NAME, Cost(2.9, 149.0)) is False


def test_rows_of_other_notebooks_stay(tmp_path):
    record_cost(tmp_path, "chapters/01_a.ipynb", Cost(3.0, 200.0))
    record_cost(tmp_path, NAME, Cost(9.0, 300.0))
    assert sorted(table(tmp_path)) == ["chapters/01_a.ipynb", NAME]


def test_peak_memory_is_the_peak_and_not_what_is_left():
    source = (
        "import time; x = bytearray(150_000_000); x[::4096] = b'1' * len(x[::4096]); del x; print(1); time.sleep(30)"
    )
    process = subprocess.Popen([sys.executable, "-u", "-c", source], stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        cost = measure(process.pid)
    finally:
        process.kill()
        process.communicate()
    if sys.platform in ("linux", "win32"):
        assert cost.peak_mb > 150
    assert 0 < cost.cpu_s < 10
