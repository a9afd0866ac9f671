"""The declaration of an exercise: one file says everything the notebook, the check and the tests need."""

from __future__ import annotations

import ast
import inspect
import sys
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from lib.study.exercise_fields import check_fields
from lib.study.source import body_as_value, changed_function, source_of

MIN_ALTERNATIVES = 2
MIN_MISCONCEPTIONS = 4
MIN_INPUTS = 22  # at least two edge cases and twenty draws

AnswerT = TypeVar("AnswerT", bound=Callable[..., Any])
Comparer = Callable[[Any, Any, tuple[Any, ...]], str | None]


@dataclass(frozen=True)
class Answer:
    """One declared answer: the stub, a right answer or a misconception with what is said about it."""

    name: str
    source: str
    function: Callable[..., Any]
    belief: str = ""
    message: str = ""


class Exercise:
    r"""Declare an exercise and collect its answers through decorators.

    Parameters
    ----------
    id : str
        Permanent name, lower case with hyphens; the file has the same name with underscores.
    chapter : str
        Chapter as in its file name, such as ``"02_ml_basics"``.
    section : str
        Anchor of the section that the exercise follows.
    title : str
        A few words.
    level : {1, 2, 3}
        1 one step, 2 one idea in 8 to 20 lines, 3 joins two sections, meets real data or a bound.
    minutes : int
        Time an able student needs.
    kind : {"implement", "predict", "find-the-bug", "derive", "design"}
        What the reader does. For ``predict`` the answer is a value: declare the right and wrong ones as functions
        without arguments that return it, and the stub as `stub_text`.
    concepts : sequence of str
        Ids of the concepts practised.
    statement : str
        The task, Markdown with ``$math$``.
    hints : (str, str, str)
        A question, the idea, the line.
    explanation : str
        Why the solution is right, Markdown.
    variant : str
        One more way to see it, Markdown.
    setup : str, default=""
        Lines that define the names the reader's cell may rely on; the chapter's set-up cell holds them.
    stub_text : str, default=None
        The reader's cell for a ``predict`` exercise, such as ``"my_ratio = None"``.
    seconds : float, default=5.0
        Time after which a check says STOPPED, at most 8.
    megabytes : int, default=1024
        Memory an answer may take, where the system can limit it.
    rng : {"numpy", "python"}, default="numpy"
        Kind of random generator handed to the input function.

    Raises
    ------
    ValueError
        If a field is outside what is said above.

    Notes
    -----
    ``validate`` (called when the registry loads the file) checks what decorators add later. A class can be asked for
    as well as a function; then `trial` says what to do with it.
    Chapter: chapters/02_ml_basics.ipynb
    """

    def __init__(
        self,
        *,
        id: str,
        chapter: str,
        section: str,
        title: str,
        level: int,
        minutes: int,
        kind: str,
        concepts: Sequence[str],
        statement: str,
        hints: Sequence[str],
        explanation: str,
        variant: str,
        setup: str = "",
        stub_text: str | None = None,
        seconds: float = 5.0,
        megabytes: int = 1024,
        rng: str = "numpy",
    ) -> None:
        self.id, self.chapter, self.section, self.title = id, chapter, section, title
        self.level, self.minutes, self.kind = level, minutes, kind
        self.concepts, self.hints = tuple(concepts), tuple(inspect.cleandoc(hint) for hint in hints)
        self.statement, self.explanation = inspect.cleandoc(statement), inspect.cleandoc(explanation)
        self.variant, self.setup = inspect.cleandoc(variant), inspect.cleandoc(setup)
        self.stub_text, self.seconds, self.megabytes, self.rng = stub_text, seconds, megabytes, rng
        self._stub: Answer | None = None
        self._reference: Answer | None = None
        self.alternatives: list[Answer] = []
        self.misconceptions: list[Answer] = []
        self._inputs: Callable[[Any], Iterable[tuple[Any, ...]]] | None = None
        self.driver: Callable[..., Any] | None = None
        self.comparer: Comparer | None = None
        self.rtol, self.atol = 1e-9, 1e-12
        check_fields(self)

    # --- decorators -------------------------------------------------------------------------------------------

    def _answer(self, function: Callable[..., Any], frame: Any, belief: str = "", message: str = "") -> Answer:
        source = source_of(function, frame.f_code.co_filename, frame.f_lineno)
        return Answer(function.__name__, source, function, belief, message)

    def stub(self, function: AnswerT) -> AnswerT:
        """Declare what the reader starts from: it raises NotImplementedError, or holds the planted bug."""
        self._stub = self._answer(function, sys._getframe(1))
        return function

    def reference(self, function: AnswerT) -> AnswerT:
        """Declare the solution that the expected results come from."""
        self._reference = self._answer(function, sys._getframe(1))
        return function

    def alternative(self, function: AnswerT) -> AnswerT:
        """Declare another right answer, found on another way."""
        self.alternatives.append(self._answer(function, sys._getframe(1)))
        return function

    def misconception(self, belief: str, *, message: str) -> Callable[[AnswerT], AnswerT]:
        """Declare a wrong belief: one sentence, the message that helps, and the code such a reader would write."""

        def declare(function: AnswerT) -> AnswerT:
            answer = self._answer(function, sys._getframe(1), belief.strip(), " ".join(message.split()))
            self.misconceptions.append(answer)
            return function

        return declare

    def slip(self, belief: str, *changes: tuple[str, str], message: str) -> None:
        """Declare a wrong belief as changes ``(text, other text)`` in the reference, which must stand above it."""
        reference = self.expected
        source, function = changed_function(reference.source, changes, reference.function)
        self.misconceptions.append(Answer(reference.name, source, function, belief, " ".join(message.split())))

    def inputs(self, function: AnswerT) -> AnswerT:
        """Declare the generator of argument tuples: edge cases first, then at least twenty draws from its `rng`."""
        self._inputs = function
        return function

    def trial(self, function: AnswerT) -> AnswerT:
        """Declare what is done with an answer and the arguments; without it the answer is called with them."""
        self.driver = function
        return function

    def compare(self, comparer: Any = None, *, rtol: float = 1e-9, atol: float = 1e-12) -> Any:
        """Set the tolerance, or a comparer ``(got, wanted, args) -> None | str`` that says what is wrong."""
        self.comparer, self.rtol, self.atol = comparer, rtol, atol
        return comparer

    # --- what the rest of the package reads --------------------------------------------------------------------

    @property
    def is_value(self) -> bool:
        """Whether the answer is a value, not code."""
        return self.kind == "predict"

    @property
    def expected(self) -> Answer:
        """The reference answer."""
        if self._reference is None:
            raise ValueError(f"{self.id}: a reference must be declared")
        return self._reference

    @property
    def start(self) -> Answer | None:
        """The stub, or None where the answer is a value."""
        return self._stub

    @property
    def name(self) -> str:
        """Name of the reader's function, class or value."""
        return self.expected.name

    @property
    def stub_source(self) -> str:
        """Text of the reader's cell."""
        if self.stub_text is not None:
            return self.stub_text
        return self._stub.source if self._stub else ""

    def as_cell(self, answer: Answer) -> str:
        """Return an answer as the reader would write it in the cell."""
        return body_as_value(answer.source, self.name) if self.is_value else answer.source

    def run(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Apply an answer to one tuple of arguments."""
        return self.driver(function, *args) if self.driver else function(*args)

    def draw_inputs(self) -> list[tuple[Any, ...]]:
        """Return the argument tuples, the same on every call."""
        if self._inputs is None:
            return [()]
        seed = zlib.crc32(self.id.encode())
        if self.rng == "python":
            import random

            return list(self._inputs(random.Random(seed)))
        import numpy as np

        return list(self._inputs(np.random.default_rng(seed)))

    def problems(self) -> list[str]:
        """Return what is missing or wrong in the declaration, one sentence each."""
        found = []
        if self._reference is None:
            return ["a reference must be declared"]
        if len(self.alternatives) < MIN_ALTERNATIVES:
            found.append(f"at least {MIN_ALTERNATIVES} alternatives are wanted, got {len(self.alternatives)}")
        if len(self.misconceptions) < MIN_MISCONCEPTIONS:
            found.append(f"at least {MIN_MISCONCEPTIONS} misconceptions are wanted, got {len(self.misconceptions)}")
        answers = [*([self._stub] if self._stub else []), *self.alternatives, *self.misconceptions]
        found += [f"all answers must be called {self.name}, got {one.name}" for one in answers if one.name != self.name]
        for one in self.misconceptions:
            if len(one.belief.split()) < 5 or len(one.message.split()) < 8:
                found.append(f"a misconception needs a belief and a message in sentences, got {one.belief!r}")
        if len({one.message for one in self.misconceptions}) < len(self.misconceptions):
            found.append("each misconception needs a message of its own")
        if self.is_value:
            targets = [
                ast.unparse(node.targets[0])
                for node in ast.parse(self.stub_source).body
                if isinstance(node, ast.Assign)
            ]
            if targets != [self.name]:
                found.append(f"stub_text must assign to {self.name} once, got {self.stub_source!r}")
        elif self._stub is None:
            found.append("a stub must be declared")
        if not self.is_value and (self._inputs is None or len(self.draw_inputs()) < MIN_INPUTS):
            found.append(f"inputs must yield edge cases and 20 draws, at least {MIN_INPUTS} in all")
        return found

    def validate(self) -> Exercise:
        """Return self if the declaration is complete.

        Raises
        ------
        ValueError
            With every problem found, if it is not.
        """
        if found := self.problems():
            raise ValueError(f"exercise {self.id}: " + "; ".join(found))
        return self

    def __repr__(self) -> str:
        return f"Exercise({self.id!r}, chapter={self.chapter!r}, level={self.level}, kind={self.kind!r})"
