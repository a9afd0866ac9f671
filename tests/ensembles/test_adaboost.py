"""AdaBoost: a published example by hand, both conventions of the weights, and when boosting stops."""

import numpy as np
import pytest

from lib.basics import ClassifierMixin, Estimator
from lib.classical import LogisticRegression
from lib.classical.trees import DecisionTreeClassifier
from lib.data import StandardScaler, make_pipeline
from lib.ensembles import AdaBoostClassifier


class ErrorStump(ClassifierMixin, Estimator):
    """Choose the cut v.5 and direction with the least weighted error; of equally good ones the first."""

    def fit(self, X, y, sample_weight):
        self.classes_ = np.unique(y)
        x, best = np.asarray(X)[:, 0], np.inf
        for cut in np.arange(0.5, 9.5):
            for left, right in (self.classes_[::-1], self.classes_):
                error = sample_weight[np.where(x < cut, left, right) != y].sum()
                if error < best - 1e-12:
                    best, self.cut_, self.sides_ = error, float(cut), (left, right)
        return self

    def predict(self, X):
        return np.where(np.asarray(X)[:, 0] < self.cut_, *self.sides_)


class Misses(ClassifierMixin, Estimator):
    """Be wrong on the next three rows at each fit, ten rows in all: a weak learner with known errors."""

    fits = 0

    def fit(self, X, y, sample_weight):
        self.classes_ = np.unique(y)
        self.missed_ = range(3 * Misses.fits, 3 * Misses.fits + 3)
        self.y_ = y
        Misses.fits += 1
        return self

    def predict(self, X):
        rows = np.asarray(X)[:, 0].astype(int)
        return np.where(np.isin(rows, self.missed_), -self.y_[rows], self.y_[rows])


TEN = np.arange(10.0)[:, None]


def test_li_hangs_example():
    """Ten rows, three stumps, training error zero: example 8.1 of Li Hang, Statistical Learning Methods (2012)."""
    y = np.array([1, 1, 1, -1, -1, -1, 1, 1, 1, -1])
    model = AdaBoostClassifier(ErrorStump(), n_estimators=3).fit(TEN, y)
    assert [member.cut_ for member in model.estimators_] == [2.5, 8.5, 5.5]
    np.testing.assert_allclose(model.estimator_errors_, [0.3, 0.2143, 0.1818], atol=5e-5)
    # The book's alpha_t are 0.4236, 0.6496, 0.7514 (rounded on the way there): half of SAMME's weights.
    np.testing.assert_allclose(model.estimator_weights_ / 2, [0.4236, 0.6496, 0.7520], atol=1e-4)
    assert list(model.staged_score(TEN, y)) == pytest.approx([0.7, 0.7, 1.0])


def test_three_disjoint_misses():
    """Schapire and Freund (2012), figure 1.1: errors .30, .21, .14 and weights .42, .65, .92."""
    Misses.fits = 0
    y = np.array([1, -1] * 5)
    model = AdaBoostClassifier(Misses(), n_estimators=3).fit(TEN, y)
    np.testing.assert_allclose(model.estimator_errors_, [3 / 10, 3 / 14, 3 / 22])
    np.testing.assert_allclose(model.estimator_weights_ / 2, [0.42, 0.65, 0.92], atol=0.005)
    assert model.score(TEN, y) == 1.0


@pytest.mark.parametrize("n_classes", [2, 3])
def test_rounds_by_hand(n_classes):
    """The form that multiplies right rows down and wrong rows up gives the same rounds."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 2)), rng.integers(0, n_classes, 60)
    model = AdaBoostClassifier(n_estimators=8).fit(X, y)
    weight = np.full(60, 1 / 60)
    for member, error, w in zip(model.estimators_, model.estimator_errors_, model.estimator_weights_):
        wrong = member.predict(X) != y
        assert weight[wrong].sum() == pytest.approx(error)
        assert w == pytest.approx(np.log((1 - error) / error) + np.log(n_classes - 1))
        weight = weight * np.exp(np.where(wrong, w / 2, -w / 2))
        weight /= weight.sum()
        if n_classes == 2:
            assert weight[wrong].sum() == pytest.approx(0.5)  # the last member is now no better than a coin


def test_weights_of_rows_change_but_those_of_copies_are_copies():
    rng = np.random.default_rng(1)
    X, y, weight = rng.normal(size=(50, 2)), rng.integers(0, 2, 50), rng.integers(0, 4, 50)
    copies = np.repeat(np.arange(50), weight)
    one = AdaBoostClassifier(n_estimators=10).fit(X, y, weight)
    two = AdaBoostClassifier(n_estimators=10).fit(X[copies], y[copies])
    np.testing.assert_allclose(one.estimator_errors_, two.estimator_errors_)
    np.testing.assert_allclose(one.decision_function(X), two.decision_function(X))


def test_it_learns_what_no_stump_can():
    rng = np.random.default_rng(2)
    X = rng.uniform(-1, 1, size=(600, 2))
    y = np.where((X**2).sum(axis=1) < 0.6, "inside", "outside")
    scores = list(AdaBoostClassifier(n_estimators=60).fit(X[:300], y[:300]).staged_score(X[300:], y[300:]))
    assert scores[0] < 0.75
    assert scores[-1] > 0.9


def test_one_class_and_no_error_stop_after_a_round():
    model = AdaBoostClassifier(n_estimators=5).fit(TEN, ["only"] * 10)
    assert model.predict(TEN[:2]).tolist() == ["only", "only"]
    assert model.predict_proba(TEN[:1]).tolist() == [[1.0]]
    model.fit(TEN, TEN[:, 0] > 4)
    assert len(model.estimators_) == 1
    assert model.estimator_weights_.tolist() == [1.0, 0, 0, 0, 0]
    assert model.estimator_errors_.tolist() == [0.0, 1, 1, 1, 1]
    assert model.predict([[0.0], [9.0]]).tolist() == [False, True]


def test_a_member_no_better_than_chance_ends_it():
    y = np.array([0, 1] * 5)
    X = np.zeros((10, 1))  # nothing to learn from
    with pytest.raises(ValueError, match=r"must do better than chance in the first round, got the error 0.5 with 2 cl"):
        AdaBoostClassifier().fit(X, y)
    y[-1] = 0  # one round gains from the larger class, after which nothing is left
    model = AdaBoostClassifier(n_estimators=5).fit(X, y)
    assert len(model.estimators_) == 1
    assert model.estimator_errors_[1:].tolist() == [1.0] * 4


def test_a_huge_learning_rate_stays_finite():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 2)), rng.integers(0, 2, 40)
    model = AdaBoostClassifier(n_estimators=10, learning_rate=1e4).fit(X, y)
    assert np.isfinite(model.estimator_weights_).all()
    assert np.isfinite(model.decision_function(X)).all()


def test_members_get_seeds_and_the_same_seed_gives_the_same_bytes():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(60, 5)), rng.integers(0, 3, 60)
    tree = DecisionTreeClassifier(max_depth=2, max_features=1)
    models = [AdaBoostClassifier(tree, n_estimators=5, random_state=seed).fit(X, y) for seed in (0, 0, 1)]
    seeds = [[member.random_state for member in model.estimators_] for model in models]
    assert seeds[0] == seeds[1] != seeds[2]
    assert len(set(seeds[0])) == 5
    assert models[0].predict_proba(X).tobytes() == models[1].predict_proba(X).tobytes()
    assert tree.random_state is None


def test_importances():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(200, 3))
    model = AdaBoostClassifier(n_estimators=20).fit(X, X[:, 1] + 0.5 * rng.normal(size=200) > 0)
    assert model.feature_importances_.argmax() == 1
    assert model.feature_importances_.sum() == pytest.approx(1)
    assert not hasattr(AdaBoostClassifier(), "feature_importances_")
    assert not hasattr(AdaBoostClassifier(LogisticRegression(), n_estimators=2).fit(X, X[:, 0] > 0), "coef_")


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"n_estimators": 0}, ValueError, "n_estimators must be >= 1, got 0"),
        ({"n_estimators": 2.0}, TypeError, "n_estimators must be an integer, got float"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be > 0, got 0"),
        (
            {"estimator": make_pipeline(StandardScaler(), LogisticRegression())},
            ValueError,
            "estimator must take sample_weight in fit, got Pipeline",
        ),
    ],
)
def test_unusable_parameters(settings, error, message):
    with pytest.raises(error, match=message):
        AdaBoostClassifier(**settings).fit(TEN, [0, 1] * 5)
