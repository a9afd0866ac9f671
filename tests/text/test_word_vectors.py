"""Looking words up by their vectors."""

import numpy as np
import pytest

from lib.text import WordVectors

TOKENS = ["man", "woman", "king", "queen", "apple"]
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [-3, -3, 0]], dtype=float)
WORDS = WordVectors(TOKENS, VECTORS)


def test_cosines():
    assert WORDS.similarity("man", "king") == pytest.approx(2**-0.5)
    assert WORDS.similarity("man", "apple") == pytest.approx(-(2**-0.5))
    assert WORDS.similarity("apple", "apple") == pytest.approx(1)
    assert np.array_equal(WORDS["apple"], VECTORS[4])
    assert "king" in WORDS
    assert "pear" not in WORDS


def test_most_similar_leaves_the_word_out():
    assert [token for token, _ in WORDS.most_similar("king", 2)] == ["man", "queen"]
    found = WORDS.most_similar("king")
    assert [token for token, _ in found] == ["man", "queen", "woman", "apple"]
    assert [cosine for _, cosine in found] == pytest.approx([2**-0.5, 0.5, 0, -0.5])


def test_analogy_leaves_the_three_out():
    assert WORDS.analogy("man", "king", "woman", 1)[0][0] == "queen"
    assert [token for token, _ in WORDS.analogy("man", "king", "woman")] == ["queen", "apple"]
    # Length plays no part: the same with all vectors scaled.
    scaled = WordVectors(TOKENS, VECTORS * np.arange(1, 6)[:, None])
    for (token, cosine), found in zip(WORDS.analogy("man", "king", "woman"), scaled.analogy("man", "king", "woman")):
        assert found == (token, pytest.approx(cosine))


def test_a_vector_of_zeros_is_like_none():
    words = WordVectors(["a", "b", "c"], [[0, 0], [1, 0], [0, 1]])
    assert words.similarity("a", "b") == 0
    assert words.analogy("b", "b", "a") == [("c", 0.0)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: WordVectors(["a"], [[1.0], [2.0]]), r"vectors must have shape \(1, d_model\), got \(2, 1\)"),
        (lambda: WordVectors(["a", "b", "a"], np.ones((3, 2))), "tokens must all be different, got 'a' twice"),
        (lambda: WORDS["pear"], "token must be one of the 5 words with a vector, got 'pear'"),
        (lambda: WORDS.most_similar("king", 0), "n must be >= 1, got 0"),
    ],
)
def test_faults_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
