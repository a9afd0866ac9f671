"""Explorables move and quizzes answer by keyboard; without scripts both still say what they have to say."""

from pathlib import Path

import pytest
from book.data import read_finished
from site_browser import open_page
from site_widgets import explorable_faults, quiz_faults

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


@pytest.fixture
def chapters(site):
    return [page for page in site.pages() if page.startswith("chapters/")]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_explorables_move_by_keyboard(page, site, chapters):
    assert chapters
    for name in chapters:
        open_page(page, site, name)
        assert not explorable_faults(page), name


def test_quizzes_answer_every_option(page, site, chapters):
    for name in chapters:
        open_page(page, site, name)
        assert not quiz_faults(page), name


def test_finished_chapters_have_two_explorables_and_a_quiz(page, site):
    for slug in read_finished(PAGES):
        open_page(page, site, f"chapters/{slug}.html")
        assert len(page.query_selector_all(".book-explore")) >= 2, slug
        assert len(page.query_selector_all(".book-quiz")) == 1, slug


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


def test_hints_unfold_by_keyboard(page, site, chapters):
    for name in chapters:
        open_page(page, site, name)
        for summary in page.query_selector_all(".bd-article details:not([open]) > summary"):
            if not summary.is_visible():
                continue
            summary.focus()
            page.keyboard.press("Enter")
            assert summary.evaluate("summary => summary.parentElement.open"), f"{name}: {summary.inner_text()}"


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
