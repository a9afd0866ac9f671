"""Bits against scikit-learn, formulas and the chain rule."""

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from lib.transformer.experiments.information import information_beyond, mutual_information, pairs_of


def labels(seed, *sizes, n=400):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, size, n) for size in sizes]


@pytest.mark.parametrize("seed", range(4))
def test_bits_are_those_of_scikit_learn(seed):
    a, b = labels(seed, 5, 9)
    assert mutual_information(a, b) == pytest.approx(mutual_info_score(a, b) / np.log(2))
    assert mutual_information(a, b) == pytest.approx(mutual_information(b, a))


def test_a_label_tells_all_of_itself_and_nothing_of_a_constant():
    a = np.repeat(np.arange(8), 5)
    assert mutual_information(a, a) == pytest.approx(3)
    assert mutual_information(a, np.zeros_like(a)) == 0


def test_the_bias_of_counting_is_the_formula():
    found = [mutual_information(*labels(seed, 6, 11, n=3000)) for seed in range(30)]
    assert np.mean(found) == pytest.approx(5 * 10 / (2 * 3000 * np.log(2)), rel=0.1)


def test_pairs_are_labels_of_their_own():
    a, b = labels(0, 3, 4)
    pairs = pairs_of(a, b)
    assert len(np.unique(pairs)) == len({(int(x), int(y)) for x, y in zip(a, b)})


def test_the_chain_rule():
    a, b, c = labels(1, 4, 3, 5)
    whole = mutual_information(a, pairs_of(b, c))
    assert whole == pytest.approx(mutual_information(a, c) + information_beyond(a, b, c))
    by_value = sum((c == v).mean() * mutual_information(a[c == v], b[c == v]) for v in range(5))
    assert information_beyond(a, b, c) == pytest.approx(by_value)
