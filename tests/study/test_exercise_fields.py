import pytest
from exercise_example import FIELDS

from lib.study.exercise import Exercise


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id", "Add", "id must match"),
        ("id", "single", "id must match"),
        ("chapter", "2_ml", "chapter must match"),
        ("section", "two words", "section must match"),
        ("section", 3, "section must match"),
        ("kind", "guess", "kind must be one of implement, predict, find-the-bug, derive, design, got 'guess'"),
        ("level", 4, "level must be 1, 2 or 3, got 4"),
        ("minutes", 0, "minutes must be from 1 to 120, got 0"),
        ("seconds", 9, "seconds must be above 0 and at most 8, got 9"),
        ("seconds", 0, "seconds must be above 0 and at most 8, got 0"),
        ("megabytes", 0, "megabytes must be at least 1, got 0"),
        ("rng", "R", "rng must be 'numpy' or 'python', got 'R'"),
        ("hints", ("one", "two"), "hints must be three texts"),
        ("hints", ("one", "", "three"), "hints must be three texts"),
        ("concepts", (), "concepts must name at least one concept id, got none"),
        ("title", " ", "title must be a text, got an empty one"),
        ("variant", "", "variant must be a text"),
        ("kind", "predict", "stub_text must be given for kind 'predict' and for no other"),
        ("stub_text", "x = None", "stub_text must be given for kind 'predict' and for no other"),
    ],
)
def test_fields_are_checked(field, value, says):
    with pytest.raises(ValueError, match=says):
        Exercise(**{**FIELDS, field: value})
