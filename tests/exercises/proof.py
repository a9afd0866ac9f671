"""The proof of an exercise's check: functions that return what is wrong with it, one sentence for each fault."""

import ast
import hashlib
import json
import platform
from functools import lru_cache
from pathlib import Path

import mutants
import numpy as np

from lib.study.exercise import Answer, Exercise
from lib.study.failure import own_result
from lib.study.sandbox import run_check

HERE = Path(__file__).resolve().parent
SURVIVORS = HERE / "survivors.json"
STUDY = HERE.parents[1] / "lib" / "study"
MUTANTS_IN_TEST = 12
MUTANT_SECONDS = 1.0


def object_from(exercise: Exercise, cell: str) -> object:
    """Return what a reader's cell leaves under the answer's name, run with the names of the set-up only."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(exercise.setup, names)
    exec(compile(cell, "<cell>", "exec"), names)
    return names[exercise.name]


def verdict_on(exercise: Exercise, answer: Answer | str, seconds: float | None = None):
    """Check an answer from its text, as a reader's cell would define it."""
    cell = answer if isinstance(answer, str) else exercise.as_cell(answer)
    return run_check(exercise, object_from(exercise, cell), seconds=seconds)


def stub_faults(exercise: Exercise) -> list[str]:
    """The untouched cell must be NOT YET."""
    verdict = verdict_on(exercise, exercise.stub_source)
    return [] if verdict.status == "not_yet" else [f"the stub must be NOT YET, got {verdict!r}"]


def right_answer_faults(exercise: Exercise) -> list[str]:
    """The reference and each alternative must be PASS, and the alternatives must be other code."""
    found = []
    texts = {ast.dump(ast.parse(exercise.expected.source))}
    for index, answer in enumerate([exercise.expected, *exercise.alternatives]):
        verdict = verdict_on(exercise, answer)
        if not verdict.passed:
            found.append(f"right answer {index} must be PASS, got {verdict!r}")
        if index and ast.dump(ast.parse(answer.source)) in texts:
            found.append(f"alternative {index} repeats another right answer")
        texts.add(ast.dump(ast.parse(answer.source)))
    return found


def misconception_faults(exercise: Exercise) -> list[str]:
    """Each misconception must be NOT PASSED with its own message."""
    found = []
    for index, answer in enumerate(exercise.misconceptions):
        verdict = verdict_on(exercise, answer)
        if verdict.status != "not_passed":
            found.append(f"misconception {index} must be NOT PASSED, got {verdict!r}")
        elif verdict.misconception != index or verdict.text != answer.message:
            found.append(f"misconception {index} must get its own message, got that of {verdict.misconception}")
    return found


def broken_misconception_faults(exercise: Exercise) -> list[str]:
    """A misconception is a belief, no slip of the pen: it must not fail by one, or nobody's results are its results."""
    found = []
    for index, answer in enumerate(exercise.misconceptions):
        for args in exercise.draw_inputs():
            error = own_result(exercise, answer, args).error
            if isinstance(error, (AttributeError, NameError, TypeError)):
                found.append(f"misconception {index} must fail by what it believes only, got {error!r}")
                break
    return found


@lru_cache
def checker_text() -> str:
    """Return what every verdict depends on besides the exercise: the checker's sources, Python and NumPy."""
    sources = [path.read_text() for path in sorted(STUDY.glob("*.py"))]
    return "\0".join([platform.python_version(), np.__version__, *sources])


def fingerprint(exercise: Exercise, source: str) -> str:
    """Return a key that changes with the mutant, the exercise, the checker, Python and NumPy."""
    text = [source, checker_text(), repr(MUTANT_SECONDS)]
    text.append((STUDY / "exercises" / exercise.chapter[3:] / f"{exercise.id.replace('-', '_')}.py").read_text())
    return hashlib.sha256("\0".join(text).encode()).hexdigest()


def survives(exercise: Exercise, mutant: mutants.Mutant) -> bool:
    """Whether a mutant of the reference passes the check."""
    try:
        answer = Answer(exercise.name, mutant.source, exercise.expected.function)
        return verdict_on(exercise, answer, seconds=MUTANT_SECONDS).passed
    except Exception:  # a value's cell runs here: one that raises gives no answer
        if exercise.is_value:
            return False
        raise


def all_mutants(exercise: Exercise) -> list[mutants.Mutant]:
    """Return every mutant of the reference that is an answer at all."""
    return [one for one in mutants.mutants_of(exercise.expected.source) if not exercise.is_value or _is_cell(one)]


def _is_cell(mutant: mutants.Mutant) -> bool:
    last = ast.parse(mutant.source).body[0].body[-1]
    # `None` in a value's cell is an untouched cell.
    return isinstance(last, ast.Return) and ast.unparse(last.value) != "None"


def known_survivors() -> dict[str, dict[str, str]]:
    """Return the listed survivors: exercise id -> "change | text of the mutant" -> reason."""
    return json.loads(SURVIVORS.read_text())


def label(mutant: mutants.Mutant) -> str:
    """Return the name of a mutant in the list of survivors."""
    return f"{mutant.change} [{mutant.key}]"


def survivor_faults(exercise: Exercise, survivors: list[mutants.Mutant], listed: dict[str, str]) -> list[str]:
    """Every survivor must be listed as equivalent with a reason."""
    return [
        f"this wrong answer passes ({label(one)}); add an input that tells it apart, or list it:\n{one.source}"
        for one in survivors
        if len(listed.get(label(one), "").split()) < 4
    ]


def list_faults(exercise: Exercise, listed: dict[str, str]) -> list[str]:
    """Each listed survivor must still be a mutant of the reference and have a reason."""
    labels = {label(one) for one in all_mutants(exercise)}
    found = [f"{name} is listed but is no mutant any more" for name in listed if name not in labels]
    return found + [f"{name} needs a reason of some words" for name, why in listed.items() if len(why.split()) < 4]


def write_survivors(found: dict[str, list[mutants.Mutant]]) -> None:
    """Write the list of survivors; reasons that stand there stay, a new survivor gets an empty one."""
    known = known_survivors() if SURVIVORS.exists() else {}
    listed = {
        id: {label(one): known.get(id, {}).get(label(one), "") for one in ones} for id, ones in found.items() if ones
    }
    SURVIVORS.write_text(json.dumps(dict(sorted(listed.items())), indent=1, ensure_ascii=False) + "\n")
