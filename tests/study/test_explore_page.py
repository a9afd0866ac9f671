import re

import pytest

from lib.study.explore import explore
from lib.study.explore_page import heading


@pytest.fixture(scope="module")
def two(draw_line):
    """Return two explorables for one page: one with two sliders, one with one and awkward letters."""
    first = explore(
        draw_line,
        alt=lambda slope, shift: f"A line from {shift} to {slope + shift}.",
        title="Slope & shift",
        start={"slope": 2, "shift": 1},
        slope=[1, 2, 3],
        shift=[0, 1],
    )
    second = explore(
        lambda kind: draw_line(len(kind)),
        alt=lambda kind: f'Kind "{kind}"',
        kind=["a<b", "</script>", 'c"d', "e&f", "g"],
    )
    return first, second


def test_the_sliders_are_native_named_and_say_their_value(two, elements):
    sliders = elements(two[0].html(), "input")
    assert [(s["type"], s["aria-label"], s["max"], s["value"], s["aria-valuetext"]) for s in sliders] == [
        ("range", "slope", "2", "1", "2"),
        ("range", "shift", "1", "1", "1"),
    ]
    assert not any("tabindex" in attributes for _, attributes in elements(two[0].html()))


def test_every_picture_has_a_text_alternative_and_a_size(two, elements):
    for made in two:
        pictures = elements(made.html(), "img")
        assert [picture["alt"] for picture in pictures] == [made.alts[i] for i in made.strip]
        assert all(picture["width"] == "375" and picture["height"] == "250" for picture in pictures)


def test_nothing_is_requested_and_no_id_can_clash(two, elements):
    for made in two:
        for tag, attributes in elements(made.html()):
            assert "id" not in attributes
            assert "href" not in attributes
            assert attributes.get("src", "data:").startswith("data:"), tag


def test_awkward_values_stay_inside_the_script(two):
    page = two[1].html()
    assert page.count("</script>") == 2
    assert "\\u003c/script>" in page


def test_the_group_has_a_name(two, elements):
    groups = [elements(made.html(), "div")[0] for made in two]
    assert [(group["role"], group["aria-label"]) for group in groups] == [
        ("group", "Explorable: Slope & shift"),
        ("group", "Explorable: kind"),
    ]


def test_the_heading_is_no_heading_element():
    assert not re.search(r"<h\d", heading("A title"))


def seen(page, number):
    return page.evaluate(
        """number => {
            const root = document.querySelectorAll('.book-explore')[number];
            const picture = root.querySelector('.be-now img');
            return {alt: picture.alt, source: picture.src, drawn: picture.naturalWidth,
                    words: root.querySelector('.be-words').innerText,
                    spoken: [...root.querySelectorAll('input')].map(slider => slider.getAttribute('aria-valuetext')),
                    shown: [...root.querySelectorAll('.be-value')].map(value => value.textContent)};
        }""",
        number,
    )


@pytest.mark.browser
def test_arrow_keys_move_frame_value_and_text(two, open_page):
    page = open_page(two[0].html() + two[1].html())
    first, second = two
    assert seen(page, 0)["source"] == first.frames[3].uri
    # JupyterLab looks for this mark on the focused element before it takes an arrow key for itself.
    assert page.locator("input[data-lm-suppress-shortcuts=true]").count() == 3
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    now = seen(page, 0)
    assert now == {
        "alt": first.alts[5],
        "source": first.frames[5].uri,
        "drawn": 420,
        "words": first.alts[5],
        "spoken": ["3", "1"],
        "shown": ["3", "1"],
    }
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert seen(page, 0)["source"] == first.frames[4].uri
    # The other explorable of the page stayed, and answers to its own slider only.
    assert seen(page, 1)["source"] == second.frames[0].uri
    page.keyboard.press("Tab")
    for i in range(1, 5):
        page.keyboard.press("ArrowRight")
        assert seen(page, 1)["source"] == second.frames[i].uri
        assert seen(page, 1)["alt"] == second.alts[i]
    page.keyboard.press("Home")
    assert seen(page, 1)["shown"] == ["a<b"]
    assert seen(page, 0)["source"] == first.frames[4].uri
    assert page.complaints == []
    assert page.asked == []


@pytest.mark.browser
def test_the_new_text_is_announced_once_the_slider_rests(two, open_page):
    page = open_page(two[1].html())
    page.locator("input").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.be-said').textContent !== ''")
    assert page.locator(".be-said").text_content() == two[1].alts[2]


@pytest.mark.browser
def test_without_scripts_and_in_print_the_strip_stands(two, open_page):
    page = open_page(two[0].html(), java_script_enabled=False)
    assert page.locator("figure:visible").count() == 4
    assert page.locator("input:visible").count() == 0
    assert page.locator(".be-still").is_visible()
    page = open_page(two[0].html())
    assert page.locator("figure:visible").count() == 0
    assert page.locator("input:visible").count() == 2
    page.emulate_media(media="print")
    assert page.locator("figure:visible").count() == 4
    assert page.locator("input:visible").count() == 0
    assert page.locator(".be-now:visible").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize(("theme", "scheme"), [(None, "light"), (None, "dark"), ("dark", "light"), ("light", "dark")])
def test_axe_finds_nothing_and_nothing_overflows(two, open_page, violations, width, theme, scheme):
    page = open_page(
        two[0].html() + two[1].html(), theme, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink = page.evaluate("getComputedStyle(document.querySelector('.be-title')).color")
    dark = theme == "dark" or (theme is None and scheme == "dark")
    assert ink == ("rgb(228, 231, 235)" if dark else "rgb(31, 41, 51)")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [(' aria-label="slope"', "", "label"), ("--ink: #1f2933", "--ink: #c5ccd3", "color-contrast")],
    ids=["no name", "pale letters"],
)
def test_axe_would_find_a_fault(two, open_page, violations, old, new, rule):
    page = two[0].html()
    assert old in page
    # The visible name would name the slider as well, its label being around it.
    broken = page.replace(old, new).replace('<span class="be-name">slope</span>', "")
    assert rule in violations(open_page(broken))
