"""Predict letters by counting."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="bits-by-counts",
    chapter="08_recurrent",
    section="letters-of-austen-lines-of-tang",
    title="The table that networks have to beat",
    level=3,
    minutes=25,
    kind="implement",
    concepts=("rnn-sequence-loss", "recurrent-network"),
    statement=r"""
        Write `bits_by_counts(text, held_out, order, n_letters)`: the bits per character of a model of counts of
        `text`, measured on `held_out`; both are strings.

        Let $n(cx)$ be how often the letter $x$ followed the context $c$ in `text`, $n(c)=\sum_xn(cx)$, and $t(c)$ the
        number of *different* letters that followed it. With $c'$ for $c$ without its oldest letter,

        $$p(x\mid c)=\frac{n(cx)+t(c)\,p(x\mid c')}{n(c)+t(c)} .$$

        For a context with $n(c)=0$, $p(x\mid c)=p(x\mid c')$. Below the empty context, every letter has the chance
        `1 / n_letters`. Each letter is predicted from the `order - 1` letters before it; the first `order - 1` letters
        of `held_out` are not predicted. Return the mean of $-\log_2p$, a float.
    """,
    setup="import numpy as np",
    hints=(
        "Which of the contexts has to be asked first, if each one's answer needs the answer of the shorter one?",
        r"""
        Count into one dictionary from context to a dictionary of letters, for all context lengths
        $0,\dots,\text{order}-1$. To predict, start with $1/n$ and let the contexts improve $p$ one after the other, the
        empty one first.
        """,
        """
        In the loop over `k in range(order)`: `seen = after.get(held_out[i - k : i])`; if there is one,
        `p = (seen.get(x, 0) + len(seen) * p) / (sum(seen.values()) + len(seen))`.
        """,
    ),
    explanation=r"""
        A context in which many different letters were seen is likely to be followed by yet another: $t(c)$ estimates
        how much room to leave for that, and the shorter context says how to share it. No chance is ever 0, so no letter
        costs infinitely many bits. On the same text a table of runs of five or six letters is hard to beat for a small
        network, at the price of storing every run it has met.
    """,
    variant=r"""
        Kneser and Ney ask the shorter context not how often a letter came but after how many different contexts: the
        best of these smoothing rules, and for decades the core of speech recognition.
    """,
)


@exercise.stub
def bits_by_counts(text, held_out, order, n_letters):
    """Return the bits per character of a model of counts on a held-out text."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def bits_by_counts(text, held_out, order, n_letters):
    """Return the bits per character of a model of counts on a held-out text."""
    after = {}
    for k in range(order):
        for i in range(k, len(text)):
            seen = after.setdefault(text[i - k : i], {})
            seen[text[i]] = seen.get(text[i], 0) + 1
    total = 0.0
    for i in range(order - 1, len(held_out)):
        p = 1 / n_letters
        for k in range(order):
            seen = after.get(held_out[i - k : i])
            if seen:
                n, t = sum(seen.values()), len(seen)
                p = (seen.get(held_out[i], 0) + t * p) / (n + t)
        total -= float(np.log2(p))
    return total / (len(held_out) - order + 1)


@exercise.alternative
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        share = t / (n + t) if n else 1
        return (1 - share) * after.count(x) / max(n, 1) + share * lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.alternative
def bits_by_counts(text, held_out, order, n_letters):
    import math
    from collections import Counter

    runs = [
        Counter(text[i : i + k] for i in range(len(text) - k + 1))
        for k in range(1, order + 1)
    ]
    totals, kinds = Counter(), Counter()
    for run, count in (item for counts in runs for item in counts.items()):
        totals[run[:-1]] += count
        kinds[run[:-1]] += 1
    log_loss = 0.0
    for i in range(order - 1, len(held_out)):
        p = 1.0 / n_letters
        for k in range(order):
            run, c = held_out[i - k : i + 1], held_out[i - k : i]
            if totals[c]:
                p = (runs[k][run] + kinds[c] * p) / (totals[c] + kinds[c])
        log_loss += math.log(p)
    return -log_loss / math.log(2) / (len(held_out) - order + 1)


@exercise.misconception(
    "A loss is measured in natural logarithms.",
    message="""
        You return nats. Bits are logarithms to the base 2.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "The shortest context has the last word.",
    message="""
        You mix the longest context first and the empty one last, so the letter's overall frequency has the most weight.
        The rule goes the other way: the longest context is the outermost.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    total = 0.0
    for i in range(order - 1, len(held_out)):
        p = 1 / n_letters
        for k in reversed(range(order)):
            c = held_out[i - k : i]
            after = [text[j] for j in range(k, len(text)) if text[j - k : j] == c]
            n, t = len(after), len(set(after))
            p = (after.count(held_out[i]) + t * p) / (n + t) if n else p
        total -= np.log2(p)
    return float(total / (len(held_out) - order + 1))


@exercise.misconception(
    "Only the longest context that is known counts; the alphabet shares what is left.",
    message="""
        You ask the longest known context, and share the rest equally among all letters. What is left belongs to the
        next shorter context, which knows more than the alphabet does.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t / n_letters) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "Where the longest context is unknown, the alphabet has to do.",
    message="""
        You ask the longest context only; what it leaves, and all of it if it is unknown, you share equally among all
        letters. It belongs to the next shorter context.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        p = 1 / n_letters
        return (after.count(x) + t * p) / (n + t) if n else p

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "What was seen is predicted from the counts as they are; the shorter context is for what was not seen.",
    message="""
        For a letter that was seen you take its share as it is, and t(c) never comes in. Your chances then add up to
        more than 1: what is left for new letters must be taken from the old ones.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return after.count(x) / len(after) if x in after else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "t(c) is how often the context was seen.",
    message="""
        Your t(c) counts occurrences. It is the number of *different* letters that followed.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(after)
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "Each letter of the alphabet might follow, so t(c) is their number.",
    message="""
        Your t(c) is the same for every context: the number of all letters. Count the *different* letters that were seen
        behind c.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), n_letters
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "The counts may go on while the held-out text is read.",
    message="""
        You count the held-out text as well. Then the model is tested on what it has seen.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [
            s[i]
            for s in (text, held_out)
            for i in range(len(c), len(s))
            if s[i - len(c) : i] == c
        ]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "The oldest letter of a context is its last one.",
    message="""
        You cut off the newest letter. The shorter context keeps what stands next to the predicted letter: c[1:], not
        c[:-1].
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        lower = chance(x, c[:-1]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "A mean over a text is a mean over all its letters.",
    message="""
        You divide by the number of all letters of held_out; the first `order - 1` were not predicted.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.sum(bits) / len(held_out))


@exercise.misconception(
    "A letter with a short past is predicted from what there is.",
    message="""
        You predict the first `order - 1` letters as well, from shorter contexts; the task leaves them out.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [text[i] for i in range(len(c), len(text)) if text[i - len(c) : i] == c]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(0, len(held_out))
    bits = [
        -np.log2(chance(held_out[i], held_out[max(0, i - order + 1) : i]))
        for i in places
    ]
    return float(np.mean(bits))


@exercise.misconception(
    "What cannot be predicted cannot be counted.",
    message="""
        You count from the letter at `order - 1` on. The letters before it have contexts too, only shorter ones: for a
        context of k letters, counting begins at the letter at k.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    def chance(x, c):
        after = [
            text[i] for i in range(order - 1, len(text)) if text[i - len(c) : i] == c
        ]
        n, t = len(after), len(set(after))
        lower = chance(x, c[1:]) if c else 1 / n_letters
        return (after.count(x) + t * lower) / (n + t) if n else lower

    places = range(order - 1, len(held_out))
    bits = [-np.log2(chance(held_out[i], held_out[i - order + 1 : i])) for i in places]
    return float(np.mean(bits))


@exercise.misconception(
    "A slice that would begin before the text is no context.",
    message="""
        The first letters of `text` are counted too often: for i < k, `text[i - k : i]` begins at a negative index, and
        what comes is the empty context, once for every such k.
    """,
)
def bits_by_counts(text, held_out, order, n_letters):
    runs = [(text[i - k : i], x) for i, x in enumerate(text) for k in range(order)]
    total = 0.0
    for i in range(order - 1, len(held_out)):
        p = 1 / n_letters
        for k in range(order):
            after = [x for c, x in runs if c == held_out[i - k : i]]
            n, t = len(after), len(set(after))
            p = (after.count(held_out[i]) + t * p) / (n + t) if n else p
        total -= np.log2(p)
    return float(total / (len(held_out) - order + 1))


@exercise.inputs
def inputs(rng):
    def drawn(n, letters):
        text = [str(rng.choice(list(letters)))]
        while len(text) < n:
            place = letters.index(text[-1])
            hop = int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))
            text.append(letters[(place + hop) % len(letters)])
        return "".join(text)

    yield "abab", "abba", 1, 2
    yield "a", "b", 1, 3  # a letter that training never showed
    yield "aab", "zab", 3, 26  # an unknown context
    emma = "handsome, clever, and rich, with a comfortable home and happy disposition"
    yield emma, "and a happy, comfortable home with a clever and rich", 4, 27
    for _ in range(22):
        letters = "abcdef"[: int(rng.integers(3, 7))]
        yield (
            drawn(int(rng.integers(20, 60)), letters),
            drawn(int(rng.integers(8, 25)), letters),
            int(rng.integers(1, 5)),
            len(letters),
        )


exercise.compare(rtol=1e-7, atol=1e-9)
