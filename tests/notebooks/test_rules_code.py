"""Planted faults: semicolons, claims and outputs that are not compared."""

import pytest


@pytest.mark.parametrize(
    "source", ["x = 1;", "x = 1 ;  # hidden", "if mean:\n    mean;\n\n# end", "%matplotlib inline\nx;"]
)
def test_trailing_semicolon(sample, faults, source, add):
    add(sample, "code", source)
    assert [where for where, what in faults(sample) if "ends with ';'" in what] == ["planted"]


@pytest.mark.parametrize("source", ["x = 'a;'", "x = 1  # a;", "x = 1; y = 2", "!ls -l"])
def test_other_semicolons_pass(sample, faults, source, add):
    add(sample, "code", source)
    assert faults(sample) == []


def test_a_long_line(sample, faults, add):
    add(sample, "code", f"x = 1\n# {'a' * 87}")
    assert faults(sample) == [("planted", "line 2 has 89 characters: wanted at most 88")]


def test_a_line_that_just_fits_passes(sample, faults, add):
    add(sample, "code", f"# {'a' * 86}")
    assert faults(sample) == []


@pytest.mark.parametrize("source", ["x = 1", "assert True", "assert (mean > 0, 'always')", "# assert mean > 0"])
def test_claim_that_asserts_nothing(sample, faults, source, add):
    add(sample, "code", source, name="claim-big")
    assert faults(sample) == [
        ("claim-big", "a claim cell must assert what it claims: wanted an `assert` that can fail")
    ]


@pytest.mark.parametrize("source", ["assert mean > 0, 'is it?'", "np.testing.assert_allclose(\n    a,  # so?\n    b)"])
def test_claim_that_asserts_passes(sample, faults, source, add):
    add(sample, "code", source, name="claim-big")
    assert faults(sample) == []


@pytest.mark.parametrize("mark", ["tag", "comment"])
def test_too_many_ignored_outputs(sample, faults, mark, add):
    cell = add(sample, "code", "x = 1" if mark == "tag" else "# NBVAL_IGNORE_OUTPUT\nx = 1")
    if mark == "tag":
        cell.metadata.tags = ["nbval-ignore-output"]
    assert faults(sample) == [
        ("notebook", "outputs of 1 of 6 code cells are not compared (planted): wanted at most 0"),
        ("planted", "its output is not compared: wanted an `assert` in it that can fail"),
    ]


def test_one_ignored_output_in_twenty_passes_if_it_asserts(sample, faults, add):
    cell = add(sample, "code", "assert mean > 0")
    cell.metadata.tags = ["nbval-ignore-output"]
    for number in range(14):
        add(sample, "code", "x = 1", f"more-{number}")
    assert faults(sample) == []
