import importlib.util
import pathlib
import re

from lib.study import messages
from lib.study.widget_messages import message

STUDY = pathlib.Path(messages.__file__).parent


def test_they_stand_in_the_one_catalogue():
    assert message is messages.message
    assert message("explore.name", title="Noise") == "Explorable: Noise"


def test_importing_it_adds_nothing():
    """A page that never shows a quiz finds the same catalogue."""
    before = dict(messages.ENGLISH)
    assert "quiz.score" in before
    spec = importlib.util.find_spec("lib.study.widget_messages")
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert before == messages.ENGLISH
    assert "ENGLISH" not in pathlib.Path(spec.origin).read_text(encoding="utf-8")


def test_each_is_used_and_none_is_missing():
    own = {"explore", "quiz"}
    entered = {key for key in messages.ENGLISH if key.partition(".")[0] in own}
    code = "".join(path.read_text(encoding="utf-8") for path in STUDY.glob("*.py") if "messages" not in path.name)
    used = set(re.findall(r'"((?:explore|quiz)\.[a-z_]+)"', code)) | set(
        re.findall(r"'((?:explore|quiz)\.[a-z_]+)'", code)
    )
    assert used - {"explore.css", "explore.js", "quiz.css", "quiz.js"} == entered
