"""Use explorables and quizzes as a reader with a keyboard does, and say what does not work."""

SHOWN = """root => {
  const picture = root.querySelector('.be-now img');
  const sliders = [...root.querySelectorAll('input[type=range]')];
  return {
    visible: sliders.length > 0 && sliders.every(slider => slider.checkVisibility()),
    named: sliders.every(slider => slider.getAttribute('aria-label') || (slider.labels && slider.labels.length)),
    source: picture ? picture.src : '', alt: picture ? picture.alt : '',
    values: sliders.map(slider => slider.getAttribute('aria-valuetext')),
  };
}"""


ANSWERED = "form => [form.querySelector('.bq-said').innerText.trim(), form.classList.contains('bq-is-right')]"
# Focus the line that opens a fold, if it is shown; and what a fold says once it should be open.
REACH = """summary => {
  const shown = summary.checkVisibility({visibilityProperty: true});
  if (shown) summary.focus();
  return shown;
}"""
CLOSED = "summary => summary.parentElement.open ? '' : summary.innerText"


def explorable_faults(page):
    """Move every slider of every explorable by arrow keys; return what did not follow."""
    faults = []
    for number, root in enumerate(page.query_selector_all(".book-explore"), start=1):
        before = root.evaluate(SHOWN)
        if not before["visible"]:
            faults.append(f"explorable {number} shows no slider")
            continue
        if not before["named"]:
            faults.append(f"explorable {number} has a slider without a name")
        for place, slider in enumerate(root.query_selector_all("input[type=range]")):
            at_end = slider.evaluate("slider => { slider.focus(); return slider.value === slider.max; }")
            page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
            after = root.evaluate(SHOWN)
            for what, name in (("source", "picture"), ("alt", "text alternative")):
                if after[what] == before[what]:
                    faults.append(f"explorable {number}, slider {place + 1}: the {name} did not change")
            if after["values"][place] == before["values"][place]:
                faults.append(f"explorable {number}, slider {place + 1}: the spoken value did not change")
            before = after
    return faults


def quiz_faults(page):
    """Answer every question with every option, by keyboard; return what was not answered as it should be."""
    faults = []
    for root in page.query_selector_all(".book-quiz"):
        forms = root.query_selector_all("form")
        for number, form in enumerate(forms, start=1):
            options = form.query_selector_all("input[type=radio]")
            right = form.evaluate("form => [...form.querySelectorAll('li')].findIndex(li => li.matches('.bq-right'))")
            if len(options) < 3 or right < 0:
                faults.append(f"question {number} has {len(options)} options, the right one at {right}")
                continue
            # The wrong ones first, so that the count at the end is of wrong first tries.
            for place in [*(i for i in range(len(options)) if i != right), right]:
                options[place].focus()
                page.keyboard.press("Space")
                page.keyboard.press("Enter")
                said, passed = form.evaluate(ANSWERED)
                if len(said) < 20:
                    faults.append(f"question {number}, option {place + 1}: no explanation, only {said!r}")
                if passed != (place == right):
                    faults.append(f"question {number}, option {place + 1}: judged {'right' if passed else 'wrong'}")
        score = root.query_selector(".bq-score").inner_text()
        if str(len(forms)) not in score:
            faults.append(f"after {len(forms)} questions the score says {score!r}")
    return faults


def fold_faults(page):
    """Unfold by keyboard everything that can be; return what stays closed."""
    faults = []
    for summary in page.query_selector_all(".bd-article details:not([open]) > summary"):
        if summary.evaluate(REACH):
            page.keyboard.press("Enter")
            if closed := summary.evaluate(CLOSED):
                faults.append(f"{closed!r} stays closed")
    return faults
