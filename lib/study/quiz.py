"""Quizzes: questions at the end of a chapter, each of whose wrong options names the belief behind it."""

from __future__ import annotations

import textwrap
from typing import Any

from lib.study import quiz_page
from lib.study.markup import plain_text, split_blocks
from lib.study.messages import message
from lib.study.quiz_source import Question, Quiz, load_quiz

_WIDTH = 100


class ShownQuiz:
    """A quiz as a notebook shows it; made by :func:`quiz`.

    Attributes
    ----------
    source : Quiz
        The questions, in the order of the page.
    """

    def __init__(self, source: Quiz) -> None:
        self.source = source

    def __repr__(self) -> str:
        questions = self.source.questions
        title = message("quiz.name", title=self.source.title)
        lines = [f"{title} ({message('quiz.count', count=len(questions))})"]
        for number, question in enumerate(questions, 1):
            lines += ["", *_asked(number, question)]
        lines += ["", message("quiz.answers")]
        for number, question in enumerate(questions, 1):
            lines += ["", *_answered(number, question)]
        return "\n".join(lines)

    def html(self) -> str:
        """Return the self-contained page fragment."""
        return quiz_page.quiz_html(self.source)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return the quiz as text and as HTML."""
        return {"text/plain": repr(self), "text/html": self.html()}


def quiz(chapter: str) -> ShownQuiz:
    """Show the quiz of a chapter.

    In a notebook and on the site it is a set of forms that answer at once and count what was right at the first try;
    without scripts the answers unfold below each question. In a terminal the whole quiz is text, answers at the end.

    Parameters
    ----------
    chapter : str
        Number or full name of the chapter: ``"02"`` or ``"02_ml_basics"``.

    Returns
    -------
    ShownQuiz
        Shown by a notebook when it is the last expression of a cell.

    Raises
    ------
    TypeError
        If ``chapter`` is no string.
    ValueError
        If no chapter of that name has a quiz, or its file breaks a rule.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> print(repr(quiz("02")).splitlines()[0])
    Quiz: Machine learning basics (10 questions, answers at the end)
    """
    return ShownQuiz(load_quiz(chapter))


def _letter(place: int) -> str:
    return "abcdefghij"[place]


def _wrapped(text: str, start: str) -> list[str]:
    text = plain_text(text)
    return textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False)


def _asked(number: int, question: Question) -> list[str]:
    lines: list[str] = []
    for kind, text in split_blocks(question.stem):
        start = f"{number}. " if not lines else "   "
        lines += textwrap.indent(text, "       ").splitlines() if kind == "code" else _wrapped(text, start)
    for place, option in enumerate(question.options):
        lines += _wrapped(option.text, f"   {_letter(place)}) ")
    return lines


def _answered(number: int, question: Question) -> list[str]:
    right = next(place for place, option in enumerate(question.options) if option.right)
    lines = [f"{number}. {_letter(right)})"]
    for place, option in enumerate(question.options):
        verdict = message("quiz.right" if option.right else "quiz.wrong")
        lines += _wrapped(f"{verdict} {option.why}", f"   {_letter(place)}) ")
    return lines
