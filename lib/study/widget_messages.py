"""What explorables and quizzes say to the reader, entered into the one catalogue of :mod:`lib.study.messages`."""

from __future__ import annotations

from lib.study.messages import ENGLISH, message

__all__ = ["message"]

ENGLISH.update(
    {
        "explore.name": "Explorable: {title}",
        "explore.count": "{count} frames: {sizes}",
        "explore.still": "Some of {count} pictures. Where scripts run, sliders show all of them.",
        "quiz.name": "Quiz: {title}",
        "quiz.count": "{count} questions, answers at the end",
        "quiz.number": "Question {number} of {count}",
        "quiz.check": "Check",
        "quiz.right": "Right.",
        "quiz.wrong": "Not right.",
        "quiz.choose": "Choose an answer first.",
        "quiz.answer": "Answer and why",
        "quiz.answers": "Answers",
        "quiz.right_option": "Right",
        "quiz.wrong_option": "Wrong",
        "quiz.score": "{right} of {count} right at the first try, {answered} answered.",
        "quiz.again": "Worth another look: {concepts}.",
    }
)
