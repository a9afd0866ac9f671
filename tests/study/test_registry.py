import pytest

from lib.study import registry
from lib.study.registry import exercise_ids, exercises_of, find_exercise


def test_ids_are_read_from_file_names():
    ids = exercise_ids()
    assert ids["decompose-error"] == "ml_basics"
    assert list(ids) == sorted(ids)
    assert find_exercise("decompose-error").id == "decompose-error"
    assert find_exercise(find_exercise("decompose-error")) is find_exercise("decompose-error")


def test_an_unknown_id_lists_near_names():
    with pytest.raises(ValueError, match=r"no exercise 'decompose-errors'; did you mean 'decompose-error'"):
        find_exercise("decompose-errors")
    with pytest.raises(ValueError, match=r"no exercise 'q'; known exercises: .*'decompose-error'"):
        find_exercise("q")
    with pytest.raises(TypeError, match="id must be a string such as 'decompose-error', got int"):
        find_exercise(3)


def test_exercises_of_a_chapter():
    found = exercises_of("02")
    assert found == exercises_of("02_ml_basics")
    assert {one.id for one in found} == {id for id, topic in exercise_ids().items() if topic == "ml_basics"}
    assert [one.level for one in found] == sorted(one.level for one in found)
    assert exercises_of("99") == []


def test_an_id_in_two_topics_is_refused(tmp_path, monkeypatch):
    for topic in ("one", "two"):
        (tmp_path / topic).mkdir()
        (tmp_path / topic / "same_name.py").write_text("")
        (tmp_path / topic / "__init__.py").write_text("")
    monkeypatch.setattr(registry, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match="exercise ids must be unique, got 'same-name' in one and two"):
        exercise_ids()


def test_a_file_must_declare_its_own_id(monkeypatch):
    exercise = find_exercise("decompose-error")
    monkeypatch.setattr(exercise, "chapter", "03_other")
    with pytest.raises(
        ValueError, match="decompose_error must declare id 'decompose-error' of ml_basics, got Exercise"
    ):
        find_exercise("decompose-error")
