"""Explorables move and quizzes answer by keyboard; without scripts both still say what they have to say."""

from pathlib import Path
from typing import NamedTuple

import pytest
from book.data import read_finished
from site_browser import open_page
from site_widgets import explorable_faults, fold_faults, quiz_faults

pytestmark = pytest.mark.browser
PAGES = Path(__file__).resolve().parents[2] / "pages"

QUIZ = """<main><h1>A</h1><div class="book-quiz">{forms}<p class="bq-score"></p></div>{script}</main>"""
FORM = """<form><input type="radio" name="q"><input type="radio" name="q"><input type="radio" name="q">
<p class="bq-said"></p><ul><li class="bq-right">a</li><li>b</li><li>c</li></ul><button>Check</button></form>"""
SLIDER = """<main><h1>A</h1><div class="book-explore"><div class="be-now"><img src="data:," alt="one"></div>
<input type="range" min="0" max="2" value="0" aria-label="degree" aria-valuetext="zero"></div>{script}</main>"""
MOVE = """<script>document.querySelector("input").addEventListener("input", function () {{
  {change}
}});</script>"""
GOOD = """this.setAttribute("aria-valuetext", this.value);
  var picture = document.querySelector("img"); picture.src = "data:," + this.value; picture.alt = "at " + this.value;"""


@pytest.fixture(scope="module")
def chapters(site):
    return [page for page in site.pages() if page.startswith("chapters/")]


@pytest.fixture(scope="module")
def context(browser):
    """A desk, with the caches of one browser for all pages of this module."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    yield page
    page.close()


class Used(NamedTuple):
    """What a chapter holds, and what did not work when it was used."""

    explorables: int
    quizzes: int
    explorable_faults: list[str]
    quiz_faults: list[str]
    fold_faults: list[str]


@pytest.fixture(scope="module")
def used(context, site, chapters):
    """Every chapter, opened once: its explorables moved, its quiz answered, then all unfolded that can be."""
    found = {}
    for name in chapters:
        page = context.new_page()
        open_page(page, site, name)
        counts = [len(page.query_selector_all(kind)) for kind in (".book-explore", ".book-quiz")]
        found[name] = Used(*counts, explorable_faults(page), quiz_faults(page), fold_faults(page))
        page.close()
    return found


def test_explorables_move_by_keyboard(used):
    assert used
    assert {name: seen.explorable_faults for name, seen in used.items() if seen.explorable_faults} == {}


def test_quizzes_answer_every_option(used):
    assert {name: seen.quiz_faults for name, seen in used.items() if seen.quiz_faults} == {}


def test_hints_unfold_by_keyboard(used):
    assert {name: seen.fold_faults for name, seen in used.items() if seen.fold_faults} == {}


def test_finished_chapters_have_two_explorables_and_a_quiz(used):
    for slug in read_finished(PAGES):
        seen = used[f"chapters/{slug}.html"]
        assert seen.explorables >= 2, slug
        assert seen.quizzes == 1, slug


def test_without_scripts_pictures_and_answers_are_there(browser, site, chapters):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in chapters:
        page.goto(site.url + name)
        for root in page.query_selector_all(".book-explore"):
            assert root.query_selector(".be-strip img").is_visible(), name
        for root in page.query_selector_all(".book-quiz form"):
            assert root.query_selector("details").is_visible(), name
    context.close()


def test_a_working_explorable_has_no_fault(page, plant):
    open_page(page, plant(SLIDER.format(script=MOVE.format(change=GOOD))), "index.html")
    assert explorable_faults(page) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("", "picture did not change"),
        (GOOD.replace("picture.alt", "picture.title"), "text alternative did not change"),
        (GOOD.replace("aria-valuetext", "data-value"), "spoken value did not change"),
    ],
)
def test_a_planted_stuck_explorable_is_found(page, plant, change, fault):
    open_page(page, plant(SLIDER.format(script=MOVE.format(change=change))), "index.html")
    assert any(fault in found for found in explorable_faults(page))


def test_a_planted_explorable_without_script_is_found(page, plant):
    body = SLIDER.format(script="").replace("<input", "<input hidden")
    open_page(page, plant(body), "index.html")
    assert explorable_faults(page) == ["explorable 1 shows no slider"]


@pytest.mark.parametrize(
    ("judge", "fault"),
    [
        ("false", "option 1: judged wrong"),
        ("true", "option 2: judged right"),
    ],
)
def test_a_planted_quiz_that_misjudges_is_found(page, plant, judge, fault):
    script = f"""<script>document.querySelector("form").addEventListener("submit", function (event) {{
      event.preventDefault();
      this.querySelector(".bq-said").textContent = "An explanation that is long enough.";
      this.classList.toggle("bq-is-right", {judge});
      document.querySelector(".bq-score").textContent = "1 of 1";
    }});</script>"""
    open_page(page, plant(QUIZ.format(forms=FORM, script=script)), "index.html")
    assert any(fault in found for found in quiz_faults(page))


def test_a_planted_quiz_that_says_nothing_is_found(page, plant):
    script = """<script>document.querySelector("form").addEventListener("submit", event => event.preventDefault());
    </script>"""
    open_page(page, plant(QUIZ.format(forms=FORM, script=script)), "index.html")
    faults = quiz_faults(page)
    assert any("no explanation" in fault for fault in faults)
    assert any("score" in fault for fault in faults)


@pytest.mark.parametrize(
    ("script", "faults"),
    [
        ("", []),
        ("document.querySelector('summary').addEventListener('click', event => event.preventDefault());", ["'One'"]),
    ],
    ids=["works", "planted"],
)
def test_a_planted_fold_that_stays_closed_is_found(page, plant, script, faults):
    folds = "<details><summary>One</summary>a</details><details open><summary>Two</summary>b</details>"
    body = f"<main class='bd-article'><h1>A</h1>{folds}</main><script>{script}</script>"
    open_page(page, plant(body), "index.html")
    assert fold_faults(page) == [f"{name} stays closed" for name in faults]
