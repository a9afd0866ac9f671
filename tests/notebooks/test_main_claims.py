"""The three main claims of each chapter fail when the effect they claim is taken away.

A claim's cell asserts what the text says. An assertion that also passes in a world without the effect proves nothing,
so each claim is run twice here: in the chapter's own world, and in one where a replacement has removed the effect. The
replacements stand in controls/NN_slug.toml: code that runs before the claim's cell (`without`), or a line of that cell
(`old`) and what stands there instead (`new`).
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


class Control(NamedTuple):
    """A claim's cell, the cells it stands on, and the code that takes its effect away, with the reason why it does."""

    chapter: str
    claim: str
    stands_on: list[str]
    why: str
    without: str = ""
    old: str = ""
    new: str = ""


def controls():
    """Return the controls of all chapters."""
    found = []
    for path in sorted(Path(__file__).with_name("controls").glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["control"]
        found += [Control(path.stem, **entry) for entry in entries]
    return found


CONTROLS = controls()


def cells_of(chapter):
    notebook = nbformat.read(ROOT / "chapters" / f"{chapter}.ipynb", as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


def run(control, *, without_effect):
    cells = cells_of(control.chapter)
    names = {"__name__": "__main__"}
    for cell in control.stands_on:
        exec(compile(cells[cell], cell, "exec"), names)
    claim = cells[control.claim]
    if without_effect:
        exec(compile(control.without, "without", "exec"), names)
        if control.old:
            if claim.count(control.old) != 1:
                raise ValueError(f"{control.claim} must hold once: {control.old}")
            claim = claim.replace(control.old, control.new)
    exec(compile(claim, control.claim, "exec"), names)


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.claim)
def test_the_claim_holds_where_the_effect_is(control):
    run(control, without_effect=False)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.claim)
def test_the_claim_fails_where_the_effect_is_taken_away(control):
    with pytest.raises(AssertionError):
        run(control, without_effect=True)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.claim)
def test_a_control_changes_one_thing(control):
    assert bool(control.without) != bool(control.old)
    assert control.old != control.new or control.without


def test_every_chapter_has_three_main_claims():
    chapters = {path.stem for path in (ROOT / "chapters").glob("*.ipynb")}
    for chapter in chapters:
        claims = {control.claim for control in CONTROLS if control.chapter == chapter}
        assert len(claims) == 3, f"{chapter}: wanted controls for three main claims, got {sorted(claims)}"
