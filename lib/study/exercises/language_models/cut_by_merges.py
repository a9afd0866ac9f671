"""Encode a word by learned merges."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="cut-by-merges",
    chapter="09_language_models",
    section="byte-pair-encoding",
    title="Cut a new word",
    level=2,
    minutes=15,
    kind="implement",
    concepts=("subword-tokenization", "tokenization"),
    statement=r"""
        The merges are learned; now a word comes in that training may never have met. Write `cut_word(word, merges)`.

        `merges` is a list of pairs `(left, right)` in the order of learning, as training gives them. Start from the
        single letters. As long as two neighbours are one of the merges, take that merge which was learned *first* among
        those present, and join its pair wherever it stands, from left to right. Return the list of tokens.
    """,
    hints=(
        "Which merge has to be made before which: the one that stands farther left, or the one learned earlier?",
        r"""
        Give each merge its rank. Among the pairs of neighbours, find the one with the smallest rank; join it
        everywhere; look again, since new neighbours have appeared. Stop when no pair has a rank.
        """,
        """
        `ranks = {pair: k for k, pair in enumerate(merges)}`; list the neighbouring pairs that have a rank, stop if
        there is none, else join `min(present, key=ranks.get)`.
        """,
    ),
    explanation=r"""
        Encoding repeats what training did, in the same order: each merge was learned in a text in which the earlier
        ones had been made. So a word of the training text is cut as training left it. Cutting off the longest known
        token from the left looks similar and gives other tokens; a model trained on the one cut does not know the
        other.
    """,
    variant=r"""
        Since the two parts of a merge are older than the merge, one pass through all merges in order gives the same,
        at the cost of looking at each of the 50,000; searching the few pairs that are present is faster.
    """,
)


@exercise.stub
def cut_word(word, merges):
    """Return the tokens of a word, a list of strings."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def cut_word(word, merges):
    """Return the tokens of a word, a list of strings."""
    ranks = {pair: k for k, pair in enumerate(merges)}
    tokens = list(word)
    while True:
        pairs = [tuple(tokens[t : t + 2]) for t in range(len(tokens) - 1)]
        present = [pair for pair in pairs if pair in ranks]
        if not present:
            return tokens
        best = min(present, key=ranks.get)
        joined, t = [], 0
        while t < len(tokens):
            if tuple(tokens[t : t + 2]) == best:
                joined.append(best[0] + best[1])
                t += 2
            else:
                joined.append(tokens[t])
                t += 1
        tokens = joined


@exercise.alternative
def cut_word(word, merges):
    tokens = list(word)
    for (
        left,
        right,
    ) in merges:  # parts are older than what they make: one pass is enough
        t = 0
        while t + 1 < len(tokens):
            if tokens[t] == left and tokens[t + 1] == right:
                tokens[t : t + 2] = [left + right]
            t += 1
    return tokens


@exercise.alternative
def cut_word(word, merges):
    tokens = list(word)
    while True:
        ranked = [
            (merges.index((tokens[t], tokens[t + 1])), t)
            for t in range(len(tokens) - 1)
            if (tokens[t], tokens[t + 1]) in merges
        ]
        if not ranked:
            return tokens
        _, t = min(ranked)  # the earliest merge, and of its places the leftmost
        tokens[t : t + 2] = [tokens[t] + tokens[t + 1]]


@exercise.misconception(
    "Encoding cuts off the longest known token, again and again.",
    message="""
        You take the longest token that fits, from the left. Those are not the tokens that training made: merges are
        made in the order in which they were learned, wherever they stand.
    """,
)
def cut_word(word, merges):
    known = {left + right for left, right in merges}
    tokens, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start + 1 and word[start:end] not in known:
            end -= 1
        tokens.append(word[start:end])
        start = end
    return tokens


@exercise.misconception(
    "Merges are made in the order in which they stand in the word.",
    message="""
        You join the leftmost pair that is a merge. Another one, learned earlier, may stand farther right and need one
        of the letters you have used up.
    """,
)
def cut_word(word, merges):
    tokens = list(word)
    t = 0
    while t + 1 < len(tokens):
        if (tokens[t], tokens[t + 1]) in merges:
            tokens[t : t + 2] = [tokens[t] + tokens[t + 1]]
            t = 0
        else:
            t += 1
    return tokens


exercise.slip(
    "Later merges are better, as they make longer tokens.",
    ("min(present", "max(present"),
    message="""
        You take the merge that was learned last. The earlier ones have built its parts; begin with the first.
    """,
)


@exercise.misconception(
    "A merge is made once in a word.",
    message="""
        Each merge is made at one place only. It joins its pair wherever the word has it.
    """,
)
def cut_word(word, merges):
    tokens = list(word)
    for left, right in merges:
        for t in range(len(tokens) - 1):
            if tokens[t] == left and tokens[t + 1] == right:
                tokens[t : t + 2] = [left + right]
                break
    return tokens


@exercise.misconception(
    "The pairs that count are those of the letters.",
    message="""
        You look at the pairs of single letters and stop after one round. Joined tokens have neighbours too, and merges
        of their own.
    """,
)
def cut_word(word, merges):
    tokens, t = [], 0
    while t < len(word):
        if t + 1 < len(word) and (word[t], word[t + 1]) in merges:
            tokens.append(word[t] + word[t + 1])
            t += 2
        else:
            tokens.append(word[t])
            t += 1
    return tokens


@exercise.misconception(
    "What is one string is one pair, however it is cut.",
    message="""
        You join neighbours whose letters together spell a known token. A merge is of two particular tokens: the same
        letters cut elsewhere are no merge.
    """,
)
def cut_word(word, merges):
    ranks = {}
    for k, (left, right) in enumerate(merges):
        ranks.setdefault(left + right, k)
    tokens = list(word)
    while True:
        present = [
            (ranks[tokens[t] + tokens[t + 1]], t)
            for t in range(len(tokens) - 1)
            if tokens[t] + tokens[t + 1] in ranks
        ]
        if not present:
            return tokens
        _, t = min(present)
        tokens[t : t + 2] = [tokens[t] + tokens[t + 1]]


@exercise.misconception(
    "A merge may be looked up in the text with gaps between the tokens.",
    message="""
        You replace within one string. There the end of a longer token looks like the token itself: "b c" is found in
        "ab c". Compare whole tokens.
    """,
)
def cut_word(word, merges):
    spaced = " ".join(word)
    for left, right in merges:
        spaced = spaced.replace(left + " " + right, left + right)
    return spaced.split()


@exercise.misconception(
    "Of three equal letters the last two are joined.",
    message="""
        You join from right to left. In a run of equal letters that leaves the odd one at the wrong end.
    """,
)
def cut_word(word, merges):
    tokens = list(word)
    for left, right in merges:
        t = len(tokens) - 2
        while t >= 0:
            if tokens[t] == left and tokens[t + 1] == right:
                tokens[t : t + 2] = [left + right]
                t -= 1
            t -= 1
    return tokens


@exercise.inputs
def inputs(rng):
    def learned(words, n_merges):
        cut, merges = [list(word) for word in words], []
        for _ in range(n_merges):
            counts = {}
            for tokens in cut:
                for t in range(len(tokens) - 1):
                    pair = tokens[t], tokens[t + 1]
                    counts[pair] = counts.get(pair, 0) + 1
            if not counts:
                break
            best = max(sorted(counts), key=lambda pair: counts[pair])
            merges.append(best)
            for tokens in cut:
                t = 0
                while t + 1 < len(tokens):
                    if (tokens[t], tokens[t + 1]) == best:
                        tokens[t : t + 2] = [best[0] + best[1]]
                    t += 1
        return merges

    def drawn(letters, longest):
        n = int(rng.integers(3, longest))
        return "".join(str(x) for x in rng.choice(list(letters), n))

    plural = [("b", "o"), ("bo", "y"), ("g", "i"), ("r", "l"), ("gi", "rl")]
    yield "girlboys", plural
    yield "", plural
    yield "x", plural
    yield "cows", plural  # nothing to merge
    yield "aaaaaaa", [("a", "a"), ("aa", "aa")]
    yield "abc", [("b", "c"), ("a", "b")]  # the later one stands farther left
    yield "abcd", [("a", "b"), ("c", "d"), ("ab", "c")]
    yield "abc", [("a", "b"), ("b", "c"), ("ab", "c")]
    yield "abcab", [("b", "c"), ("a", "b"), ("ab", "c")]  # a and bc: no merge
    for k in range(30):
        letters = ("ab", "abc", "abcd")[k % 3]
        words = [drawn(letters, 9) for _ in range(12)]
        yield drawn(letters, 14), learned(words, int(rng.integers(2, 9)))


exercise.compare()
