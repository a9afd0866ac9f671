import re

import pytest

from lib.study.quiz import quiz
from lib.study.quiz_source import load_quiz

QUESTIONS = load_quiz("02").questions
RIGHT = [[option.right for option in question.options].index(True) for question in QUESTIONS]


@pytest.fixture(scope="module")
def fragment():
    return quiz("02").html()


def test_each_question_is_a_named_group_of_radio_buttons(fragment, elements):
    assert len(elements(fragment, "fieldset")) == len(elements(fragment, "legend")) == len(QUESTIONS)
    radios = elements(fragment, "input")
    assert {radio["type"] for radio in radios} == {"radio"}
    names = [radio["name"] for radio in radios]
    assert [names.count(f"quiz-{question.id}") for question in QUESTIONS] == [4] * len(QUESTIONS)
    assert len(re.findall(r"<label[^>]*><input[^>]*><span>.+?</span></label>", fragment)) == len(radios)


def test_nothing_is_requested_and_no_id_can_clash(fragment, elements):
    for _, attributes in elements(fragment):
        assert not {"id", "src", "href"} & set(attributes)


def test_no_math_is_left_to_typeset(fragment):
    body = re.sub(r"<(style|script)>.*?</\1>", "", fragment, flags=re.DOTALL)
    assert not re.search(r"\\\(|\\\[|\$", body)


def test_the_same_bytes_every_time(fragment):
    assert quiz("02_ml_basics").html() == fragment


def check(page, number, option, how="Enter"):
    """Choose an option by keyboard alone and check it; the focus must be in the form already or one step before."""
    form = page.locator("form").nth(number)
    form.locator("input").first.focus()
    page.keyboard.press("Space")
    for _ in range(option):
        page.keyboard.press("ArrowDown")
    if how == "button":
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    else:
        page.keyboard.press("Enter")
    return form


@pytest.mark.browser
@pytest.mark.parametrize("how", ["Enter", "button"])
def test_answered_by_keyboard(fragment, open_page, how):
    page = open_page(fragment)
    wrong = (RIGHT[0] + 1) % 4
    form = check(page, 0, wrong, how)
    said = form.locator(".bq-said")
    why = QUESTIONS[0].options[wrong].why.replace("**", "")
    assert said.text_content() == f"Not right. {why}"
    assert page.locator(".bq-score").text_content() == f"0 of {len(QUESTIONS)} right at the first try, 1 answered."
    # A second try is judged, but the first one counts.
    form = check(page, 0, RIGHT[0], how)
    assert said.text_content().startswith("Right. ")
    assert page.locator(".bq-score").text_content().startswith("0 of")
    check(page, 1, RIGHT[1], how)
    assert page.locator(".bq-score").text_content() == f"1 of {len(QUESTIONS)} right at the first try, 2 answered."
    assert page.url.endswith(".html"), "the form must not be sent"
    assert page.complaints == []
    assert page.asked == []


@pytest.mark.browser
def test_every_option_gets_its_own_explanation_and_verdict(fragment, open_page):
    page = open_page(fragment)
    for number, question in enumerate(QUESTIONS):
        for place, option in enumerate(question.options):
            form = page.locator("form").nth(number)
            form.locator("input").nth(place).check()
            form.locator("button").click()
            said = form.locator(".bq-said").text_content()
            assert said == ("Right. " if option.right else "Not right. ") + re.sub(r"\*+|`", "", option.why)


@pytest.mark.browser
def test_the_end_names_what_to_read_again(fragment, open_page):
    page = open_page(fragment)
    for number, place in enumerate(RIGHT):
        check(page, number, place if number else (place + 1) % 4)
    score = page.locator(".bq-score").text_content()
    concepts = ", ".join(concept.replace("-", " ") for concept in QUESTIONS[0].concepts)
    n = len(QUESTIONS)
    assert score == f"{n - 1} of {n} right at the first try, {n} answered. Worth another look: {concepts}."


@pytest.mark.browser
def test_nothing_chosen_says_so_and_counts_nothing(fragment, open_page):
    page = open_page(fragment)
    form = page.locator("form").first
    form.locator("button").click()
    assert form.locator(".bq-said").text_content() == "Choose an answer first."
    assert page.locator(".bq-score").text_content() == ""
    assert form.locator("details").is_hidden()


@pytest.mark.browser
def test_two_quizzes_on_a_page_do_not_share_answers(fragment, open_page):
    page = open_page(fragment + fragment)
    n = len(QUESTIONS)
    check(page, 0, RIGHT[0])
    check(page, n, (RIGHT[0] + 1) % 4)
    assert page.locator("form").first.locator("input").nth(RIGHT[0]).is_checked()
    assert [score[:4] for score in page.locator(".bq-score").all_text_contents()] == ["1 of", "0 of"]


@pytest.mark.browser
def test_without_scripts_the_answers_unfold(fragment, open_page):
    page = open_page(fragment, java_script_enabled=False)
    assert page.locator("button:visible").count() == 0
    form = page.locator("form").first
    form.locator("summary").click()
    shown = form.locator("li:visible")
    assert shown.count() == 4
    assert shown.nth(RIGHT[0]).inner_text().startswith("Right: ")
    form.locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert "?" not in page.url, "Enter must not reload the page"


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("theme", "scheme"), [(None, "light"), (None, "dark"), ("dark", "light"), ("light", "dark")])
def test_axe_finds_nothing_and_nothing_overflows(fragment, open_page, violations, width, theme, scheme):
    page = open_page(fragment, theme, color_scheme=scheme, viewport={"width": width, "height": 800})
    check(page, 0, RIGHT[0])
    form = check(page, 3, (RIGHT[3] + 1) % 4)
    form.locator("summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [("--bad: #a33022", "--bad: #f3b8b0", "color-contrast"), ("<label", "<div", "label")],
    ids=["pale verdict", "no labels"],
)
def test_axe_would_find_a_fault(fragment, open_page, violations, old, new, rule):
    assert old in fragment
    page = open_page(fragment.replace(old, new))
    check(page, 0, (RIGHT[0] + 1) % 4)
    assert rule in violations(page)


@pytest.mark.browser
def test_the_focus_is_seen(fragment, open_page):
    page = open_page(fragment)
    for selector in ("input", "button"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"{style}.outlineStyle + {style}.outlineWidth") == "solid2px"


@pytest.mark.browser
def test_jupyterlab_leaves_the_keys_to_the_controls(fragment, open_page):
    """JupyterLab looks for the mark on the focused element itself; on a parent it has no effect (tried in 4.x)."""
    page = open_page(fragment)
    marked = page.locator("[data-lm-suppress-shortcuts=true]").count()
    assert marked == page.locator("input, button, summary").count() == 6 * len(QUESTIONS)
