"""The check itself: runs an answer on every input, compares, and recognises what a wrong answer believes."""

from __future__ import annotations

import copy
import inspect
import re
import traceback
import types
from collections.abc import Callable
from itertools import islice
from typing import Any

from lib.study.exercise import Exercise
from lib.study.failure import argument_names, describe, not_passed, outcomes_differ, own_result
from lib.study.kinds import frozen, is_plain, kind_in_words, unboxed
from lib.study.messages import message
from lib.study.source import same_code
from lib.study.trial import Call, Outcome, RuleError, Trial, safely
from lib.study.values import difference
from lib.study.verdict import Verdict

LAZY = (types.GeneratorType, map, zip, filter, range)  # results that give their items only when asked
MOST_ITEMS = 10_000  # asked of them


def judge(
    exercise: Exercise, answer: Any, call: Call, note: Callable[[int], None], *, seconds: float | None = None
) -> Verdict:
    """Check an answer.

    Parameters
    ----------
    exercise : Exercise
        The declaration.
    answer : object
        The reader's function, class or value.
    call : callable
        Runs a function without arguments under guard and limits and returns its `Outcome`.
    note : callable
        Told the index of each input before the answer runs on it.
    seconds : float, default=None
        The limit that `call` keeps, for the text of STOPPED; None means the exercise's own.

    Returns
    -------
    Verdict
        The verdict.

    Notes
    -----
    The expected result is computed after the reader's call, from its own copies of the arguments. Cost: two calls of
    the answer and one of the reference an input, and some of the misconceptions if the answer is wrong.
    Chapter: chapters/02_ml_basics.ipynb
    """
    exercise = copy.copy(exercise)  # an answer may find the registered one and change its tolerance
    if exercise.is_value:
        answer, precision = unboxed(answer)
        exercise.rtol = max(exercise.rtol, precision)
    early = _before_running(exercise, answer)
    if early is not None:
        return early
    inputs = exercise.draw_inputs()
    trials: list[Trial] = []
    for index, args in enumerate(inputs):
        note(index)
        outcome, changed = _one_call(exercise, answer, args, call)
        if outcome.stopped:
            return stopped(exercise, outcome.stopped, args, seconds)
        if index == 0 and type(outcome.error) is NotImplementedError:
            return Verdict("not_yet", exercise.id, message("not_yet.code"))
        wanted = own_result(exercise, exercise.expected, args)
        trials.append(Trial(args, outcome, wanted, changed or _problem(exercise, outcome, wanted, args)))
    if any(trial.problem for trial in trials):
        return not_passed(exercise, trials)
    if not exercise.is_value:
        for index in {0, 1, len(inputs) - 1}:
            again, _ = _one_call(exercise, answer, inputs[index], call)
            if again.stopped:
                return stopped(exercise, again.stopped, inputs[index], seconds)
            if outcomes_differ(again, trials[index].outcome, exercise):
                why = [(message("label.input"), describe(exercise, inputs[index]))]
                return Verdict("not_passed", exercise.id, message("why.second_call"), why)
    text = message("pass.value") if exercise.is_value else message("pass.inputs", count=len(inputs))
    return Verdict("pass", exercise.id, text)


def stopped(
    exercise: Exercise, reason: str, args: tuple[Any, ...] | None, seconds: float | None = None, signal: str = ""
) -> Verdict:
    """Return the verdict of an answer that gave none: reason is time, memory, exit or signal."""
    facts = [] if args is None else [(message("label.input"), describe(exercise, args))]
    limit = f"{exercise.seconds if seconds is None else seconds:g}"
    text = message(f"stopped.{reason}", seconds=limit, megabytes=exercise.megabytes, signal=signal)
    return Verdict("stopped", exercise.id, text, facts)


def _before_running(exercise: Exercise, answer: Any) -> Verdict | None:
    if exercise.is_value:
        untouched = answer is None or answer is Ellipsis
        return Verdict("not_yet", exercise.id, message("not_yet.value")) if untouched else None
    if exercise.kind == "find-the-bug" and same_code(answer, _fresh_stub(exercise)):
        return Verdict("not_yet", exercise.id, message("not_yet.bug"))
    wants_class = inspect.isclass(exercise.expected.function)
    why = None
    if wants_class and not isinstance(answer, type):
        why = message("why.not_class", name=exercise.name, kind=kind_in_words(answer))
    elif not callable(answer):
        why = message("why.not_callable", name=exercise.name, id=exercise.id, kind=kind_in_words(answer))
    elif str(getattr(answer, "__module__", "")).startswith("lib."):
        why = message("why.own_work", name=exercise.name)
    return None if why is None else Verdict("not_passed", exercise.id, why)


def _fresh_stub(exercise: Exercise) -> Any:
    """Return the stub as a cell of its own defines it: Python compiles it differently below the imports of a file."""
    names: dict[str, Any] = {}
    exec(exercise.setup, names)
    exec(exercise.stub_source, names)
    return names[exercise.name]


def _one_call(exercise: Exercise, answer: Any, args: tuple[Any, ...], call: Call) -> tuple[Outcome, str | None]:
    if exercise.is_value:
        return Outcome(value=frozen(answer)), None
    given = copy.deepcopy(args)
    outcome = call(lambda: exercise.run(answer, given))
    if type(outcome.value) in LAZY and exercise.comparer is None:
        _ask_for_items(outcome, call)
    outcome.value = safely(lambda: frozen(outcome.value)).value  # hostile keys of a dictionary may raise
    return outcome, _changed_argument(exercise, given, args)


def _ask_for_items(outcome: Outcome, call: Call) -> None:
    """Note the items of a lazy result, and what went wrong while they were made: it is the reader's code that runs."""
    lazy = outcome.value
    made = call(lambda: list(islice(lazy, MOST_ITEMS)))
    outcome.error, outcome.stopped = made.error, made.stopped
    outcome.printed += made.printed
    outcome.items = safely(lambda: frozen(made.value)).value


def _changed_argument(exercise: Exercise, given: tuple[Any, ...], args: tuple[Any, ...]) -> str | None:
    names = argument_names(exercise, len(args))
    for index, (mine, before) in enumerate(zip(given, args)):
        if is_plain(before) and difference(mine, before, rtol=0, atol=0):
            return message("why.changed_input", name=names[index])
    return None


def _problem(exercise: Exercise, outcome: Outcome, wanted: Outcome, args: tuple[Any, ...]) -> str | None:
    """Say what is wrong with an outcome, or None."""
    if wanted.error is not None:
        kind = type(wanted.error)
        if outcome.error is not None and isinstance(outcome.error, kind):
            return None
        return message("why.should_raise", error=kind.__name__)
    if isinstance(outcome.error, RuleError):
        return str(outcome.error)
    if outcome.error is not None:
        return message("why.raised", error=_error_text(outcome.error))
    if exercise.comparer is None:
        judged = safely(lambda: difference(outcome.value, wanted.value, rtol=exercise.rtol, atol=exercise.atol))
    else:
        comparer = exercise.comparer
        judged = safely(lambda: comparer(outcome.value, wanted.value, copy.deepcopy(args)))
    if judged.error is not None:
        return message("why.not_comparable", error=_error_text(judged.error))
    return judged.value


def _error_text(error: BaseException) -> str:
    text = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    text = re.sub(r"0x[0-9a-fA-F]+", "0x...", text)  # an address differs on every run
    return text if len(text) <= 200 else text[:196] + " ..."
