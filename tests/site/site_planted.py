"""A small book with planted cells, built with the modules that make a chapter's page and the style of the book."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 575, 375
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "_ext")!r})
extensions = ["myst_nb"]
root_doc = "pages/how_to_use"
html_theme = "sphinx_book_theme"
html_static_path = [{str(ROOT / "_static")!r}, {str(ROOT / "_ext" / "book" / "static")!r}]
html_css_files, html_extra_path = ["book.css"], ["_vendor"]
mathjax_path = "../mathjax/tex-chtml.js"
myst_enable_extensions = ["amsmath", "dollarmath"]
nb_execution_mode, nb_render_markdown_format = "off", "myst"
numfig = True  # as Jupyter Book sets it
exclude_patterns = ["_build", "_vendor"]


def setup(app):
    from book import contents, exercises, figures, formulas
    for module in (exercises, figures, contents, formulas):
        module.setup(app)
"""


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def shown(**forms):
    """Return an output in some forms: ``shown(markdown="...", plain="...")``."""
    names = {"png": "image/png", "page": "text/html", "markdown": "text/markdown", "plain": "text/plain"}
    return {"output_type": "display_data", "metadata": {}, "data": {names[key]: form for key, form in forms.items()}}


def printed(lines):
    return {"output_type": "stream", "name": "stdout", "text": lines}


def code(source, *outputs, tags=(), image=None):
    metadata = {"tags": list(tags)} if tags else {}
    if image:
        metadata["mystnb"] = {"image": image}
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": metadata,
        "source": source,
        "outputs": list(outputs),
    }


def picture():
    """Return an output with a picture that is twice as dense as it is shown."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), "white").save(file, "PNG")
    return shown(png=base64.b64encode(file.getvalue()).decode(), plain="[figure: a white card]")


def says(words):
    return shown(markdown=words, plain=words)


def notebook(*cells):
    for number, cell in enumerate(cells):
        cell["id"] = f"planted-{number}"
    language = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": language}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


CARD = {"alt": "A white card, planted.", "width": f"{WIDTH}px"}
CAPTION = "**Figure.** A white card with $x^2$ on it, and a sentence that is longer than the picture above it is wide."
VERDICT = shown(page="<div><strong>NOT YET</strong> sum</div>", plain="NOT YET  sum")
EXPLORABLE = '<div class="book-explore" role="group" aria-label="x"><img alt="a card" src="data:,"></div>'
TASK = "### Exercise: Sum\n\n*Level 1 of 3 · about 7 minutes · write code · practises sums*\n\n" + "word " * 900
HINT = "<details>\n<summary>Hint 1 of 3: a question</summary>\n\nThink of $1 + 1$.\n\n</details>"
LONG_LINE = "total = " + " + ".join(f"value_{number}" for number in range(20))
WIDE_ROW = "| " + " | ".join(f"column {number}" for number in range(12)) + " |"
# Lines that end with a formula, each a little longer than the one before: in some the mark after it lacks room.
NARROW = "\n\n".join(f"{'l' * length} $x^2$);" for length in range(40, 80))
ENDLESS = "$" + " + ".join(f"b_{{{number}}}" for number in range(30)) + "$."
NUMBERS = "| model | a | b | c |\n|:--|--:|--:|--:|\n| first | 0.50 ± 0.00 | 0.51 ± 0.01 | 0.52 ± 0.02 |"
PROSE = "| a | b | c | d |\n|---|---|---|---|\n| some words of it | some more of them | and again a few | yes |"
QUIZ = '<div class="book-quiz"><form><fieldset>one</fieldset></form><form><fieldset>two</fieldset></form></div>'
CHAPTER = notebook(
    text("# Planted\n\nThe opening of the chapter."),
    code("style()", shown(plain="the book's figure style"), tags=["hide-input"]),
    code("import lib", tags=["hide-input"]),
    code("import lib\n\nfor one in (1, 2):\n    assert one", tags=["hide-input"]),
    text("## Pictures\n\n" + "word " * 400),
    code("show(fig)", picture(), says(CAPTION), says("A sentence below."), image=CARD),
    code("show(fig)\nshow(fig)", picture(), says(CAPTION), picture(), says(CAPTION), tags=["hide-input"], image=CARD),
    code("show(fig)", picture(), says("Between."), says(CAPTION), image=CARD),
    code("say()", says("**Figure.** There is no picture here.")),
    code("explore(draw)", shown(page=EXPLORABLE, plain="an explorable"), tags=["hide-input"]),
    code("print(1)", printed("one\n"), tags=["hide-input"]),
    text("## Practice and $x^2$\n\n" + "word " * 100),
    text(TASK),
    code("def add(a, b):\n    raise NotImplementedError"),
    code('check("sum", add)', VERDICT),
    text(HINT),
    text("### Other cells"),
    code('hint("sum")', says("**Hint 1 of 3**")),
    code('verdict = check("sum", add)\nverdict', VERDICT),
    text("## Wide things\n\n$$" + " + ".join(f"a_{{{number}}}" for number in range(60)) + "$$\n\n$$a = b$$"),
    code("short = 1", printed("x" * 400 + "\n"), printed("short\n")),
    code("say(table)", says(f"{WIDE_ROW}\n|{'|'.join(12 * ['--:'])}|\n{WIDE_ROW}")),
    text(f"## Small things\n\n{NARROW}\n\n{ENDLESS}\n\n{PROSE}"),
    code("table(rows)", says(NUMBERS)),
    text(f"<details>\n<summary>Solution</summary>\n\n```python\n{LONG_LINE}\n```\n\n</details>"),
    text("## Quiz"),
    code('quiz("07")', shown(page=QUIZ, plain="2 questions")),
)
OTHER = notebook(
    text("# Other"),
    code("show(fig)", picture(), says(CAPTION), image=CARD),
    text("## One"),
    text("## Two"),
    text("## Three"),
)


def build(folder, site_tool):
    """Build the planted book in a folder; return the folder of its pages."""
    site_tool.vendor_mathjax(folder)
    for name, content in {
        "conf.py": CONF,
        "chapters/07_planted.ipynb": CHAPTER,
        "pages/other.ipynb": OTHER,
        "pages/how_to_use.md": "# How\n\n## Working through a chapter\n\n"
        "```{toctree}\n/chapters/07_planted\nother\n```\n",
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    out = folder / "_build" / "html"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(folder), str(out)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out
