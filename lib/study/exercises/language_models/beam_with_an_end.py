"""Search with a beam for the best text that may end at any step."""

import numpy as np

from lib.study.exercise import Exercise
from lib.study.trial import RuleError

exercise = Exercise(
    id="beam-with-an-end",
    chapter="09_language_models",
    section="from-chances-to-words-decoding",
    title="A beam that knows when to stop",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("beam-search", "autoregressive-generation"),
    statement=r"""
        The beam of the text writes a fixed number of tokens. Write `best_text(step, width, longest, end)`, for texts
        that end with the token `end`.

        `step(text)` takes a tuple of tokens and returns the array of log-probabilities of the next one. Begin with the
        empty text. At each of at most `longest` steps lengthen every living text by every token, and keep the `width`
        with the largest log-probability, *whether they end or not*. Those that end with `end` are finished and are
        lengthened no more; the others live on. Stop when none lives or `longest` tokens are written; texts that still
        live then count as finished too.

        Return the finished text with the largest log-probability **per token** (`end` is one of its tokens), a tuple of
        ints. Call `step` at most `width` times a step, and for living texts only.
    """,
    setup="import numpy as np",
    hints=(
        "What has to be remembered of a beginning, and what has to happen to one that ends?",
        r"""
        Two lists: living texts with their log-probability, and finished ones. One step makes all longer texts of the
        living, sorts them, cuts the list to `width`, and then deals them out to the two lists.
        """,
        """
        After `best = sorted(longer, key=lambda one: -one[1])[:width]`: `finished += [one for one in best if one[0][-1]
        == end]` and `living = [one for one in best if one[0][-1] != end]`. At the end `max(finished + living,
        key=lambda one: one[1] / len(one[0]))`.
        """,
    ),
    explanation=r"""
        Log-probabilities only fall, so among finished texts of different lengths the sum favours the short ones. The
        mean does not, but it may favour those that never end. Finished texts must leave the beam: nothing comes after
        the end. And they must be kept, as a later text may be worse.
    """,
    variant=r"""
        `lib.text.beam_search` hands the place of a finished text to the next best beginning, so that `width` texts are
        followed as long as there are as many; it stops as soon as no living text can win any more.
    """,
)


@exercise.stub
def best_text(step, width, longest, end):
    """Return the best finished text by log-probability per token, a tuple."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def best_text(step, width, longest, end):
    """Return the best finished text by log-probability per token, a tuple."""
    living, finished = [((), 0.0)], []
    for _ in range(longest):
        longer = []
        for text, total in living:
            for token, more in enumerate(step(text)):
                longer.append(((*text, token), total + more))
        best = sorted(longer, key=lambda one: -one[1])[:width]
        finished += [one for one in best if one[0][-1] == end]
        living = [one for one in best if one[0][-1] != end]
    return max(finished + living, key=lambda one: one[1] / len(one[0]))[0]


@exercise.alternative
def best_text(step, width, longest, end):
    living, champion, mark = {(): 0.0}, (), -np.inf
    for length in range(1, longest + 1):
        longer = {}
        for text, total in living.items():
            row = step(text)
            longer |= {(*text, k): total + float(row[k]) for k in range(len(row))}
        living = {}
        for text in sorted(longer, key=longer.get, reverse=True)[:width]:
            if text[-1] != end and length < longest:
                living[text] = longer[text]
            elif longer[text] / length > mark:
                champion, mark = text, longer[text] / length
    return champion


@exercise.alternative
def best_text(step, width, longest, end):
    texts, totals, pool = [()], np.zeros(1), []
    for _ in range(longest):
        if not texts:
            break
        scores = totals[:, None] + np.array([step(text) for text in texts])
        places = np.argsort(-scores, axis=None)[:width]
        parents, tokens = np.divmod(places, scores.shape[1])
        found = [
            ((*texts[i], int(k)), scores[i, k])
            for i, k in zip(parents.tolist(), tokens.tolist())
        ]
        pool += [one for one in found if one[0][-1] == end]
        texts = [text for text, _ in found if text[-1] != end]
        totals = np.array([total for text, total in found if text[-1] != end])
    pool += list(zip(texts, totals))
    means = [total / len(text) for text, total in pool]
    return pool[int(np.argmax(means))][0]


exercise.slip(
    "The best text is the one with the largest probability.",
    ("key=lambda one: one[1] / len(one[0])", "key=lambda one: one[1]"),
    message="""
        You rank finished texts by their log-probability, which favours the short ones. Rank by log-probability per
        token.
    """,
)

exercise.slip(
    "A text that has not ended by the last step is none.",
    ("max(finished + living, key", "max(finished or living, key"),
    message="""
        Texts that still live after the last step are lost in your search. They count as finished too.
    """,
)

exercise.slip(
    "The search is over when the first text ends.",
    (
        "living = [one for one in best if one[0][-1] != end]",
        "living = [one for one in best if one[0][-1] != end]\n"
        "        if finished:\n"
        "            break",
    ),
    message="""
        You stop with the first text that ends. A living one may still become better per token: go on until none lives
        or `longest` is reached.
    """,
)

exercise.slip(
    "The beam keeps the best continuations of each text.",
    (
        "        best = sorted(longer, key=lambda one: -one[1])[:width]\n",
        "        n = len(longer) // len(living) if living else 1\n"
        "        groups = [longer[i : i + n] for i in range(0, len(longer), n)]\n"
        "        best = []\n"
        "        for group in groups:\n"
        "            best += sorted(group, key=lambda one: -one[1])[:1]\n"
        "        if len(living) == 1:\n"
        "            best = sorted(longer, key=lambda one: -one[1])[:width]\n",
    ),
    message="""
        You keep the best continuation of each living text. The longer texts of all compete for the same places: one
        beginning may take several, another none.
    """,
)

exercise.slip(
    "Chances of the steps add up.",
    ("total + more", "total + np.exp(more)"),
    message="""
        You add up probabilities. Chances multiply along a text, so it is the log-probabilities that are added.
    """,
)

exercise.slip(
    "The beam is ranked by the last step only.",
    ("total + more", "more"),
    message="""
        You rank by the last token's log-probability and forget what the text has cost before it.
    """,
)

exercise.slip(
    "The token that ends a text does not count.",
    ("one[1] / len(one[0])", "one[1] / max(len(one[0]) - (one[0][-1] == end), 1)"),
    message="""
        You leave the end token out of the length. Its log-probability is in the sum, so it counts as a token.
    """,
)

exercise.slip(
    "The beam keeps its width of living texts and all that end besides.",
    (
        "        best = sorted(longer, key=lambda one: -one[1])[:width]\n",
        "        ranked = sorted(longer, key=lambda one: -one[1])\n"
        "        best = [one for one in ranked if one[0][-1] != end][:width]\n"
        "        best += [one for one in ranked if one[0][-1] == end]\n",
    ),
    message="""
        Texts that end get places of their own in your beam. They compete with the others for the same `width` places: a
        text that ends is finished only if it is among the best.
    """,
)


@exercise.misconception(
    "A text that has ended keeps its place in the beam.",
    message="""
        Your finished texts keep their places in the beam and push living ones out. They leave it, and all
        `width` places of the next step go to longer texts of the living.
    """,
)
def best_text(step, width, longest, end):
    beam = [((), 0.0)]
    for _ in range(longest):
        longer = []
        for text, total in beam:
            if end in text:
                longer += [(text, total)]
            else:
                row = enumerate(step(text))
                longer += [((*text, token), total + more) for token, more in row]
        beam = sorted(longer, key=lambda one: -one[1])[:width]
    return max(beam, key=lambda one: one[1] / len(one[0]))[0]


@exercise.trial
def trial(answer, width, longest, end, first, after):
    """Let an answer search in a small language with chances by the last token."""
    asked = 0

    def step(text):
        nonlocal asked
        asked += 1
        text = tuple(int(token) for token in text)
        if end in text:
            raise RuleError("You lengthen a text that has ended.")
        if len(text) >= longest:
            raise RuleError(f"You lengthen a text of {len(text)} tokens.")
        if asked > width * longest:
            raise RuleError("You called step more than `width` times a step.")
        return np.log(first if not text else after[len(text) % 2, text[-1]])

    found = answer(step, width, longest, end)
    return tuple(int(token) for token in found)


@exercise.inputs
def inputs(rng):
    def case(n_tokens, width, longest, end=0, sharp=1.0):
        first = rng.dirichlet(np.full(n_tokens, sharp)) + 1e-3
        after = rng.dirichlet(np.full(n_tokens, sharp), size=(2, n_tokens)) + 1e-3
        first, after = first / first.sum(), after / after.sum(axis=-1, keepdims=True)
        return width, longest, end, first, after

    yield case(3, 1, 1)
    yield case(2, 1, 4, end=1)
    yield case(4, 50, 3)  # wide enough for all
    yield case(3, 2, 6, sharp=0.3)
    after = np.array([[1 / 3, 1 / 3, 1 / 3], [0.1, 0.5, 0.4], [0.8, 0.1, 0.1]])
    # The best text needs the place that a finished one would keep.
    yield 2, 4, 0, np.array([0.2, 0.5, 0.3]), np.array([after, after])
    for _ in range(36):
        n_tokens = int(rng.integers(3, 6))
        yield case(
            n_tokens,
            int(rng.integers(1, 5)),
            int(rng.integers(2, 7)),
            int(rng.integers(n_tokens)),
            float(rng.uniform(0.4, 1.5)),
        )


exercise.compare()
