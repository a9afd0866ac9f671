"""Voting: hard, soft, weighted, by plurality or by absolute majority."""

import numpy as np
import pytest

from lib.basics import ClassifierMixin, Estimator
from lib.classical import LogisticRegression
from lib.ensembles import VotingClassifier


class Says(ClassifierMixin, Estimator):
    """Predict the class number and probabilities that a table says for the number in the only feature."""

    def __init__(self, table):
        self.table = table

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.array(self.table, dtype=float)[np.asarray(X)[:, 0].astype(int)]

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)


A, B, C = [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]
X, Y = np.arange(4.0)[:, None], ["a", "b", "c", "a"]


def voting(*tables, **settings):
    """Return a fitted ensemble of speakers: each table holds the answers to the rows 0 to 3."""
    return VotingClassifier([(f"m{k}", Says(table)) for k, table in enumerate(tables)], **settings).fit(X, Y)


def test_plurality_by_hand():
    model = voting([A, A, A, C], [A, B, B, B], [B, B, C, A])
    assert model.predict(X).tolist() == ["a", "b", "a", "a"]  # the last two are ties: the first class
    assert model.vote_shares(X)[0].tolist() == [2 / 3, 1 / 3, 0]
    assert model.transform(X).tolist() == [[0, 0, 1], [0, 1, 1], [0, 1, 2], [2, 1, 0]]
    assert not hasattr(model, "predict_proba")


def test_weights_by_hand():
    model = voting([A, A, A, C], [A, B, B, B], [B, B, C, A], weights=[1, 1, 3])
    assert model.predict(X).tolist() == ["b", "b", "c", "a"]
    np.testing.assert_allclose(model.vote_shares(X)[0], [0.4, 0.6, 0])


def test_soft_and_hard_can_differ():
    """Two are slightly for b, one is sure of a."""
    tables = [[[0.45, 0.55, 0]] * 4, [[0.45, 0.55, 0]] * 4, [[0.9, 0.1, 0]] * 4]
    assert voting(*tables).predict(X[:1]) == ["b"]
    soft = voting(*tables, voting="soft")
    assert soft.predict(X[:1]) == ["a"]
    np.testing.assert_allclose(soft.predict_proba(X[:1]), [[0.6, 0.4, 0]])
    assert soft.transform(X).shape == (4, 9)
    assert voting(*tables, voting="soft", flatten_transform=False).transform(X).shape == (3, 4, 3)


def test_absolute_majority_by_hand():
    tables = [A, A, A, A], [A, B, B, A], [B, C, B, B], [C, C, A, B]
    model = voting(*tables, majority="absolute")
    # aabc: 2 of 4; abcc: 2 of 4; abba and aabb: ties. Nothing is *more* than half.
    assert model.predict(X).tolist() == [None] * 4
    assert voting(*tables[:3], majority="absolute").predict(X).tolist() == ["a", None, "b", "a"]
    assert voting(*tables[:3]).predict(X).tolist() == ["a", "a", "b", "a"]


def test_half_of_the_weight_is_not_more_than_half():
    tables = [A, A, A, A], [A, A, A, A], [A, A, A, A], [B, B, B, B]
    model = voting(*tables, majority="absolute", weights=[0.1, 0.1, 0.1, 0.3])
    assert model.predict(X).tolist() == [None] * 4
    assert voting(*tables, majority="absolute", weights=[0.1, 0.1, 0.11, 0.3]).predict(X).tolist() == ["a"] * 4


def test_absolute_majority_of_probabilities():
    tables = [[[0.5, 0.3, 0.2], [0.7, 0.2, 0.1], A, B]] * 2
    model = voting(*tables, voting="soft", majority="absolute", reject_label="?")
    assert model.predict(X).tolist() == ["?", "a", "a", "b"]


def test_the_reject_label_keeps_the_type_of_its_like():
    tables = [A, A, A, A], [B, B, B, B]
    assert voting(*tables, majority="absolute", reject_label="unsure").predict(X).tolist() == ["unsure"] * 4
    assert voting(*tables, majority="absolute", reject_label="unsure").predict(X).dtype.kind == "U"
    assert voting(*tables, majority="absolute").predict(X).dtype == object
    numbers = VotingClassifier([("a", Says(tables[0])), ("b", Says(tables[1]))], majority="absolute", reject_label=-1)
    rejected = numbers.fit(X, [0, 1, 2, 0]).predict(X)
    assert rejected.tolist() == [-1] * 4
    assert rejected.dtype.kind == "i"
    assert numbers.score(X, [0, 1, 2, 0]) == 0.0  # a rejected row is not right


def test_without_disagreement_nothing_is_rejected():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 2)), rng.integers(0, 3, 60)
    planes = [(f"plane{k}", LogisticRegression()) for k in range(3)]
    plain, strict = (VotingClassifier(planes, majority=m).fit(X, y) for m in ("plurality", "absolute"))
    np.testing.assert_array_equal(plain.predict(X), strict.predict(X).astype(int))


def test_independent_voters_are_wiser_than_one_and_copies_are_not():
    """21 voters that are right in 70 % of the cases, each on its own, are right in 97 % together."""
    rng = np.random.default_rng(1)
    n = 4000
    rows, truth = np.arange(float(n))[:, None], rng.integers(0, 2, n)

    def speaker(right):
        return Says(np.eye(2)[np.where(right, truth, 1 - truth)])

    alone = [("m", speaker(rng.random(n) < 0.7))]
    crowd = [(f"m{k}", speaker(rng.random(n) < 0.7)) for k in range(21)]
    copies = [(f"m{k}", alone[0][1]) for k in range(21)]
    scores = [VotingClassifier(members).fit(rows, truth).score(rows, truth) for members in (alone, crowd, copies)]
    assert scores[0] == pytest.approx(0.7, abs=0.03)
    assert scores[1] == pytest.approx(0.9736, abs=0.01)  # 1 - the binomial's lower half
    assert scores[2] == scores[0]


def test_weights_of_rows_are_copies():
    rng = np.random.default_rng(2)
    X, y, weight = rng.normal(size=(40, 2)), rng.integers(0, 2, 40), rng.integers(0, 4, 40)
    planes = [("weak", LogisticRegression(C=0.01)), ("strong", LogisticRegression())]
    copies = np.repeat(np.arange(40), weight)
    one = VotingClassifier(planes, voting="soft").fit(X, y, weight)
    two = VotingClassifier(planes, voting="soft").fit(X[copies], y[copies])
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-8)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"voting": "loud"}, ValueError, "voting must be one of 'hard', 'soft', got 'loud'"),
        ({"majority": "half"}, ValueError, "majority must be one of 'plurality', 'absolute', got 'half'"),
        ({"weights": [1, 2]}, ValueError, "weights must have one entry for each of the 1 estimators, got 2"),
        ({"weights": [-1]}, ValueError, "weights must not be negative, nor all zero, got"),
        ({"weights": [0]}, ValueError, "weights must not be negative, nor all zero, got"),
        ({"majority": "absolute", "reject_label": "a"}, ValueError, "reject_label must differ from the classes of y"),
    ],
)
def test_unusable_parameters(settings, error, message):
    with pytest.raises(error, match=message):
        voting([A, A, A, A], **settings)


def test_names_of_columns():
    tables = [A, A, A, A], [B, B, B, B]
    assert voting(*tables).get_feature_names_out().tolist() == ["votingclassifier_m0", "votingclassifier_m1"]
    assert voting(*tables, voting="soft").get_feature_names_out()[:4].tolist() == [
        *(f"votingclassifier_m0{k}" for k in range(3)),
        "votingclassifier_m10",
    ]
    with pytest.raises(ValueError, match="flatten_transform must be True for columns with names, got False"):
        voting(*tables, voting="soft", flatten_transform=False).get_feature_names_out()


def test_why_there_are_no_probabilities():
    with pytest.raises(AttributeError, match="predict_proba is not available: voting='hard' counts labels only"):
        voting([A, A, A, A]).predict_proba(X)
