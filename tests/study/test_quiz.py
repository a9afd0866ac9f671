"""The quiz as text, and the answers of chapter 02 worked out by computing."""

import numpy as np
import pytest

from lib.study.markup import plain_text
from lib.study.quiz import quiz

BY_ID = {question.id: question for question in quiz("02").source.questions}


def right(name):
    return next(option for option in BY_ID[name].options if option.right)


def texts(name):
    return [option.text for option in BY_ID[name].options]


def test_the_text_form_is_complete_and_keeps_answers_for_the_end():
    shown = quiz("02")
    assert shown._repr_mimebundle_() == {"text/plain": repr(shown), "text/html": shown.html()}
    asked, answered = (" ".join(part.split()) for part in repr(shown).split("\nAnswers\n"))
    for question in BY_ID.values():
        for option in question.options:
            assert " ".join(plain_text(option.text).split()) in asked
            why = " ".join(plain_text(option.why).split())
            assert why in answered
            assert why not in asked
    for number, question in enumerate(BY_ID.values(), 1):
        letter = "abcd"[[option.right for option in question.options].index(True)]
        assert f"{number}. {letter})" in answered
    assert max(map(len, repr(shown).splitlines())) <= 100


def test_code_keeps_its_lines_in_the_text_form():
    assert "\n       loss   = np.mean((y - y_pred) ** 2)\n" in repr(quiz("02"))


@pytest.mark.parametrize("chapter", ["00", "2"])
def test_an_unknown_chapter_is_refused(chapter):
    with pytest.raises(ValueError, match="chapter must be one that has a quiz"):
        quiz(chapter)


# What the right options say, computed.


def test_selection_before_folds():
    def accuracy(inside):
        scores = []
        for seed in range(20):
            rng = np.random.default_rng(seed)
            X, y = rng.normal(size=(100, 5000)), np.arange(100) % 2
            rng.shuffle(y)
            hits = 0
            for held_out in np.array_split(rng.permutation(100), 10):
                train = np.setdiff1d(np.arange(100), held_out)
                chooser = train if inside else np.arange(100)
                link = (y[chooser] - y[chooser].mean()) @ (X[chooser] - X[chooser].mean(axis=0))
                genes = np.argsort(-abs(link))[:20]
                means = [X[np.ix_(train[y[train] == k], genes)].mean(axis=0) for k in (0, 1)]
                distance = [((X[np.ix_(held_out, genes)] - mean) ** 2).sum(axis=1) for mean in means]
                hits += ((distance[1] < distance[0]) == y[held_out]).sum()
            scores.append(hits / 100)
        return np.mean(scores)

    assert accuracy(inside=False) > 0.85
    assert abs(accuracy(inside=True) - 0.5) < 0.05


def test_impute_test_row():
    from lib.data import SimpleImputer

    imputer = SimpleImputer(strategy="mean").fit([[20.0], [30.0], [40.0], [np.nan]])
    assert imputer.transform([[80.0], [np.nan]])[1, 0] == float(right("impute-test-row").text)
    assert sorted(map(float, texts("impute-test-row"))) == [
        np.mean([20, 30, 40, 0]),
        np.mean([20, 30, 40]),
        np.mean([20, 30, 40, 80]),
        80.0,
    ]


def test_best_constant():
    prices, grid = np.array([1, 2, 3, 4, 90.0]), np.linspace(0, 100, 10_001)
    squared = grid[((prices - grid[:, None]) ** 2).mean(axis=1).argmin()]
    absolute = grid[abs(prices - grid[:, None]).mean(axis=1).argmin()]
    assert right("best-constant").text == f"{squared:g} under squared error, and {absolute:g} under absolute error"


def test_column_minus_row():
    y = np.array([1.0, 2.0, 3.0])
    assert np.mean((y - y[:, None]) ** 2) == pytest.approx(4 / 3)
    assert right("column-minus-row").text.startswith("4/3:")


def test_confident_mistake():
    z, step = -10.0, 1e-5
    cross_entropy = lambda z: np.log1p(np.exp(-z))  # noqa: E731
    squared = lambda z: (1 / (1 + np.exp(-z)) - 1) ** 2  # noqa: E731
    slope = [(loss(z + step) - loss(z - step)) / (2 * step) for loss in (cross_entropy, squared)]
    assert slope[0] == pytest.approx(-1, abs=1e-3)
    assert abs(slope[1]) < 1e-4
    assert right("confident-mistake").text == "About −1 for cross-entropy, almost 0 for squared error"


def test_penalty_moved():
    rng = np.random.default_rng(0)
    X, truth = rng.normal(size=(30, 15)), rng.normal(size=15) / 4

    def parts(penalty):
        shrink = np.linalg.solve(X.T @ X + penalty * np.eye(15), X.T)
        fits = np.array([X @ shrink @ (X @ truth + 0.5 * rng.normal(size=30)) for _ in range(2000)])
        return np.mean((fits.mean(axis=0) - X @ truth) ** 2), fits.var(axis=0).mean()

    (bias_before, variance_before), (bias_after, variance_after) = parts(0.01), parts(5.0)
    assert bias_after > bias_before
    assert variance_before - variance_after > bias_after - bias_before


def test_peak_at_n():
    def error(p, penalty):
        errors = []
        for seed in range(15):
            rng = np.random.default_rng(seed)
            x, fresh = rng.normal(size=(40, 10)), rng.normal(size=(500, 10))
            rule = lambda x: x[:, 0] - x[:, 1]  # noqa: E731
            W, y = rng.normal(size=(10, p)), rule(x) + 0.5 * rng.normal(size=40)
            A, B = (np.maximum(part @ W, 0) / np.sqrt(p) for part in (x, fresh))
            if penalty:
                weights = np.linalg.solve(A.T @ A + penalty * np.eye(p), A.T @ y)
            else:
                weights = np.linalg.lstsq(A, y, rcond=None)[0]
                if p >= 40:
                    assert np.mean((A @ weights - y) ** 2) < 1e-6
            errors.append(np.mean((B @ weights - rule(fresh)) ** 2))
        return np.median(errors)

    few, peak, many = (error(p, 0) for p in (20, 40, 1000))
    assert peak > 5 * few
    assert peak > 5 * many
    assert many < few
    assert error(40, 0.1) < peak / 5


def test_threshold_from_costs():
    p = np.linspace(0, 1, 10_001)
    cheaper = p[5 * (1 - p) < 95 * p]
    assert cheaper[0] == pytest.approx(0.05, abs=2e-4)
    assert right("threshold-from-costs").text.startswith("From 0.05 on")


def test_sales_of_tomorrow():
    """On a drifting series with memory, a random split flatters and a split in time does not."""
    rng = np.random.default_rng(0)
    days = np.arange(1095)
    sales = np.cumsum(rng.normal(size=1095))

    def nearest(train, test):
        order = np.abs(days[train][None, :] - days[test][:, None]).argmin(axis=1)
        return np.mean(abs(sales[train][order] - sales[test]))

    mixed = rng.permutation(1095)
    by_chance = nearest(mixed[:876], mixed[876:])
    in_time = nearest(days[:876], days[876:])
    assert in_time > 3 * by_chance
