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

from lib.study.exercise import Answer, Exercise
from lib.study.kinds import entry_count, frozen, is_plain, kind_in_words, kind_of, unboxed
from lib.study.messages import message
from lib.study.shorten import is_cut, short, short_pair
from lib.study.slips import slip_of
from lib.study.source import same_code
from lib.study.trial import Call, Outcome, Trial, safely
from lib.study.values import difference, find_difference
from lib.study.verdict import Verdict

LAZY = (types.GeneratorType, map, zip, filter, range)  # results that give their items only when asked
MOST_ITEMS = 10_000  # asked of them


def _own_result(exercise: Exercise, answer: Answer, args: tuple[Any, ...]) -> Outcome:
    return safely(lambda: exercise.run(answer.function, copy.deepcopy(args)))


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
        wanted = _own_result(exercise, exercise.expected, args)
        trials.append(Trial(args, outcome, wanted, changed or _problem(exercise, outcome, wanted, args)))
    if any(trial.problem for trial in trials):
        return _not_passed(exercise, trials)
    if not exercise.is_value:
        for index in {0, 1, len(inputs) - 1}:
            again, _ = _one_call(exercise, answer, inputs[index], call)
            if again.stopped:
                return stopped(exercise, again.stopped, inputs[index], seconds)
            if _outcomes_differ(again, trials[index].outcome, exercise):
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


def _outcomes_differ(left: Outcome, right: Outcome, exercise: Exercise) -> bool:
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
        believed = [(trial, _own_result(exercise, belief, trial.args)) for trial in trials]
        shows = any(_outcomes_differ(theirs, trial.wanted, exercise) for trial, theirs in believed if trial in sound)
        asked = [(trial, theirs) for trial, theirs in believed if trial in sound or not shows]
        if not any(_outcomes_differ(trial.outcome, theirs, exercise) for trial, theirs in asked):
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


def _not_passed(exercise: Exercise, trials: list[Trial]) -> Verdict:
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
        large = is_cut(describe(exercise, example.args))
        text = message("think.value" if exercise.is_value else "think.large" if large else "think", id=exercise.id)
    return Verdict("not_passed", exercise.id, text, facts, index)


def _line_of(error: BaseException) -> str:
    """Return the reader's own line that raised: the last one outside the book and its libraries."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not re.search(r"site-packages|lib[/\\]study|lib[/\\]python|\.zip", frame.filename):
            return frame.line or ""
    return ""
