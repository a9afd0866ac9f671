import pytest

from lib.study.grid import check_values, default_strip, index_of, name_text, point_text, value_text


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (0.1 + 0.2, "0.3"), (1e-5, "1e-05"), (True, "True"), ("relu", "relu"), (2.0, "2")]
)
def test_values_read_short(value, text):
    assert value_text(value) == text


def test_names_and_points_read_as_words():
    assert name_text("noise_level") == "noise level"
    assert point_text({"noise_level": 0.25, "degree": 3}) == "noise level = 0.25, degree = 3"


def test_iterators_are_read_once():
    assert check_values({"slope": iter([1, 2]), "shift": range(2)}) == {"slope": (1, 2), "shift": (0, 1)}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "1 or 2 parameters, got 0: -"),
        ({"a": [1, 2], "b": [1, 2], "c": [1, 2]}, "1 or 2 parameters, got 3: a, b, c"),
        ({"a": 3}, "a must be a list of values for its slider, got 3"),
        ({"a": "abc"}, "a must be a list of values for its slider, got 'abc'"),
        ({"a": [1]}, "a needs at least 2 values for a slider, got 1"),
        ({"a": [1, 2, 1.0]}, "a has values that read alike: 1"),
        ({"a": range(8), "b": range(8)}, "at most 60 frames, got 8 x 8 = 64: give fewer values"),
    ],
)
def test_unfit_values_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        check_values(values)


def test_sixty_frames_are_allowed():
    assert len(check_values({"a": range(60)})["a"]) == 60


@pytest.mark.parametrize(
    ("grid", "strip"),
    [
        ({"a": (1, 2)}, (0, 1)),
        ({"a": (1, 2, 3)}, (0, 1, 2)),
        ({"a": tuple(range(10))}, (0, 3, 6, 9)),
        ({"a": (1, 2, 3), "b": (1, 2)}, (0, 1, 4, 5)),
    ],
)
def test_the_strip_spans_the_grid(grid, strip):
    assert default_strip(grid) == strip


@pytest.mark.parametrize("point", [{"a": 9}, {"b": 1}, {"a": 1, "b": 2}, 1])
def test_a_point_off_the_grid_is_refused(point):
    with pytest.raises(ValueError, match="start must give one of the listed values for each parameter, such as a = 1"):
        index_of(({"a": 1}, {"a": 2}), point, "start")
