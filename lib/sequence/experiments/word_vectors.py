"""What the neighbours of a word teach about it: word2vec on all long English texts of the book, recorded.

Run by ``python -m lib.sequence.experiments.word_vectors``: about five minutes on one core. Where the package gensim is
installed, the published lists of questions that it ships are answered as well; nothing of it is run.
"""

from __future__ import annotations

import itertools
import re
import time
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.data import load_austen, load_king_james, load_moby_dick
from lib.sequence.experiments.bits_per_character import inner_best
from lib.text import SkipGram, WordVectors
from lib.train import record

NAME = "word_vectors"
COMMAND = "python -m lib.sequence.experiments.word_vectors"
MIN_COUNT, WIDTH, WINDOW, N_EPOCHS = 5, 50, 5, 2
RATES = (0.0125, 0.025, 0.05, 0.1, 0.2, 0.4)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
# Both lists were written down before any vector was looked at.
KINDS = {
    "family": "mother father sister brother aunt uncle cousin daughter son wife husband niece nephew",
    "numbers": "two three four five six seven eight ten twelve twenty",
    "time": "day week month year hour morning evening night",
    "body": "hand arm eyes face head lips",
    "rooms": "room door window table chair fire",
    "travel": "carriage horses chaise coach barouche",
    "sorrow": "anger grief sorrow misery distress vexation",
    "joy": "joy delight pleasure happiness satisfaction gratitude",
    "places": "london bath brighton portsmouth lyme bristol",
    "music": "music pianoforte harp song instrument",
}
COUPLES = (
    "man woman, brother sister, father mother, son daughter, uncle aunt, nephew niece, husband wife, gentleman lady,"
    " sir madam, boy girl, mr mrs, he she, his her, himself herself"
)


def words_of(text: str) -> list[str]:
    """Cut a text into words of small letters, everything else left out.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.word_vectors import words_of
    >>> words_of("Emma Woodhouse, handsome,")
    ['emma', 'woodhouse', 'handsome']
    """
    return re.findall("[a-z]+", text.lower())


def numbered(words: Sequence[str], min_count: int = MIN_COUNT) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Give each word of a text a number, the most frequent first, and leave out the rare ones.

    Parameters
    ----------
    words : sequence of str
    min_count : int, default 5

    Returns
    -------
    vocab : tuple of str
    ids : ndarray of int64, shape (n_words,)

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.word_vectors import numbered
    >>> numbered("to be or not to be".split(), min_count=2)
    (('to', 'be'), array([0, 1, 0, 1]))
    """
    counts = Counter(words)
    vocab = tuple(word for word, count in counts.most_common() if count >= min_count)
    places = {word: place for place, word in enumerate(vocab)}
    return vocab, np.array([places[word] for word in words if word in places], dtype=np.int64)


def kinds_found(vectors: WordVectors, kinds: dict[str, str] | None = None) -> tuple[float, float]:
    """Return how often the nearest word of a list is of the same kind, and how often chance would have it so.

    Parameters
    ----------
    vectors : WordVectors
    kinds : dict of str to str, optional
        Words, by kind; `KINDS` if not given. Words without a vector are left out.

    Returns
    -------
    share, by_chance : float

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.word_vectors import kinds_found
    >>> from lib.text import WordVectors
    >>> vectors = WordVectors(["red", "blue", "cat", "dog"], [[1, 0], [1, 0.1], [0, 1], [0.1, 1]])
    >>> kinds_found(vectors, {"colours": "red blue", "animals": "cat dog"})
    (1.0, 0.3333333333333333)
    """
    pairs = [(word, kind) for kind, words in (kinds or KINDS).items() for word in words.split() if word in vectors]
    table = np.array([vectors[word] for word, _ in pairs])
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    cosines = table @ table.T  # (n_words, n_words)
    np.fill_diagonal(cosines, -np.inf)
    names = np.array([kind for _, kind in pairs])
    same = names[:, None] == names
    share = np.mean(names[cosines.argmax(axis=1)] == names)
    return float(share), float((same.sum() - len(names)) / (len(names) * (len(names) - 1)))


def couples_found(vectors: WordVectors, couples: str | None = None) -> tuple[float, float, int]:
    """Answer "a is to b as c is to ...", with the offset b - a and, as a control, without it.

    Parameters
    ----------
    vectors : WordVectors
    couples : str, optional
        Pairs with commas between; `COUPLES` if not given. Every ordered pair of pairs is a question, both ways.

    Returns
    -------
    share : float
        Of questions whose first answer, of all words that have a vector, is the right one.
    without : float
        The same for the word nearest to c.
    n_questions : int

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.word_vectors import couples_found
    >>> from lib.text import WordVectors
    >>> words = ["man", "woman", "king", "queen", "throne"]
    >>> vectors = WordVectors(words, [[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [0.1, 0.1, 1]])
    >>> couples_found(vectors, "man woman, king queen")
    (1.0, 0.0, 4)
    """
    pairs = [pair.split() for pair in (couples or COUPLES).split(",")]
    pairs = [pair for pair in pairs if all(word in vectors for word in pair)]
    right = right_without = n = 0
    for (a, b), (c, d) in itertools.permutations(pairs, 2):
        for first, second, third, wanted in ((a, b, c, d), (b, a, d, c)):
            right += vectors.analogy(first, second, third, n=1)[0][0] == wanted
            # The same rule without the offset: nearest to c, with a, b and c left out.
            near = [word for word, _ in vectors.most_similar(third, n=3) if word not in (first, second)]
            right_without += near[0] == wanted
            n += 1
    return right / n, right_without / n, n


def rank_correlation(x: Sequence[float], y: Sequence[float]) -> float:
    """Return Spearman's correlation: that of the ranks, equal values sharing theirs.

    Parameters
    ----------
    x, y : sequence of float

    Returns
    -------
    float

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.word_vectors import rank_correlation
    >>> rank_correlation([1, 2, 3, 4], [1, 4, 9, 16])
    1.0
    """
    ranks = []
    for values in (x, y):
        _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
        ranks.append((np.cumsum(counts) - (counts - 1) / 2)[places])
    one, other = (values - values.mean() for values in ranks)
    return round(float(one @ other / np.sqrt((one @ one) * (other @ other))), 12)


def published_scores(vectors: WordVectors) -> dict[str, float] | None:
    """Score vectors on WordSim-353 and on the analogies of word2vec, where gensim's copies are at hand.

    Parameters
    ----------
    vectors : WordVectors

    Returns
    -------
    dict of str to float, or None
        Spearman's correlation and the share of right first answers, with how many questions have vectors for all their
        words; None without gensim.

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Finkelstein et al. (2002), *Placing Search in Context: The Concept Revisited*; Mikolov, Chen, Corrado and Dean
    (2013), *Efficient Estimation of Word Representations in Vector Space*.

    Examples
    --------
    >>> from lib.sequence.experiments.word_vectors import published_scores
    >>> from lib.text import WordVectors
    >>> scores = published_scores(WordVectors(["man"], [[1.0]]))  # None without gensim
    >>> scores is None or scores["n_analogies"] == 0
    True
    """
    found = find_spec("gensim")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "test" / "test_data"
    lines = (folder / "wordsim353.tsv").read_text(encoding="utf-8").splitlines()
    rated = [line.lower().split("\t") for line in lines if not line.startswith("#")]
    known = [(one, two, float(mark)) for one, two, mark in rated if one in vectors and two in vectors]
    questions = [
        line.lower().split()
        for line in (folder / "questions-words.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith(":")
    ]
    asked = [question for question in questions if all(word in vectors for word in question)]
    right = sum(vectors.analogy(a, b, c, n=1)[0][0] == wanted for a, b, c, wanted in asked)
    cosines = [vectors.similarity(one, two) for one, two, _ in known]
    return {
        "n_rated": len(known),
        "n_rated_all": len(rated),
        "rank_correlation": round(rank_correlation(cosines, [mark for *_, mark in known]), 3)
        if len(known) > 2
        else 0.0,
        "n_analogies": len(asked),
        "n_analogies_all": len(questions),
        "analogies": round(right / len(asked), 3) if asked else 0.0,
    }


def trained(ids: NDArray[np.int64], vocab_size: int, lr: float, seed: int) -> SkipGram:
    """Train vectors of words.

    Parameters
    ----------
    ids : ndarray of int64, shape (n_words,)
    vocab_size : int
    lr : float
    seed : int

    Returns
    -------
    SkipGram

    Notes
    -----
    Chapter: chapters/09_language_models.ipynb

    Examples
    --------
    >>> import numpy as np
    >>> from lib.sequence.experiments.word_vectors import trained
    >>> trained(np.arange(300) % 7, 7, lr=0.05, seed=0).vectors.shape
    (7, 50)
    """
    return SkipGram(vocab_size, WIDTH, window=WINDOW, n_epochs=N_EPOCHS, lr=lr, rng=seed).train(ids)


def main() -> None:
    """Train on the texts, and on the same words in random order, and record what the vectors know."""
    start = time.process_time()
    texts = [load().train for load in (load_austen, load_moby_dick, load_king_james)]
    vocab, ids = numbered([word for text in texts for word in words_of(text)])
    lr, tried = inner_best(
        RATES, RATES.index(0.05), lambda rate: trained(ids, len(vocab), rate, TUNING_SEED).losses[-1]
    )
    results: dict[str, Any] = {
        "n_characters": sum(map(len, texts)),
        "n_words": len(ids),
        "vocab_size": len(vocab),
        "d_model": WIDTH,
        "n_epochs": N_EPOCHS,
        "lr": lr,
        "tuning_loss": tried,
        "runs": [],
        "shuffled": [],
    }
    for seed in SEEDS:
        mixed = np.random.default_rng(seed).permutation(ids)  # the same words as often, with random neighbours
        for name, text in (("runs", ids), ("shuffled", mixed)):
            vectors = WordVectors(vocab, trained(text, len(vocab), lr, seed).vectors)
            kinds, by_chance = kinds_found(vectors)
            couples, without, n = couples_found(vectors)
            run: dict[str, Any] = {
                "kinds": round(kinds, 3),
                "couples": round(couples, 3),
                "couples_without_offset": round(without, 3),
            }
            if name == "runs":
                run["published"] = published_scores(vectors)
                run["neighbours"] = {
                    word: [near for near, _ in vectors.most_similar(word, 5)]
                    for word in ("sister", "three", "evening", "carriage", "happiness", "bath", "ship", "lord")
                }
            results[name].append(run)
    results |= {"kinds_by_chance": round(by_chance, 3), "n_couple_questions": n}
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - start, results)


if __name__ == "__main__":
    main()
