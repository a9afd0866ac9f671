import configparser
import json
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from lib.study.explore import MAX_BYTES, explore

SANITISE = Path(__file__).resolve().parents[1] / "nbval_sanitize.cfg"


def data_uris_blanked(html):
    """Do what the notebook tests do to a page before they compare it."""
    rules = configparser.RawConfigParser()
    rules.read(SANITISE, encoding="utf-8")
    return re.sub(rules["data-uri"]["regex"], rules["data-uri"]["replace"], html)


@pytest.fixture
def made(draw_line):
    def alt(slope, shift):
        return f"A line from {shift} to {slope + shift}."

    return explore(draw_line, alt=alt, title="Lines", start={"slope": 2, "shift": 1}, slope=[1, 2, 3], shift=[0, 1])


def test_one_point_for_each_combination_the_last_runs_fastest(made):
    assert [tuple(point.values()) for point in made.points] == [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)]
    assert len(made.frames) == len(made.alts) == 6
    assert made.alts[made.start] == "A line from 1 to 3."
    assert made.strip == (0, 1, 4, 5)
    assert len({frame.data for frame in made.frames}) == 6


def test_the_text_form_says_what_there_is(made):
    assert repr(made).splitlines() == [
        "Explorable: Lines (6 frames: 3 of slope x 2 of shift)",
        "  slope: 1, 2, 3",
        "  shift: 0, 1",
        "  at slope = 2, shift = 1: A line from 1 to 3.",
    ]


def test_the_bundle_holds_text_and_html(made):
    assert made._repr_mimebundle_() == {"text/plain": repr(made), "text/html": made.html()}


def test_the_same_bytes_every_time(draw_line):
    twice = [explore(draw_line, alt="A line", slope=[1, 2, 3]) for _ in range(2)]
    assert twice[0].html() == twice[1].html()


def test_without_the_pictures_the_page_depends_on_the_declaration_alone(draw_line):
    """What differs between processors is pixels; here the pixels are made to differ."""

    def draw_other(slope):
        figure = draw_line(slope)
        figure.axes[0].set_facecolor("#ddeeff")
        return figure

    pages = [explore(draw, alt="A line", slope=[1, 2, 3]).html() for draw in (draw_line, draw_other)]
    assert pages[0] != pages[1]
    assert data_uris_blanked(pages[0]) == data_uris_blanked(pages[1])


def test_a_figure_left_current_counts_and_no_figure_stays_open():
    def draw(slope):
        plt.subplots()[1].plot([0, slope])

    assert len(explore(draw, alt="A line", slope=[1, 2]).frames) == 2
    assert plt.get_fignums() == []


def test_a_text_alternative_for_all_gets_each_frames_values(draw_line):
    made = explore(draw_line, alt="A rising line.", slope=[1, 2])
    assert made.alts == ("A rising line, at slope = 1.", "A rising line, at slope = 2.")


def test_auto_takes_the_smallest_form():
    def lines(n):
        figure = Figure(figsize=(3, 2))
        figure.subplots().plot([0, n])
        return figure

    def noise(seed):
        figure = Figure(figsize=(3, 2))
        figure.subplots().imshow(np.random.default_rng(seed).random((50, 50)))
        return figure

    for draw, name in ((lines, "n"), (noise, "seed")):
        forms = {
            form: sum(len(f.data) for f in explore(draw, alt="A test", format=form, **{name: [1, 2, 3]}).frames)
            for form in ("auto", "svg", "webp", "png")
        }
        assert forms["auto"] == min(forms.values())


def test_the_start_is_the_first_value_unless_given(draw_line):
    assert explore(draw_line, alt="A line", slope=[3, 1, 2]).start == 0


def test_a_strip_can_be_chosen(draw_line):
    assert explore(draw_line, alt="A line", strip=[{"slope": 3}, {"slope": 1}], slope=[1, 2, 3]).strip == (2, 0)


def test_too_heavy_says_how_heavy_and_what_to_do():
    def noise(seed):
        figure = Figure(figsize=(4, 4))
        figure.subplots().imshow(np.random.default_rng(seed).random((300, 300, 3)))
        return figure

    with pytest.raises(
        ValueError, match=r"at most 400 kB, got \d+ kB \(4 frames of .* kB as svg\): give fewer values"
    ) as e:
        explore(noise, alt="Noise", seed=[1, 2, 3, 4])
    assert "a smaller figure (now 500 x 500 pixels)" in str(e.value)
    assert MAX_BYTES == 400_000


def test_frames_of_different_size_are_refused():
    with pytest.raises(ValueError, match="one size: width = 3 is 375 x 250 pixels, width = 4 is 500 x 250"):
        explore(lambda width: Figure(figsize=(width, 2)), alt="A box", width=[3, 4])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"draw": 3}, TypeError, "draw must be a function that draws one figure, got int"),
        ({"alt": 3}, TypeError, "alt must be a text or a function of the parameters, got int"),
        ({"alt": " "}, ValueError, "alt must give a text for every frame"),
        ({"alt": lambda slope: ""}, ValueError, "alt must give a text for every frame, got '' at slope = 1"),
        ({"alt": lambda slope: slope}, ValueError, "alt must give a text for every frame, got 1"),
        ({"title": 3}, TypeError, "title must be a text or None, got int"),
        ({"format": "gif"}, ValueError, "format must be one of 'auto', 'svg', 'webp', 'png', got 'gif'"),
        ({"start": {"slope": 7}}, ValueError, "start must give one of the listed values"),
        ({"strip": [{"slope": 7}]}, ValueError, "strip must give one of the listed values"),
        ({"strip": []}, ValueError, "strip must name at least one frame"),
        ({"draw": lambda slope: None}, TypeError, "draw must return one matplotlib Figure"),
    ],
)
def test_wrong_arguments_are_refused(draw_line, change, error, message):
    arguments = {"draw": draw_line, "alt": "A line", "slope": [1, 2], **change}
    with pytest.raises(error, match=message):
        explore(arguments.pop("draw"), **arguments)


def test_alt_is_required(draw_line):
    with pytest.raises(TypeError, match="alt"):
        explore(draw_line, slope=[1, 2])


def test_the_frames_in_the_page_are_the_frames(made):
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', made.html()).group(1))
    assert data["values"] == [["1", "2", "3"], ["0", "1"]]
    assert data["alts"] == list(made.alts)
    assert data["frames"] == [0, 1, made.frames[2].uri, made.frames[3].uri, 2, 3]
