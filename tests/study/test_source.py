import inspect

import pytest

from lib.study.source import body_as_value, changed_function, same_code, source_of


def keep(found):
    def decorate(answer):
        frame = inspect.currentframe().f_back
        found.append((answer, frame.f_code.co_filename, frame.f_lineno))
        return answer

    return decorate


FOUND = []


@keep(FOUND)
def answer(x):
    """First."""
    return x + 1  # with a comment


@keep(FOUND)
def answer(x):  # noqa: F811
    return x + 2


@keep(FOUND)
class answer:  # noqa: N801, F811
    def one(self):
        return 1


@keep(FOUND)
class answer:  # noqa: N801, F811
    def one(self):
        return 2


def test_each_of_several_answers_of_one_name_has_its_own_text():
    texts = [source_of(*one) for one in FOUND]
    assert texts[0] == 'def answer(x):\n    """First."""\n    return x + 1  # with a comment\n'
    assert [text.split("return ")[1][:5].strip() for text in texts] == ["x + 1", "x + 2", "1", "2"]
    assert all(text.startswith(("def answer", "class answer")) for text in texts)


def test_an_answer_inside_a_function_is_dedented():
    found = []

    @keep(found)
    def inner(x):
        return x

    assert source_of(*found[0]) == "def inner(x):\n    return x\n"


def test_code_without_a_file_is_refused():
    with pytest.raises(ValueError, match="no source text for typed at line 1 of <typed>; declare exercises in a file"):
        source_of(type("typed", (), {}), "<typed>", 1)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("def f():\n    return 2\n", "f = 2\n"),
        ('def f():\n    """Text."""\n    a = 1\n    # why\n    return a + 1\n', "a = 1\n# why\nf = a + 1\n"),
        ("def f():\n    return (\n        1\n        + 2\n    )\n", "f = (\n    1\n    + 2\n)\n"),
    ],
)
def test_body_as_value(source, wanted):
    assert body_as_value(source, "f") == wanted
    names = {}
    exec(source, names)
    expected = names["f"]()
    exec(wanted, names)
    assert names["f"] == expected


def test_bodies_that_are_no_value():
    with pytest.raises(ValueError, match="source must be one function, got Assign"):
        body_as_value("f = 1", "f")
    for body in ("pass", "return", "if 1:\n        return 1\n    return 2"):
        with pytest.raises(ValueError, match="f must end in its only return with a value"):
            body_as_value(f"def f():\n    {body}\n", "f")


def made(text, name="f"):
    names = {}
    exec(text, names)
    return names[name]


def test_same_code():
    text = "def f(x, y=1):\n    return [a + 1 for a in x]\n"
    assert same_code(made(text), made("\n\n" + text))
    for other in ("y=1 -> y=2", "a + 1 -> a + 1.0", "a + 1 -> a + True", "x] -> y]", "[a -> [-a", "y=1 -> *, y=1"):
        old, new = other.split(" -> ")
        assert not same_code(made(text), made(text.replace(old, new))), other
    assert not same_code(made(text), 1)
    assert not same_code(None, None)


def test_same_classes():
    text = "class f:\n    size = 3\n    def go(self):\n        return 1\n"
    assert same_code(made(text), made("\n" + text))
    assert not same_code(made(text), made(text.replace("return 1", "return 2")))
    assert not same_code(made(text), made(text + "    def more(self): ...\n"))
    assert not same_code(made(text), made("def f(): ..."))


def area(a, b):
    return a * b + SIDE * 0


SIDE = 3


def test_a_changed_function_sees_the_same_names():
    source = inspect.getsource(area)
    text, function = changed_function(source, [("a * b", "a + b"), ("* 0", "* 1")], area)
    assert text == "def area(a, b):\n    return a + b + SIDE * 1\n"
    assert function(2, 5) == 10
    assert area(2, 5) == 10


@pytest.mark.parametrize(
    ("changes", "says"),
    [([], "at least one pair of texts, got none"), ([("a - b", "a")], "must name text of area, got 'a - b'")],
)
def test_a_change_must_change_something(changes, says):
    with pytest.raises(ValueError, match=says):
        changed_function(inspect.getsource(area), changes, area)
