"""The three main claims of each chapter fail when the effect they claim is taken away.

A claim's cell asserts what the text says. An assertion that also passes in a world without the effect proves nothing,
so each claim is run twice here: in the chapter's own world, and in one where a replacement has removed the effect.
"""

from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


class Control(NamedTuple):
    """A claim's cell, the cells it stands on, and the code that takes its effect away."""

    chapter: str
    claim: str
    stands_on: tuple[str, ...]
    without: str


CONTROLS = [
    Control(
        "02_ml_basics",
        "claim-leakage-inflates",
        ("imports", "leak-by-hand"),
        # Columns are chosen inside the folds on both sides of the comparison: there is no leak left to see.
        """
def score_on_noise(seed, leak, honest=score_on_noise):
    return honest(seed, leak=False)
""",
    ),
    Control(
        "02_ml_basics",
        "claim-decomposition",
        ("imports", "temperature-world", "decomposition-by-hand"),
        # The error is measured on the readings the curve was fitted to, so their noise is not independent of the fit.
        """
def decompose_by_hand(degree, n_days=2000, seed=1):
    rng = np.random.default_rng(seed)
    readings = np.array([measure_a_day(rng) for _ in range(n_days)])
    predictions = np.array([fit_and_predict(day, degree) for day in readings])
    distance = (predictions - true_temperature(HOURS)) ** 2
    bias_squared = np.mean((predictions.mean(axis=0) - true_temperature(HOURS)) ** 2)
    variance = predictions.var(axis=0, ddof=1).mean()
    return bias_squared, variance, distance.mean(axis=1), np.mean((readings - predictions) ** 2, axis=1)


by_hand = {degree: decompose_by_hand(degree) for degree in by_hand}
""",
    ),
    Control(
        "02_ml_basics",
        "claim-double-descent",
        ("imports", "claim-capacity-random-labels", "double-descent"),
        # A penalty keeps every fit short, so nothing happens where there are as many parameters as rows.
        """
runs = np.array([[descend_twice(width, seed, penalty=0.1) for seed in range(10)] for width in widths])
train_mse, test_mse, length = np.median(runs, axis=1).T
""",
    ),
    Control(
        "03_ensembles",
        "claim-trees-share-mistakes",
        (
            "imports",
            "ensembles-loans",
            "tree-by-hand",
            "claim-trees-agree",
            "tree-depths",
            "majority-by-hand",
            "crowd-of-trees",
        ),
        # The voters are independent: each is right with the trees' own probability, whoever the customer is.
        """
rng = np.random.default_rng(0)
voted = []
for i, right in enumerate(rights):
    counts = rng.binomial(N_TREES, single[i], len(right))
    rights[i] = counts / N_TREES
    voted.append(np.mean(counts > N_TREES / 2))
""",
    ),
    Control(
        "03_ensembles",
        "claim-training-error-bound",
        ("imports", "boosting-circle", "adaboost-by-hand"),
        # The rows keep their weights: every round asks the same question and gets the same answer.
        """
def adaboost(X, y, n_rounds):
    uniform = np.full(len(y), 1 / len(y))
    stump = DecisionTreeClassifier(max_depth=1).fit(X, y)
    error = np.mean(stump.predict(X) != y)
    alpha = 0.5 * np.log((1 - error) / error)
    D = np.tile(uniform, (n_rounds + 1, 1))
    return [stump] * n_rounds, np.full(n_rounds, alpha), np.full(n_rounds, error), D
""",
    ),
    Control(
        "03_ensembles",
        "claim-in-sample-stacking-leaks",
        ("imports", "ensembles-loans", "three-readers", "claim-the-tree-that-shouts", "level-one-by-hand"),
        # No member memorises its rows, so what it says of them is what it would say of others.
        """
members["tree"] = DecisionTreeClassifier(max_depth=2)
members["forest"] = RandomForestClassifier(20, max_depth=2, random_state=0)
""",
    ),
    Control(
        "04_fully_connected",
        "claim-xor-learned",
        ("imports", "claim-inputs-own-nothing", "closed-box"),
        # There is no bend between the layers.
        "from lib.layers import Identity as ReLU",
    ),
    Control(
        "04_fully_connected",
        "claim-training-pays",
        ("imports", "sparse-world"),
        # The penalty has no strength.
        """
def ridge(X, y, strength, honest=ridge):
    return honest(X, y, 0 * strength)
""",
    ),
    Control(
        "04_fully_connected",
        "claim-exact-zeros",
        ("imports", "claim-inputs-own-nothing", "closed-box", "sparse-world", "two-ways-to-l1"),
        # The proximal step leaves every weight where it is.
        """
def soft_threshold(z, amount):
    return z
""",
    ),
    Control(
        "05_backpropagation",
        "claim-old-weights",
        ("imports", "penguin-network", "nudge-every-weight", "backward-by-hand", "hasty-gradient"),
        # Nothing is updated before all gradients are computed.
        """
def hasty_gradient(theta, eta):
    return gradient_of(theta)
""",
    ),
    Control(
        "05_backpropagation",
        "claim-critical-scale",
        ("imports", "penguin-network", "growth-per-layer"),
        # No activation bends, so there is one critical scale for all.
        "activations = {name: (lambda z: z, np.ones_like) for name in activations}",
    ),
    Control(
        "05_backpropagation",
        "claim-wrong-but-learning",
        (
            "imports",
            "penguin-network",
            "nudge-every-weight",
            "three-optimizers",
            "backward-by-hand",
            "careless-gradient",
        ),
        # The careless gradient is right.
        "careless_gradient = gradient_of",
    ),
    Control(
        "06_optimization",
        "claim-batches-are-ahead-early",
        ("imports", "penguin-surfaces", "claim-noise-falls-as-one-over-b", "descend-in-batches"),
        # Every batch size takes one step an epoch.
        """
def one_step_an_epoch(w, batch_size, lr, n_epochs, seed):
    rng, curve = np.random.default_rng(seed), []
    for _ in range(n_epochs):
        w = w - lr * row_gradients(w, rng.permutation(N)[:batch_size]).mean(axis=0)
        curve.append(excess(w))
    return np.array(curve)


races = {B: np.array([one_step_an_epoch(np.zeros(4), B, lr, 20, s) for s in range(5)]) for B, lr in rates.items()}
""",
    ),
    Control(
        "06_optimization",
        "claim-the-floor-of-noise",
        ("imports", "penguin-surfaces", "claim-noise-falls-as-one-over-b", "descend-in-batches"),
        # Rows are drawn with replacement on both sides.
        """
def sgd(w, batch_size, lr, n_epochs, seed, replace, honest=sgd):
    return honest(w, batch_size, lr, n_epochs, seed, replace=True)
""",
    ),
    Control(
        "06_optimization",
        "claim-the-root-of-kappa",
        ("imports", "penguin-surfaces", "claim-a-long-valley-is-slow", "claim-one-minus-sign"),
        # The ball has no memory.
        """
def roll(gradient, x, lr, beta, n_steps, memory=roll):
    return memory(gradient, x, lr / 2, 0.0, n_steps)
""",
    ),
]


def cells_of(chapter):
    notebook = nbformat.read(ROOT / "chapters" / f"{chapter}.ipynb", as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


def run(control, *, without_effect):
    cells = cells_of(control.chapter)
    names = {"__name__": "__main__"}
    for cell in control.stands_on:
        exec(compile(cells[cell], cell, "exec"), names)
    if without_effect:
        exec(compile(control.without, "without", "exec"), names)
    exec(compile(cells[control.claim], control.claim, "exec"), names)


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.claim)
def test_the_claim_holds_where_the_effect_is(control):
    run(control, without_effect=False)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.claim)
def test_the_claim_fails_where_the_effect_is_taken_away(control):
    with pytest.raises(AssertionError):
        run(control, without_effect=True)


def test_every_chapter_has_three_main_claims():
    chapters = {path.stem for path in (ROOT / "chapters").glob("*.ipynb")}
    for chapter in chapters:
        claims = {control.claim for control in CONTROLS if control.chapter == chapter}
        assert len(claims) == 3, f"{chapter}: wanted controls for three main claims, got {sorted(claims)}"
