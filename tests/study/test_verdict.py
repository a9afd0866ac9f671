import html
import json
import re

import pytest

from lib.study.messages import message
from lib.study.verdict import _GROUND, WIDTH, Verdict

FULL = Verdict("not_passed", "an-id", "Think <again> & again. " * 12, [("input", "x = <b>1</b>"), ("right on", "2")], 1)


def test_plain_text_is_complete_and_first():
    lines = repr(FULL).splitlines()
    assert lines[0] == "NOT PASSED  an-id"
    assert lines[1:3] == ["  input:    x = <b>1</b>", "  right on: 2"]
    assert " ".join(lines[3:]) == FULL.text.strip()
    assert max(len(line) for line in lines[3:]) <= WIDTH
    assert repr(Verdict("pass", "an-id", "")) == "PASS  an-id"


def test_html_says_the_same():
    text = html.unescape(re.sub(r"<[^>]*>", " ", FULL._repr_html_()))
    for piece in ("NOT PASSED", "an-id", "input:", "x = <b>1</b>", "right on:", FULL.text.strip()):
        assert piece in text
    assert "<again>" not in FULL._repr_html_()


def luminance(colour):
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("status", list(_GROUND))
def test_white_on_the_label_has_contrast(status):
    shown = re.search(r"background:(#\w{6});color:(#\w{6})", Verdict(status, "an-id", "")._repr_html_())
    dark, light = luminance(shown[1]), luminance(shown[2])
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert message(f"verdict.{status}") in Verdict(status, "an-id", "")._repr_html_()


def test_a_verdict_survives_json():
    again = Verdict.from_dict(json.loads(json.dumps(FULL.as_dict())))
    assert again == FULL
    assert repr(again) == repr(FULL)
    assert Verdict("pass", "an-id", "").passed
    assert not FULL.passed
