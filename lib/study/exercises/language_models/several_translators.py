"""Compute BLEU of a text against the references of several translators."""

import numpy as np

from lib.study.exercise import Exercise

exercise = Exercise(
    id="several-translators",
    chapter="09_language_models",
    section="is-it-a-good-translation-bleu-and-rouge",
    title="BLEU with several translators",
    level=2,
    minutes=18,
    kind="implement",
    concepts=("bleu",),
    statement=r"""
        Two people translate a sentence in two ways, so BLEU takes several references. Write `bleu_many(candidates,
        references)`: `candidates` is a list of sentences, `references[i]` the list of one or more references of
        sentence $i$; each sentence is a list of words. Use $n$-grams of 1 and 2 words only.

        - An $n$-gram of a candidate counts at most as often as the one reference of its sentence has it that has it
          *most often*.
        - $r$ adds up, over the sentences, the length of that reference which is *nearest* to the candidate's; of two
          as near, the shorter.
        - All counts and lengths are summed over the sentences before anything is divided.

        Return $\min(1,e^{1-r/h})\sqrt{p_1p_2}$ times 100, a float; 0 if no pair (or no word) counts at all.
    """,
    setup="import numpy as np",
    hints=(
        "For one $n$-gram and three references: which single number says how often it may count?",
        r"""
        Take for each $n$-gram the maximum of its counts over the references, then the minimum of that and the
        candidate's count. For the length, sort the references' lengths by distance, then by length.
        """,
        """
        `allowed = max(count(ref, n)[g] for ref in refs)`, `matched[n] += min(ours[g], allowed)`, and `r +=
        min((abs(len(ref) - h_i), len(ref)) for ref in refs)[1]`.
        """,
    ),
    explanation=r"""
        With several references more ways to say it are right. Adding the references' counts up would let a candidate
        say "the" once for each translator; the maximum asks for one translator who would say it as often.
    """,
    variant=r"""
        `lib.text.corpus_bleu` does the same with up to four words, on strings; its references come the other way round,
        one list of sentences for each translator.
    """,
)


@exercise.stub
def bleu_many(candidates, references):
    """Return BLEU of a text, from words and pairs, with several references."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def bleu_many(candidates, references):
    """Return BLEU of a text, from words and pairs, with several references."""
    matched, total, h, r = {1: 0, 2: 0}, {1: 0, 2: 0}, 0, 0
    for words, refs in zip(candidates, references):
        h += len(words)
        r += min((abs(len(ref) - len(words)), len(ref)) for ref in refs)[1]
        for n in range(1, 3):
            ours = [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]
            theirs = [[tuple(x[k : k + n]) for k in range(len(x))] for x in refs]
            for gram in set(ours):
                allowed = max(grams.count(gram) for grams in theirs)
                matched[n] += min(ours.count(gram), allowed)
            total[n] += len(ours)
    if 0 in matched.values():
        return 0.0
    shares = np.sqrt(matched[1] / total[1]) * np.sqrt(matched[2] / total[2])
    return (100 * min(1, np.exp(1 - r / h)) * shares).item()


@exercise.alternative
def bleu_many(candidates, references):
    from collections import Counter

    def grams(words, n):
        return Counter(zip(*(words[k:] for k in range(n))))

    figures = np.zeros(6)
    for words, refs in zip(candidates, references):
        near = sorted(refs, key=lambda ref: (abs(len(ref) - len(words)), len(ref)))
        row = [len(words), len(near[0])]
        for n in (1, 2):
            allowed = Counter()
            for ref in refs:
                allowed |= grams(ref, n)
            ours = grams(words, n)
            row += [(ours & allowed).total(), ours.total()]
        figures += row
    h, r, good_1, all_1, good_2, all_2 = figures.tolist()
    if good_1 * good_2 == 0:
        return 0.0
    penalty = 1.0 if h >= r else np.exp(1 - r / h)
    return float(100 * penalty * np.sqrt(good_1 * good_2 / (all_1 * all_2)))


@exercise.alternative
def bleu_many(candidates, references):
    log_share = 0.0
    for n in (1, 2):
        good = every = 0
        for words, refs in zip(candidates, references):
            left = {}
            for ref in refs:
                seen = {}
                for k in range(len(ref) - n + 1):
                    gram = tuple(ref[k : k + n])
                    seen[gram] = seen.get(gram, 0) + 1
                    left[gram] = max(left.get(gram, 0), seen[gram])
            for k in range(len(words) - n + 1):
                gram = tuple(words[k : k + n])
                every += 1
                if left.get(gram, 0) > 0:
                    good += 1
                    left[gram] -= 1
        if good == 0:
            return 0.0
        log_share += np.log(good / every) / 2
    h = sum(map(len, candidates))
    lengths = [
        min([len(ref) for ref in refs], key=lambda m: (abs(m - len(words)), m))
        for words, refs in zip(candidates, references)
    ]
    return float(100 * np.exp(log_share + min(0, 1 - sum(lengths) / h)))


exercise.slip(
    "Every reference allows its own count, so they add up.",
    ("max(grams.count(gram)", "sum(grams.count(gram)"),
    message="""
        You add up the counts of the references. A candidate may use a word as often as *one* translator would: take the
        largest count.
    """,
)

exercise.slip(
    "A word that stands in a reference counts each time.",
    ("min(ours.count(gram), allowed)", "ours.count(gram) * (allowed > 0)"),
    message="""
        You count a word each time if a reference has it at all: "the the the the" would score. Clip at the reference's
        count.
    """,
)

exercise.slip(
    "Only the first reference counts.",
    (
        "allowed = max(grams.count(gram) for grams in theirs)",
        "allowed = theirs[0].count(gram)",
    ),
    message="""
        You look at the first reference only. What any translator says is right.
    """,
)

exercise.slip(
    "The reference length is that of the shortest reference.",
    (
        "min((abs(len(ref) - len(words)), len(ref)) for ref in refs)[1]",
        "min(len(ref) for ref in refs)",
    ),
    message="""
        You take the shortest reference for the length. The one nearest to the candidate's length counts.
    """,
)

exercise.slip(
    "The penalty is for every difference in length.",
    ("min(1, np.exp(1 - r / h))", "np.exp(-abs(1 - r / h))"),
    message="""
        You punish long candidates too. Their superfluous words lower the shares already; the penalty is for short ones.
    """,
)

exercise.slip(
    "The shares are averaged as plain numbers.",
    (
        "np.sqrt(matched[1] / total[1]) * np.sqrt(matched[2] / total[2])",
        "np.mean([matched[1] / total[1], matched[2] / total[2]])",
    ),
    message="""
        You take the plain mean of the two shares. BLEU takes the geometric mean, the root of their product.
    """,
)


exercise.slip(
    "The root belongs to the explanation only.",
    (
        "np.sqrt(matched[1] / total[1]) * np.sqrt(matched[2] / total[2])",
        "np.prod([matched[1] / total[1], matched[2] / total[2]])",
    ),
    message="""
        You multiply the two shares and leave out the root: a geometric mean of two numbers is the root of their
        product.
    """,
)

exercise.slip(
    "A candidate that says little is punished by its shares.",
    ("min(1, np.exp(1 - r / h)) * ", ""),
    message="""
        Nothing in your score depends on r. A candidate shorter than its reference pays exp(1 - r/h).
    """,
)

exercise.slip(
    "The reference length is that of the first reference.",
    ("min((abs(len(ref) - len(words)), len(ref)) for ref in refs)[1]", "len(refs[0])"),
    message="""
        Your r is the length of the first reference. The one nearest to the candidate's length counts.
    """,
)


@exercise.misconception(
    "The score of a text is the mean over its sentences.",
    message="""
        You average the scores of the sentences. Sum all counts and lengths over the text first, then divide once.
    """,
)
def bleu_many(candidates, references):
    scores = []
    for words, refs in zip(candidates, references):
        r = min((abs(len(ref) - len(words)), len(ref)) for ref in refs)[1]
        product = 1.0
        for n in (1, 2):
            ours = [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]
            theirs = [[tuple(x[k : k + n]) for k in range(len(x))] for x in refs]
            good = sum(
                min(ours.count(g), max(grams.count(g) for grams in theirs))
                for g in set(ours)
            )
            product *= good / max(len(ours), 1)
        penalty = min(1, np.exp(1 - r / max(len(words), 1)))
        scores.append(100 * penalty * product**0.5)
    return float(np.mean(scores))


exercise.slip(
    "The shares are divided by what the reference holds.",
    ("total[n] += len(ours)", "total[n] += len(theirs[0]) - n + 1"),
    message="""
        You divide by the n-grams of a reference: that is ROUGE's recall. BLEU divides by those of the candidate.
    """,
)


@exercise.inputs
def inputs(rng):
    words = np.array("the a cat dog sat on mat is".split())

    def sentence(low, high):
        return words[
            rng.integers(len(words), size=int(rng.integers(low, high)))
        ].tolist()

    def near(ref):
        changed = list(ref)
        for _ in range(int(rng.integers(0, 3))):
            changed[int(rng.integers(len(changed)))] = str(rng.choice(words))
        return changed[: int(rng.integers(max(2, len(changed) - 2), len(changed) + 1))]

    yield [["the", "the", "the"]], [[["the", "cat"], ["the", "the", "cat"]]]
    yield [["the"]], [[["the"]]]  # no pair
    yield [["a", "b"]], [[["c", "d"], ["e"]]]  # nothing right
    yield [["the", "cat", "sat"]], [[["the", "cat", "sat", "on"], ["the", "cat"]]]
    shorter, nearest = ["the", "cat", "sat"], ["the", "cat", "sat", "on", "the", "mat"]
    yield [["the", "cat", "sat", "on", "mat"]], [[shorter, nearest]]
    for _ in range(25):
        candidates, references = [], []
        for _ in range(int(rng.integers(1, 4))):
            ref = sentence(4, 8)
            refs = [ref] + [near(ref) for _ in range(int(rng.integers(1, 3)))]
            longer = near(ref) + sentence(0, 3)
            candidates.append(longer)
            references.append([refs[k] for k in rng.permutation(len(refs))])
        yield candidates, references


exercise.compare(rtol=1e-9, atol=1e-9)
