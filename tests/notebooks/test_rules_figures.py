"""Planted faults: alternative texts."""

import base64
import copy

import pytest
from notebooks.normal import normalise

PNG = base64.b64encode(b"\x89PNG").decode()


@pytest.mark.parametrize(
    ("data", "metadata", "message"),
    [
        ({"image/png": PNG}, {}, "without alternative text"),
        ({"image/svg+xml": "<svg/>"}, {}, "without alternative text"),
        ({"image/png": PNG}, {"image/png": {"alt": "Figure"}}, "says too little"),
        ({"text/html": "<img src='data:image/png;base64,AAAA'>"}, {}, "<img> in an HTML output"),
        ({"text/html": "<img alt=' ' src='data:image/png;base64,AAAA'>"}, {}, "<img> in an HTML output"),
        ({"text/html": "<svg><path/></svg>"}, {}, "<svg> in an HTML output"),
    ],
)
def test_figure_without_alternative_text(sample, faults, data, metadata, message, add, shown):
    add(sample, "code", "figure", output=shown(data, metadata))
    problems = faults(normalise(sample))
    assert len(problems) == 1, problems
    assert message in problems[0][1]


@pytest.mark.parametrize(
    "page",
    ["<svg aria-hidden='true'><path/></svg>", "<svg><title>A line</title></svg>", "<img alt='a line' src='data:,'>"],
)
def test_named_or_decorative_pictures_pass(sample, faults, page, add, shown):
    add(sample, "code", "figure", output=shown({"text/html": page}))
    assert faults(sample) == []


def test_two_figures_in_one_cell(sample, faults, cell):
    drawn = cell(sample, "draw-line")
    drawn.outputs.append(copy.deepcopy(drawn.outputs[0]))
    assert any("2 figures in one cell" in what for _, what in faults(sample))


def test_alternative_text_that_the_site_does_not_see(sample, faults, cell):
    del cell(sample, "draw-line").metadata["mystnb"]
    assert any("not in normal form (metadata): run `nb.py fmt`" in what for _, what in faults(sample))
