# ruff: noqa: NPY002  the legacy global generator is what must not move, so it is read here
"""Everything random takes its randomness as an argument: same seed, same bytes; 0 is a seed; nothing global moves."""

import chance
import house
import numpy as np
import pytest
import torch

from lib.classical import DecisionTreeClassifier, LogisticRegression, Ridge, SquaredError

SEED_NAMES = ("random_state", "rng")


def takes_randomness(thing):
    """Tell whether a public function, or a class's constructor, takes a seed."""
    try:
        return any(parameter.name in SEED_NAMES for parameter in house.parameters(thing))
    except ValueError:  # a class without a signature of its own
        return False


def seeded():
    """Return ``{name: thing}`` of all public callables that take a seed."""
    return {name: thing for name, thing in house.public().items() if takes_randomness(thing)}


def table():
    """Return a small regression and classification problem: X, numbers, labels."""
    source = np.random.default_rng(5)
    X = source.normal(size=(60, 3))
    return X, X @ [1.0, -2.0, 0.5] + source.normal(size=60), np.where(X[:, 0] > 0, "yes", "no")


def _rows(splitter):
    X, _, labels = table()
    return [(train.tolist(), test.tolist()) for train, test in splitter.split(X, labels)]


def _fitted(model, target):
    X, *_ = table()
    model.fit(X, target)
    return {name: value for name, value in vars(model).items() if name.endswith("_")}


SPACE = {"alpha": lambda rng: float(10 ** rng.uniform(-3, 3))}


def _drawn(search):
    X, y, _ = table()
    return search.fit(X, y).cv_results_["params"]


class _Mean:
    """Predict the mean: the smallest estimator there is."""

    def get_params(self, deep=True):
        return {}

    def fit(self, X, y):
        self.mean_ = np.mean(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


def _bias_variance(thing, seed):
    X = np.linspace(0, 1, 8)[:, None]
    return thing(_Mean(), lambda rng: (X, rng.normal(size=8)), X, np.zeros(8), 1.0, n_repeats=4, rng=seed)


def _descent(thing, seed):
    X, y, _ = table()
    # Losses after each epoch depend on the order of the rows in small batches.
    history = thing(X, y, SquaredError(), lr=0.01, n_epochs=2, batch_size=5, rng=seed)
    return sorted((name, np.asarray(value)) for name, value in vars(history).items() if name != "seconds")


def _pictures():
    return np.random.default_rng(6).random((20, 5, 5))


def _weights(layer):
    return [parameter.data for parameter in layer.parameters()]


def _recurrent(thing, seed):
    # Two layers with dropout between them: the masks are drawn too.
    layers = thing(3, 4, num_layers=2, dropout=0.5, rng=seed)
    return [*_weights(layers), layers(np.ones((5, 2, 3)))[0].data]


def _attention(thing, seed):
    layer, x = thing(4, 2, dropout=0.5, rng=seed), np.ones((5, 2, 4))
    return [*_weights(layer), layer(x, x, x)[0].data]


def _slope(x):
    return np.array([2.0, -3.0, 1.0]) * x


# How to call what takes a seed: name -> function of (thing, seed) that returns everything random about it.
CALLS = {
    "AdaBoostClassifier": lambda thing, seed: _fitted(
        thing(DecisionTreeClassifier(max_depth=1, max_features=1), n_estimators=5, random_state=seed), table()[2]
    ),
    "add_label_noise": lambda thing, seed: thing(table()[2], 0.3, random_state=seed),
    "add_missing": lambda thing, seed: thing(table()[0], 0.3, random_state=seed),
    "add_noise": lambda thing, seed: thing(_pictures(), 0.1, rng=seed),
    "add_outliers": lambda thing, seed: thing(table()[0], 0.3, random_state=seed),
    "as_rng": lambda thing, seed: thing(seed).random(5),
    "BaggingClassifier": lambda thing, seed: _fitted(thing(n_estimators=3, random_state=seed), table()[2]),
    "BaggingRegressor": lambda thing, seed: _fitted(thing(n_estimators=3, random_state=seed), table()[1]),
    "bias_variance": _bias_variance,
    "BlendingClassifier": lambda thing, seed: _fitted(
        thing([("plane", LogisticRegression())], random_state=seed), table()[2]
    ),
    "bootstrap_counts": lambda thing, seed: thing(20, 3, random_state=seed),
    "bootstrap_interval": lambda thing, seed: thing(np.arange(30.0), n_resamples=20, rng=seed),
    "DecisionTreeClassifier": lambda thing, seed: _fitted(thing(max_features=1, random_state=seed), table()[2]),
    "DecisionTreeRegressor": lambda thing, seed: _fitted(thing(max_features=1, random_state=seed), table()[1]),
    "DropConnect": lambda thing, seed: thing(4, 3, rng=seed)(np.ones((5, 4))).data,
    "Dropout": lambda thing, seed: thing(0.5, rng=seed)(np.ones(50)).data,
    "Dropout2d": lambda thing, seed: thing(0.5, rng=seed)(np.ones((4, 8, 2, 2))).data,
    "Embedding": lambda thing, seed: thing(5, 3, rng=seed).weight.data,
    "GaussianNoise": lambda thing, seed: thing(1.0, rng=seed)(np.ones(5)).data,
    "generate_ids": lambda thing, seed: thing(lambda ids: np.full((1, 50), -np.log(50)), (), 20, rng=seed),
    "gradient_descent": _descent,
    "GradientBoostingClassifier": lambda thing, seed: _fitted(
        thing(n_estimators=3, subsample=0.5, random_state=seed), table()[2]
    ),
    "GradientBoostingRegressor": lambda thing, seed: _fitted(
        thing(n_estimators=3, subsample=0.5, random_state=seed), table()[1]
    ),
    "Conv1d": lambda thing, seed: _weights(thing(2, 3, 3, rng=seed)),
    "Conv2d": lambda thing, seed: _weights(thing(2, 3, 3, rng=seed)),
    "GRU": _recurrent,
    "GRUCell": lambda thing, seed: _weights(thing(3, 2, rng=seed)),
    "KFold": lambda thing, seed: _rows(thing(3, shuffle=True, random_state=seed)),
    "largest_eigenvalue": lambda thing, seed: thing(_slope, np.zeros(3), n_steps=3, rng=seed),
    "learning_curve": lambda thing, seed: thing(Ridge(), *table()[:2], shuffle=True, random_state=seed),
    "Linear": lambda thing, seed: thing(5, 3, rng=seed).weight.data,
    "LSTM": _recurrent,
    "LSTMCell": lambda thing, seed: _weights(thing(3, 2, rng=seed)),
    "minibatches": lambda thing, seed: list(thing(*table(), batch_size=7, random_state=seed)),
    "MultiheadAttention": _attention,
    "paired_bootstrap": lambda thing, seed: thing(np.arange(30.0), np.ones(30), n_resamples=20, rng=seed),
    "permutation_importance": lambda thing, seed: (
        thing(Ridge().fit(*table()[:2]), *table()[:2], random_state=seed).importances
    ),
    "perturbed_descent": lambda thing, seed: thing(_slope, np.zeros(3), lr=0.1, n_steps=3, rng=seed).points,
    "random_brightness": lambda thing, seed: thing(_pictures(), 0.5, rng=seed),
    "random_contrast": lambda thing, seed: thing(_pictures(), 0.5, rng=seed),
    "random_crop": lambda thing, seed: thing(_pictures(), 3, rng=seed),
    "random_flip": lambda thing, seed: thing(_pictures(), rng=seed),
    "random_rotation": lambda thing, seed: thing(_pictures(), 20, rng=seed),
    "random_shift": lambda thing, seed: thing(_pictures(), 2, rng=seed),
    "RandomFeatureRegressor": lambda thing, seed: _fitted(thing(5, random_state=seed), table()[1]),
    "RandomForestClassifier": lambda thing, seed: _fitted(thing(5, random_state=seed), table()[2]),
    "RandomForestRegressor": lambda thing, seed: _fitted(thing(5, random_state=seed), table()[1]),
    "RandomizedSearchCV": lambda thing, seed: _drawn(thing(Ridge(), SPACE, n_iter=3, random_state=seed)),
    "repeat_rows": lambda thing, seed: thing(60, 0.3, random_state=seed),
    "RNN": _recurrent,
    "RNNCell": lambda thing, seed: _weights(thing(3, 2, rng=seed)),
    "sample_ids": lambda thing, seed: thing(np.zeros((20, 9)), rng=seed),
    "SkipGram": lambda thing, seed: thing(9, 4, n_epochs=1, rng=seed).train(np.arange(90) % 9).vectors,
    "StratifiedKFold": lambda thing, seed: _rows(thing(3, shuffle=True, random_state=seed)),
    "train_test_split": lambda thing, seed: thing(*table(), random_state=seed),
    "train_validation_test_split": lambda thing, seed: thing(*table(), random_state=seed),
}


def call_for(name, calls):
    """Return the way to call a public callable."""
    return calls[name.rpartition(".")[2]]


@pytest.fixture(autouse=True)
def _global_generators_are_put_back():
    with chance.globals_put_back():
        yield


def test_everything_that_takes_a_seed_is_tried_here():
    names = {name.rpartition(".")[2] for name in seeded()}
    assert names - set(CALLS) == set(), "add a way to call these to CALLS"
    assert set(CALLS) - names == set(), "these take no seed any more"


@pytest.mark.parametrize("name", sorted(seeded()))
def test_same_seed_same_bytes(name):
    house.expect_none(chance.faults(name, seeded()[name], call_for(name, CALLS)))


def ignores_zero(seed):
    """Take 0 for no seed, the commonest fault (`if seed:`)."""
    return np.random.default_rng(seed or None).random(3)


def draws_globally(seed):
    """Draw from NumPy's global generator."""
    if seed is not None:
        np.random.seed(seed)
    return np.random.random(3)


def draws_from_torchs_global(seed):
    """Draw from torch's global generator."""
    if seed is not None:
        torch.manual_seed(seed)
    return torch.rand(3).numpy()


def forgets(seed):
    """Ignore the seed."""
    return np.zeros(3)


def counts_calls(seed, calls=[]):  # noqa: B006  the shared list is the planted fault
    """Keep state between calls."""
    calls.append(1)
    return np.random.default_rng(seed).random(3) + len(calls)


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (ignores_zero, "other bytes for the same seed"),
        (draws_globally, "moves a global generator"),
        (draws_globally, "moves a global generator without a seed"),
        (draws_globally, "not random without a seed"),
        (draws_from_torchs_global, "moves a global generator"),
        (forgets, "does not use its seed"),
        (forgets, "not random without a seed"),
        (counts_calls, "other bytes for the same seed"),
    ],
)
def test_a_fault_is_caught(thing, message):
    assert any(message in fault for fault in chance.faults("planted", thing, lambda function, seed: function(seed)))


def test_a_good_citizen_passes():
    def draw(seed):
        return np.random.default_rng(seed).random(3)

    assert chance.faults("planted", draw, lambda function, seed: function(seed)) == []
