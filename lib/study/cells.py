"""The notebook cells of an exercise, made from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.study.exercise import Exercise
from lib.study.messages import message
from lib.study.registry import find_exercise


def fold(summary: str, text: str) -> str:
    """Return Markdown that folds on the site, in Jupyter and on GitHub alike.

    Parameters
    ----------
    summary : str
        The line that stays visible.
    text : str
        Markdown that unfolds.

    Returns
    -------
    str
        A ``<details>`` block. The empty lines make Markdown go on inside the HTML block.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> print(fold("Hint", "Think of $x^2$."))
    <details>
    <summary>Hint</summary>
    <BLANKLINE>
    Think of $x^2$.
    <BLANKLINE>
    </details>
    """
    return f"<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>"


def task_text(exercise: Exercise, names: Mapping[str, str]) -> str:
    """Return the statement with its heading and facts, as Markdown; ``names`` as in `exercise_cells`."""
    facts = message(
        "cell.facts",
        level=exercise.level,
        minutes=exercise.minutes,
        kind=message(f"kind_of_exercise.{exercise.kind}"),
        concepts=", ".join(names.get(concept, concept.replace("-", " ")) for concept in exercise.concepts),
    )
    heading = message("cell.heading", title=exercise.title)
    return f"### {heading}\n\n*{facts}*\n\n{exercise.statement}"


def solution_text(exercise: Exercise) -> str:
    """Return the solution's code, why it is right and one more way to see it, as Markdown."""
    code = exercise.as_cell(exercise.expected).rstrip()
    return (
        f"{message('solution.code')}\n\n```python\n{code}\n```\n\n"
        f"**{message('solution.why')}** {exercise.explanation}\n\n"
        f"**{message('solution.variant')}** {exercise.variant}"
    )


def exercise_cells(exercise: str | Exercise, names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the five notebook cells of an exercise.

    Parameters
    ----------
    exercise : str or Exercise
        Id or declaration.
    names : mapping, optional
        The term for the id of each concept, as in the glossary; an id that is missing stands for itself.

    Returns
    -------
    list of dict
        Cells as in the notebook format 4.5 with ids ``ex-<id>-task``, ``-code``, ``-check``, ``-hint`` and
        ``-solution``.

    Raises
    ------
    ValueError
        If there is no exercise of that id.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> [cell["id"] for cell in exercise_cells("decompose-error")][:3]
    ['ex-decompose-error-task', 'ex-decompose-error-code', 'ex-decompose-error-check']
    """
    exercise = find_exercise(exercise)
    hints = "\n\n".join(fold(message(f"hint.{number}"), text) for number, text in enumerate(exercise.hints, start=1))
    solution = fold(message("solution.summary"), solution_text(exercise))
    return [
        _cell(exercise, "task", task_text(exercise, names or {})),
        _cell(exercise, "code", exercise.stub_source.rstrip()),
        _cell(exercise, "check", f'check("{exercise.id}", {exercise.name})'),
        _cell(exercise, "hint", hints),
        _cell(exercise, "solution", solution),
    ]


def _cell(exercise: Exercise, part: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"id": f"ex-{exercise.id}-{part}", "metadata": {}, "source": source}
    if part in ("code", "check"):
        return {"cell_type": "code", "execution_count": None, "outputs": [], **cell}
    return {"cell_type": "markdown", **cell}
