"""The one catalogue of what ``lib.study`` says to the reader.

Every sentence a reader can see stands here under a key, so that a translation is one more dictionary and no code
changes. A sentence never depends on the clock, the machine or the run: notebooks store some of them as outputs.
"""

from __future__ import annotations

import os
from typing import Any

ENGLISH: dict[str, str] = {
    # Verdicts
    "verdict.not_yet": "NOT YET",
    "verdict.pass": "PASS",
    "verdict.not_passed": "NOT PASSED",
    "verdict.stopped": "STOPPED",
    "not_yet.code": "Write your answer in the cell above, run it, then run this cell again.",
    "not_yet.bug": "The code above is still the one with the bug. Change it, run it, then run this cell again.",
    "not_yet.value": "Put your answer in the cell above in place of None, run it, then run this cell again.",
    "pass.inputs": "Right on all {count} inputs.",
    "pass.value": "That is the answer.",
    # What stands in a verdict
    "label.input": "input",
    "label.came": "came",
    "label.wanted": "wanted",
    "label.why": "why",
    "label.where": "at line",
    "label.printed": "printed",
    "label.right": "right on",
    "right.count": "{good} of {count} inputs",
    "no_input": "no arguments",
    "think": "Work this input out by hand and compare, or ask for hint({id!r}).",
    "think.large": "Try a small input of your own, work it out by hand and compare, or ask for hint({id!r}).",
    "think.why": "What stands behind why says what to mend; for more, ask for hint({id!r}).",
    "think.value": "Not the number. Go through the question once more, or ask for hint({id!r}).",
    # Slips of any answer: the work is done, something small is in its way
    "slip.number": "The number is right; give it as a plain number.",
    "slip.whole": "The number is right; give it as a whole number.",
    "slip.close": "Close: give the calculation instead of a rounded number.",
    "slip.tuple": "Your values agree; only the container must be a tuple: return {names}.",
    "slip.kind": "Your values agree; only {where} must be {wanted}, not {came}.",
    "slip.dtype": "Your values agree; only the dtype of {where} must be {wanted}, not {came}.",
    "slip.order": "Right values, other order: return them in the order that the task names.",
    "slip.printed": "You printed the result; return it.",
    "slip.error": "{came} is not {wanted}: use raise {wanted}(...).",
    # Why an answer did not pass
    "why.not_callable": "check wants {name} itself, without parentheses: check({id!r}, {name}); it got {kind}.",
    "why.not_class": "check wants the class {name} itself, not {kind}.",
    "why.own_work": "This is the book's own code; check wants the {name} that you wrote.",
    "why.raised": "Your code raised {error}.",
    "why.should_raise": "For this input it should raise {error}.",
    "why.changed_input": "It changed its argument {name}. Work on a copy; the caller's data must stay as they were.",
    "why.second_call": "Called again with the same input, your code gave another result; only its arguments may count.",
    "why.not_comparable": "The result could not be compared: {error}.",
    # Differences between two values; `where` is a place such as "item 2", `wanted` and `came` are short forms
    "differ.kind": "{where} must be {wanted}, got {came}.",
    "differ.length": "{where} must have {wanted} items, got {came}.",
    "differ.keys": "{where} must have the keys {wanted}, got {came}.",
    "differ.shape": "{where} must have shape {wanted}, got {came}.",
    "differ.dtype": "{where} must have dtype {wanted}, got {came}.",
    "differ.value": "{where} must be {wanted}, got {came}.",
    "differ.nan": "{where} is not a number (NaN).",
    "differ.infinite": "{where} is infinite.",
    "differ.entries": "{where}: {count} of {size} entries differ, first at index {index}: {came} instead of {wanted}.",
    "differ.deep": "{where} is nested too deeply.",
    "where.result": "The result",
    "where.part": "result{place}",
    "where.whole": "the result",
    "where.entry": "{value}; there result{place} = {entry}",
    # Kinds of values
    "kind.bool": "True or False",
    "kind.int": "a whole number (int)",
    "kind.float": "a number (float)",
    "kind.complex": "a complex number",
    "kind.str": "a string",
    "kind.bytes": "bytes",
    "kind.none": "None",
    "kind.list": "a list",
    "kind.tuple": "a tuple",
    "kind.dict": "a dictionary",
    "kind.set": "a set",
    "kind.function": "a function",
    "kind.class": "a class",
    "kind.array": "an array",
    "kind.tensor": "a tensor",
    "kind.numpy_scalar": "a NumPy {dtype}",
    "kind.zero_dim": "an array of shape () (a number in a box: use float())",
    "kind.other": "an object of type {type}",
    "short.array": "array of shape {shape}",
    "short.power": "about {sign}10**{power}",
    "short.tensor": "tensor of shape {shape}",
    # No verdict
    "stopped.time": "No result within {seconds} seconds. Look for a loop that never ends, or one with very many steps: "
    "all inputs together have {seconds} seconds.",
    "stopped.memory": "Your code asked for more than {megabytes} MB of memory.",
    "stopped.exit": "Your code ended Python instead of returning a result.",
    "stopped.checker": "The check itself failed ({signal}). Please report this exercise.",
    "stopped.signal": "Your code crashed Python ({signal}).",
    # Errors of the caller
    "error.unknown_id": "there is no exercise {id!r}; {near}",
    "error.near": "did you mean {names}?",
    "error.known": "known exercises: {names}",
    "error.id_kind": "id must be a string such as 'decompose-error', got {kind}",
    "error.hint_number": "number must be from 1 to {count}, got {number}",
    "error.mode": "{variable} must be one of {wanted}, got {came!r}",
    "error.chapter": "there is no chapter {chapter!r}; known chapters: {names}",
    "error.no_chapters": "there is no folder chapters here; run this inside a copy of the book",
    # Exercise cells
    "cell.heading": "Exercise: {title}",
    "cell.facts": "Level {level} of 3 · about {minutes} minutes · {kind} · practises {concepts}",
    "kind_of_exercise.implement": "write code",
    "kind_of_exercise.predict": "predict the number",
    "kind_of_exercise.find-the-bug": "find the bug",
    "kind_of_exercise.derive": "derive, checked numerically",
    "kind_of_exercise.design": "design to meet a bound",
    "hint.1": "Hint 1 of 3: a question",
    "hint.2": "Hint 2 of 3: the idea",
    "hint.3": "Hint 3 of 3: the line",
    "hint.last": "This was the last hint. solution({id!r}) shows a solution.",
    "hint.more": "hint({id!r}) again gives the next one.",
    "solution.summary": "Solution, and why it works",
    "solution.title": "Solution of {title}",
    "solution.code": "One solution:",
    "solution.why": "Why:",
    "solution.variant": "Another way to see it:",
    # Progress
    "progress.title": "Your progress",
    "progress.chapter": "Chapter {chapter}: {passed} of {count} exercises passed",
    "progress.none": "No exercise checked yet. Run the check cell below any exercise.",
    "progress.file": "Kept in {path}",
    "progress.unwritable": "Your progress could not be saved to {path}: {error}",
    "progress.set_aside": "The progress file was damaged; it was kept as {name}, and {count} entries were recovered.",
    "progress.passed": "passed",
    "progress.tried": "tried",
    "progress.open": "open",
    "progress.attempts": "checked {attempts} times",
    # Explorables and quizzes
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
    # The command line
    "cli.description": "The reader's tools of the book.",
    "cli.start": "copy a chapter to my/, where you can write answers",
    "cli.progress": "show which exercises you have passed",
    "cli.list": "list the chapters and their exercises",
    "cli.chapter": "number or name of the chapter, such as 02",
    "cli.copied": "Copied {source} to {target}. Open it with: jupyter lab {target}",
    "cli.kept": "Your earlier copy {target} was left as it is.",
    "cli.exercise": "{id}: {title} (level {level}, {minutes} minutes)",
}

CATALOGUES: dict[str, dict[str, str]] = {"en": ENGLISH}


def message(key: str, **values: Any) -> str:
    """Return the sentence that stands under a key, with its places filled.

    The language is that of the environment variable ``BOOK_LANGUAGE`` (default ``en``); a sentence missing there is
    given in English.

    Parameters
    ----------
    key : str
        Key of the sentence in the catalogue.
    **values : object
        What stands in the sentence's places.

    Returns
    -------
    str
        The sentence.

    Raises
    ------
    KeyError
        If no catalogue has the key.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> message("pass.inputs", count=24)
    'Right on all 24 inputs.'
    """
    catalogue = CATALOGUES.get(os.environ.get("BOOK_LANGUAGE", "en"), ENGLISH)
    template = catalogue.get(key) or ENGLISH[key]
    return template.format(**values)
