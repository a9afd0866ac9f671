import copy

import nbformat
from notebooks.document import dumps
from notebooks.normal import WIDGET_VIEW, alt_texts, normalise


def test_a_run_notebook_is_in_normal_form(sample):
    before = dumps(sample)
    assert dumps(normalise(copy.deepcopy(sample))) == before


def test_what_front_ends_add_is_dropped(sample, cell):
    wanted = dumps(sample)
    sample.metadata.widgets = {"state": {}}
    sample.metadata.language_info.version = "3.11.7"
    sample.metadata.kernelspec.display_name = "my env"
    sample.metadata.colab = {"provenance": []}
    drawn = cell(sample, "draw-line")
    drawn.metadata.execution = {"iopub.execute_input": "2020-01-01T00:00:00Z"}
    drawn.metadata.collapsed = False
    drawn.execution_count = 17
    drawn.outputs[0].metadata["image/png"]["needs_background"] = "light"
    explored = cell(sample, "explore-degree")
    explored.outputs[0].data[WIDGET_VIEW] = {"model_id": "1"}
    explored.outputs[0].execution_count = 99
    assert dumps(sample) != wanted
    assert dumps(normalise(sample)) == wanted


def test_a_cell_that_never_ran_keeps_no_count(sample, cell):
    cell(sample, "draw-line").execution_count = None
    normalise(sample)
    assert [c.execution_count for c in sample.cells if c.cell_type == "code"] == [1, None, 3, 4, 5]


def test_alternative_text_is_copied_to_where_the_site_reads_it(sample, cell):
    drawn = cell(sample, "draw-line")
    assert alt_texts(drawn) == ["A straight line that rises from zero."]
    assert drawn.metadata.mystnb.image.alt == "A straight line that rises from zero."
    drawn.outputs[0].metadata["image/png"]["alt"] = "A line that falls down."
    normalise(sample)
    assert drawn.metadata.mystnb.image.alt == "A line that falls down."
    drawn.outputs = []
    normalise(sample)
    assert "mystnb" not in drawn.metadata


def test_tags_stay_once_each(sample, cell):
    cell(sample, "draw-line").metadata.tags = ["a", "b", "a"]
    normalise(sample)
    assert cell(sample, "draw-line").metadata.tags == ["a", "b"]
    nbformat.validate(sample)
