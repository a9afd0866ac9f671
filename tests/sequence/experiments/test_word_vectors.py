"""The recorded word vectors: how they are scored, and what their recording must hold."""

import itertools

import numpy as np
import pytest
from scipy.stats import spearmanr

from lib.data import load_austen
from lib.sequence.experiments import word_vectors
from lib.sequence.experiments.word_vectors import (
    COUPLES,
    KINDS,
    couples_found,
    kinds_found,
    numbered,
    published_scores,
    rank_correlation,
    trained,
    words_of,
)
from lib.text import WordVectors
from lib.train import load_recording


def test_words_are_runs_of_letters():
    assert words_of("Mr. Knightley's--well, _Emma_!") == ["mr", "knightley", "s", "well", "emma"]


def test_rare_words_are_left_out_and_frequent_ones_come_first():
    vocab, ids = numbered(["b", "a", "a", "c", "a", "b"], min_count=2)
    assert vocab == ("a", "b")
    assert ids.tolist() == [1, 0, 0, 0, 1]


def test_no_word_of_the_list_of_kinds_stands_twice():
    words = " ".join(KINDS.values()).split()
    assert len(words) == len(set(words))
    couples = COUPLES.replace(",", "").split()
    assert len(couples) == len(set(couples))


def test_random_vectors_find_kinds_as_often_as_chance():
    words = " ".join(KINDS.values()).split()
    shares, by_chance = [], 0.0
    for seed in range(60):
        vectors = WordVectors(words, np.random.default_rng(seed).normal(size=(len(words), 20)))
        share, by_chance = kinds_found(vectors)
        shares.append(share)
    assert np.mean(shares) == pytest.approx(by_chance, abs=0.02)


def test_words_without_a_vector_are_left_out():
    vectors = WordVectors(["red", "blue", "cat", "dog"], np.eye(4)[:, :3] + 0.1)
    assert kinds_found(vectors, {"colours": "red blue green", "animals": "cat dog"})[1] == pytest.approx(1 / 3)
    assert couples_found(vectors, "red blue, cat dog, king queen")[2] == 4


def test_couples_are_found_by_the_offset_alone():
    # Four couples whose second word is the first one shifted; the first words are nearer to one another than to theirs.
    draw = np.random.default_rng(0)
    first = draw.normal(size=(4, 8)) * 0.05 + np.array([3.0] + [0] * 7)
    second = first + np.array([0, 3.0] + [0] * 6)
    words = [f"{name}{k}" for name, k in itertools.product("ab", range(4))]
    vectors = WordVectors(words, np.concatenate([first, second]))
    share, without, n = couples_found(vectors, "a0 b0, a1 b1, a2 b2, a3 b3")
    assert n == 24
    assert without == 0
    assert share > 0.5


def test_ranks_are_spearmans():
    draw = np.random.default_rng(0)
    for _ in range(5):
        x, y = draw.integers(0, 8, 30), draw.normal(size=30)
        assert rank_correlation(x, y) == pytest.approx(spearmanr(x, y).statistic)


def test_published_lists_are_read_where_they_are(tmp_path, monkeypatch):
    folder = tmp_path / "gensim" / "test" / "test_data"
    folder.mkdir(parents=True)
    (tmp_path / "gensim" / "__init__.py").write_text("raise ImportError('nothing of it is run')\n")
    (folder / "wordsim353.tsv").write_text("# words\nman\twoman\t8\nman\tking\t5\nking\tqueen\t9\nman\tmoon\t1\n")
    (folder / "questions-words.txt").write_text(": family\nman king woman queen\nman king sun moon\n")
    monkeypatch.syspath_prepend(tmp_path)
    vectors = WordVectors(["man", "woman", "king", "queen"], [[1, 0, 0], [0.9, 0.4, 0], [1, 0, 1], [0.9, 0.4, 1]])
    scores = published_scores(vectors)
    assert scores is not None
    assert (scores["n_rated"], scores["n_rated_all"]) == (3, 4)
    assert scores["rank_correlation"] == pytest.approx(1.0)
    assert (scores["n_analogies"], scores["n_analogies_all"], scores["analogies"]) == (1, 2, 1.0)


@pytest.fixture(scope="module")
def austen_vectors():
    """Vectors of a short training, enough for scores that are neither none nor perfect."""
    vocab, ids = numbered(words_of(load_austen().train[:600_000]))
    return WordVectors(vocab, trained(ids, len(vocab), lr=0.2, seed=0).vectors)


def test_scores_are_gensims_on_the_published_lists(austen_vectors):
    from gensim.models import KeyedVectors
    from gensim.test.utils import datapath

    theirs = KeyedVectors(vector_size=austen_vectors.vectors.shape[1])
    theirs.add_vectors(list(austen_vectors.tokens), austen_vectors.vectors.astype(np.float32))
    scores = published_scores(austen_vectors)
    assert scores is not None
    _, (correlation, _), unknown = theirs.evaluate_word_pairs(datapath("wordsim353.tsv"))
    assert scores["n_rated_all"] == 353
    assert scores["n_rated"] == round(353 * (1 - unknown / 100))
    assert scores["rank_correlation"] == pytest.approx(correlation, abs=6e-4)
    share, _ = theirs.evaluate_word_analogies(datapath("questions-words.txt"))
    assert scores["n_analogies_all"] == 19_544
    assert scores["n_analogies"] > 100
    assert scores["analogies"] == pytest.approx(share, abs=6e-4)


def test_without_the_published_lists_there_is_no_score(monkeypatch):
    monkeypatch.setattr(word_vectors, "find_spec", lambda name: None)
    assert published_scores(WordVectors(["man"], [[1.0]])) is None


def test_the_recording_holds_what_the_chapter_shows():
    recording = load_recording(word_vectors.NAME)
    assert recording.command == word_vectors.COMMAND
    results = recording.results
    tried = results["tuning_loss"]
    assert min(tried, key=tried.get) == f"{results['lr']:g}"
    assert f"{results['lr']:g}" not in (next(iter(tried)), list(tried)[-1])
    assert len(results["runs"]) == len(results["shuffled"]) == len(word_vectors.SEEDS)
    for run in results["runs"]:
        assert run["published"]["n_rated"] > 100
        assert all(len(near) == 5 for near in run["neighbours"].values())
