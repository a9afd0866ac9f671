"""Parameters, repr, scores and scikit-learn's view of our estimators."""

import subprocess
import sys

import numpy as np
import pytest

from lib.basics import ClassifierMixin, Estimator, RegressorMixin, TransformerMixin


class Inner(Estimator):
    def __init__(self, depth=1):
        self.depth = depth


class Outer(RegressorMixin, Estimator):
    def __init__(self, inner=None, weights=None, alpha=1.0):
        self.inner = inner
        self.weights = weights
        self.alpha = alpha

    def predict(self, X):
        return np.zeros(len(X))


def test_parameters_reach_into_held_estimators():
    model = Outer(inner=Inner(depth=3))
    assert model.get_params()["inner__depth"] == 3
    assert "inner__depth" not in model.get_params(deep=False)
    model.set_params(inner__depth=5, alpha=2.0)
    assert (model.inner.depth, model.alpha) == (5, 2.0)


def test_a_new_inner_estimator_and_its_parameter_can_be_set_at_once():
    model = Outer(inner=Inner(depth=1)).set_params(inner=Inner(), inner__depth=9)
    assert model.inner.depth == 9


def test_an_unknown_parameter_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match=r"Invalid parameter 'beta' for estimator Outer; .* alpha, inner, weights"):
        Outer().set_params(beta=1)


def test_repr_shows_what_differs_from_the_defaults():
    assert repr(Outer()) == "Outer()"
    assert repr(Outer(alpha=0.5, inner=Inner())) == "Outer(alpha=0.5, inner=Inner())"
    assert "weights=array([1.])" in repr(Outer(weights=np.ones(1)))


def test_an_estimator_without_a_constructor_has_no_parameters():
    assert Estimator().get_params() == {}


def test_scores():
    assert Outer().score([[1], [1]], [0.0, 0.0]) == 1.0

    class Always(ClassifierMixin, Estimator):
        def predict(self, X):
            return np.array(["a"] * len(X))

    assert Always().score([[0], [0]], ["a", "b"], sample_weight=[3, 1]) == 0.75


def test_fit_transform_passes_arguments_on():
    class Recorder(TransformerMixin, Estimator):
        def fit(self, X, y=None, sample_weight=None):
            self.seen_ = (y, sample_weight)
            return self

        def transform(self, X):
            return X

    model = Recorder()
    assert model.fit_transform([[1]], [2], sample_weight=[3]) == [[1]]
    assert model.seen_ == ([2], [3])


@pytest.mark.parametrize(
    ("mixin", "kind"), [(RegressorMixin, "regressor"), (ClassifierMixin, "classifier"), (TransformerMixin, None)]
)
def test_scikit_learn_recognises_the_kind(mixin, kind):
    from sklearn.utils import get_tags

    tags = get_tags(type("Model", (mixin, Estimator), {})())
    assert tags.estimator_type == kind
    assert tags.target_tags.required == (kind is not None)


def test_scikit_learn_is_not_imported_by_the_contract():
    program = "import sys, lib.basics as b; b.Estimator(); print('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "False"
