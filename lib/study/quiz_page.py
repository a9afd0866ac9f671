"""The page fragment of a quiz: forms, a short script and a scoped style, with nothing requested."""

from __future__ import annotations

import html

from lib.study.inline import asset
from lib.study.markup import inline_html, split_blocks
from lib.study.messages import message
from lib.study.quiz_source import Question, Quiz


def quiz_html(quiz: Quiz) -> str:
    """Return a quiz as one HTML fragment.

    Each question is a form of its own: browsers then keep its radio buttons apart from all others on the page, and the
    Enter key checks. Without scripts the answers are ``<details>`` below each question. There is no math to typeset:
    symbols are plain letters, so that every viewer shows the same.

    Parameters
    ----------
    quiz : Quiz

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    name = html.escape(message("quiz.name", title=quiz.title))
    score = message("quiz.score", right="{right}", count=len(quiz.questions), answered="{answered}")
    words = {
        "right": message("quiz.right"),
        "wrong": message("quiz.wrong"),
        "choose": message("quiz.choose"),
        "score": score,
        "again": message("quiz.again", concepts="{concepts}"),
    }
    data = " ".join(f'data-{key}="{html.escape(text)}"' for key, text in words.items())
    return "\n".join(
        (
            f'<div class="book-quiz" role="group" aria-label="{name}" {data}>',
            f"<style>{asset('quiz.css')}</style>",
            f'<p class="bq-title"><strong>{name}</strong></p>',
            *(_question(question, number, len(quiz.questions)) for number, question in enumerate(quiz.questions, 1)),
            '<p class="bq-score" role="status"></p>',
            f"<script>{asset('quiz.js')}</script>",
            "</div>",
        )
    )


def _question(question: Question, number: int, count: int) -> str:
    blocks = split_blocks(question.stem)
    # The legend names the group for a screen reader, so it holds the text up to the first code.
    n_legend = next((i for i, (kind, _) in enumerate(blocks) if kind == "code"), len(blocks))
    legend = " ".join(inline_html(text) for _, text in blocks[:n_legend])
    rest = [
        f"<pre><code>{html.escape(text, quote=False)}</code></pre>" if kind == "code" else f"<p>{inline_html(text)}</p>"
        for kind, text in blocks[n_legend:]
    ]
    name = f"quiz-{html.escape(question.id)}"
    options = [
        f'<label class="bq-option"><input type="radio" name="{name}" value="{i}" autocomplete="off">'
        f"<span>{inline_html(option.text)}</span></label>"
        for i, option in enumerate(question.options)
    ]
    answers = [
        f'<li class="bq-{"right" if option.right else "wrong"}"><strong>'
        f"{message('quiz.right_option' if option.right else 'quiz.wrong_option')}: {inline_html(option.text)}</strong> "
        f'<span class="bq-why">{inline_html(option.why)}</span></li>'
        for option in question.options
    ]
    concepts = html.escape(", ".join(concept.replace("-", " ") for concept in question.concepts))
    return "\n".join(
        (
            f'<form class="bq-question" data-concepts="{concepts}">',
            f'<fieldset><legend><span class="bq-number">{message("quiz.number", number=number, count=count)}</span> '
            f"{legend}</legend>",
            *rest,
            *options,
            "</fieldset>",
            # Disabled until the script is there: else the Enter key would reload the page.
            f'<button type="submit" disabled hidden>{message("quiz.check")}</button>',
            '<p class="bq-said" role="status"></p>',
            f"<details><summary>{message('quiz.answer')}</summary><ul>",
            *answers,
            "</ul></details>",
            "</form>",
        )
    )
