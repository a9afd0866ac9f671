"""What is said of an answer that failed: the example shown, the place that differs, the belief or slip behind it."""

from __future__ import annotations

import copy
import inspect
import re
import traceback
from typing import Any

from lib.study.exercise import Answer, Exercise
from lib.study.kinds import entry_count, kind_of
from lib.study.messages import message
from lib.study.shorten import is_cut, short, short_pair
from lib.study.slips import slip_of
from lib.study.trial import Outcome, Trial, safely
from lib.study.values import difference, find_difference
from lib.study.verdict import Verdict


def argument_names(exercise: Exercise, count: int) -> list[str]:
    """Return the names of an input's values: those of the trial, if there is one, else those of the answer."""
    if exercise.driver is not None:
        names = list(inspect.signature(exercise.driver).parameters)[1:]
    else:
        names = list(inspect.signature(exercise.expected.function).parameters)
    return names if len(names) >= count else [f"argument {index}" for index in range(1, count + 1)]


def describe(exercise: Exercise, args: tuple[Any, ...]) -> str:
    """Return an input in short form, with the names of the arguments."""
    names = argument_names(exercise, len(args))
    return ", ".join(f"{name} = {short(value)}" for name, value in zip(names, args)) or message("no_input")


def own_result(exercise: Exercise, answer: Answer, args: tuple[Any, ...]) -> Outcome:
    """Return what one of the exercise's own answers does with a copy of an input."""
    return safely(lambda: exercise.run(answer.function, copy.deepcopy(args)))


def outcomes_differ(left: Outcome, right: Outcome, exercise: Exercise) -> bool:
    """Say whether two calls did different things."""
    if left.returned != right.returned:
        return True
    if not left.returned:
        return type(left.error) is not type(right.error)
    return (
        difference(left.value, right.value, rtol=max(exercise.rtol, 1e-9), atol=max(exercise.atol, 1e-12)) is not None
    )


def _recognised(exercise: Exercise, trials: list[Trial]) -> int | None:
    """Return the misconception that gives the reader's results, if there is one.

    Inputs that should raise an error are left out where the belief shows without them: who forgets to refuse a wrong
    shape *and* holds the belief is told about the belief first.
    """
    sound = [trial for trial in trials if trial.wanted.returned]
    for index, belief in enumerate(exercise.misconceptions):
        believed = [(trial, own_result(exercise, belief, trial.args)) for trial in trials]
        shows = any(outcomes_differ(theirs, trial.wanted, exercise) for trial, theirs in believed if trial in sound)
        asked = [(trial, theirs) for trial, theirs in believed if trial in sound or not shows]
        if not any(outcomes_differ(trial.outcome, theirs, exercise) for trial, theirs in asked):
            return index
    return None


def _example(exercise: Exercise, trials: list[Trial]) -> Trial:
    """Return the failing trial that is easiest to follow by hand: the smallest one, refusals of an input last."""

    def effort(trial: Trial) -> tuple[bool, int, int]:
        size = sum(entry_count(value) for value in trial.args)
        return trial.wanted.error is not None, size, len(describe(exercise, trial.args))

    return min((trial for trial in trials if trial.problem), key=effort)


def _results(exercise: Exercise, trial: Trial) -> list[tuple[str, str]]:
    """Return what came and what was wanted, with the entry that differs where the short forms do not show it."""
    came, wanted = trial.outcome.value, trial.wanted.value
    if trial.wanted.error is not None or exercise.comparer is not None or exercise.is_value:
        return [(message("label.came"), short(came))]
    pair = short_pair(came, wanted)
    found = safely(lambda: find_difference(came, wanted, rtol=exercise.rtol, atol=exercise.atol)).value
    if found and found.place and (pair[0] == pair[1] or any(is_cut(text) for text in pair)):
        entries = short_pair(found.came, found.wanted)
        parts = zip(pair, entries)
        texts = [message("where.entry", value=value, place=found.place, entry=entry) for value, entry in parts]
    else:
        texts = list(pair)
    return [(message("label.came"), texts[0]), (message("label.wanted"), texts[1])]


def not_passed(exercise: Exercise, trials: list[Trial]) -> Verdict:
    """Return the verdict of an answer that failed on some input: one example, and what it believes or where it slipped.

    Parameters
    ----------
    exercise : Exercise
        The declaration.
    trials : list of Trial
        What the answer did on every input; at least one has a problem.

    Returns
    -------
    Verdict
        NOT PASSED.

    Notes
    -----
    Cost: a run of each misconception on every input. Chapter: chapters/02_ml_basics.ipynb
    """
    example = _example(exercise, trials)
    outcome, wanted = example.outcome, example.wanted
    index = _recognised(exercise, trials)
    facts = []
    if not exercise.is_value:
        facts.append((message("label.input"), describe(exercise, example.args)))
    if outcome.error is None:
        facts += _results(exercise, example)
    else:
        if line := _line_of(outcome.error):
            facts.append((message("label.where"), line))
        if wanted.error is None and exercise.comparer is None and not exercise.is_value:
            facts.append((message("label.wanted"), short(wanted.value)))
    if not exercise.is_value or kind_of(outcome.value) not in (kind_of(wanted.value), "int"):
        # for a value only its kind: more would tell the answer
        facts.append((message("label.why"), example.problem or ""))
    good = sum(trial.problem is None for trial in trials)
    if good:
        facts.append((message("label.right"), message("right.count", good=good, count=len(trials))))
    if outcome.printed.strip():
        facts.append((message("label.printed"), short(outcome.printed.strip())))
    text = exercise.misconceptions[index].message if index is not None else slip_of(exercise, trials, example)
    if text is None:
        text = message(_advice(exercise, example), id=exercise.id)
    return Verdict("not_passed", exercise.id, text, facts, index)


def _advice(exercise: Exercise, trial: Trial) -> str:
    """Return the key of what to do next; only where numbers differ does it help to work them out by hand."""
    if exercise.is_value:
        return "think.value"
    if not trial.outcome.returned or not trial.wanted.returned or exercise.comparer is not None:
        return "think.why"
    pair = trial.outcome.value, trial.wanted.value
    found = safely(lambda: find_difference(*pair, rtol=exercise.rtol, atol=exercise.atol)).value
    if found is None or found.sort not in ("value", "entries", "nan", "infinite"):
        return "think.why"
    return "think.large" if is_cut(describe(exercise, trial.args)) else "think"


def _line_of(error: BaseException) -> str:
    """Return the reader's own line that raised: the last one outside the book and its libraries."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not re.search(r"site-packages|lib[/\\]study|lib[/\\]python|\.zip", frame.filename):
            return frame.line or ""
    return ""
