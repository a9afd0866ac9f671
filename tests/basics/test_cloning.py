"""A clone shares parameters, and nothing learned."""

import pytest

from lib.basics import Estimator, clone


class Model(Estimator):
    def __init__(self, inner=None, steps=()):
        self.inner = inner
        self.steps = steps


def test_learned_attributes_stay_behind_at_every_depth():
    leaf = Model()
    leaf.coef_ = 1
    model = Model(inner=leaf, steps=[("a", leaf), ("b", None)])
    copy = clone(model)
    assert copy.inner is not leaf
    assert copy.steps[0][1] is not leaf
    assert copy.steps[1] == ("b", None)
    assert not hasattr(copy.inner, "coef_")
    assert not hasattr(copy.steps[0][1], "coef_")


def test_scikit_learn_estimators_can_be_cloned_too():
    from sklearn.linear_model import Ridge

    assert clone(Ridge(alpha=3.0)).alpha == 3.0


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (Model, "estimator must be an instance, got the class Model; add parentheses"),
        (3, "estimator must have get_params, got int"),
    ],
)
def test_other_objects_are_named(bad, message):
    with pytest.raises(TypeError, match=message):
        clone(bad)
