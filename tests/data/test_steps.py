import pytest

from lib.data import ColumnTransformer, MinMaxScaler, Pipeline, SelectKBest, StandardScaler
from lib.data.steps import check_step_names


@pytest.fixture
def nested():
    inner = Pipeline([("scale", StandardScaler())])
    return Pipeline(
        [("columns", ColumnTransformer([("a", inner, [0])], remainder=MinMaxScaler())), ("last", MinMaxScaler())]
    )


def test_parameters_reach_into_every_level(nested):
    params = nested.get_params()
    assert params["columns__a__scale__with_std"] is True
    assert params["columns__remainder__clip"] is False
    assert params["last__feature_range"] == (0, 1)
    assert list(nested.get_params(deep=False)) == ["steps"]
    nested.set_params(columns__a__scale__with_std=False, columns__remainder__clip=True, last__clip=True)
    params = nested.get_params()
    assert (params["columns__a__scale__with_std"], params["columns__remainder__clip"], params["last__clip"]) == (
        False,
        True,
        True,
    )


def test_a_step_can_be_replaced_and_set_in_one_call(nested):
    nested.set_params(last=StandardScaler(), last__with_mean=False)
    assert repr(nested.steps[-1][1]) == "StandardScaler(with_mean=False)"
    nested.set_params(columns__a="passthrough")
    assert nested.steps[0][1].transformers[0] == ("a", "passthrough", [0])
    nested.set_params(steps=[("only", StandardScaler())], only__with_std=False)
    assert nested.get_params()["only__with_std"] is False
    assert nested.set_params() is nested


def test_missing_cells_get_through_if_no_step_refuses_them():
    gaps, whole = StandardScaler(), SelectKBest()
    for steps, passes in [((gaps, gaps), True), ((gaps, whole), False), ((whole, None), False), ((gaps, None), True)]:
        chain = Pipeline([(f"step{i}", step) for i, step in enumerate(steps)])
        assert chain.__sklearn_tags__().input_tags.allow_nan is passes
    columns = ColumnTransformer([("a", gaps, [0]), ("b", "drop", [1])])
    assert columns.__sklearn_tags__().input_tags.allow_nan is True
    assert columns.set_params(b=whole).__sklearn_tags__().input_tags.allow_nan is False


@pytest.mark.parametrize("name", ["absent", "absent__alpha", "columns__absent"])
def test_unknown_parameter(nested, name):
    with pytest.raises(ValueError, match=f"Invalid parameter '{name.rpartition('columns__')[2]}' for estimator"):
        nested.set_params(**{name: 1})


def test_parameter_of_a_word():
    pipeline = Pipeline([("scale", "passthrough")])
    with pytest.raises(ValueError, match=r"Invalid parameter 'scale__with_mean' .* and steps are: steps, scale"):
        pipeline.set_params(scale__with_mean=True)


@pytest.mark.parametrize(
    ("steps", "error", "message"),
    [
        (StandardScaler(), TypeError, "steps must be a list of tuples, got StandardScaler"),
        ([], ValueError, "steps must hold at least one tuple, got none"),
        ([StandardScaler()], TypeError, r"steps must hold tuples \(name, estimator\), got StandardScaler\(\)"),
        ([("a", 1, 2)], TypeError, r"steps must hold tuples \(name, estimator\), got \('a', 1, 2\)"),
        ([(1, None)], TypeError, r"steps must hold tuples \(name, estimator\), got \(1, None\)"),
        ([("a__b", None)], ValueError, "names in steps must not contain '__', which .* got 'a__b'"),
        ([("steps", None)], ValueError, "names in steps must differ from the parameters steps, got 'steps'"),
        ([("a", None), ("a", None)], ValueError, "names in steps must be unique, got 'a' twice"),
    ],
)
def test_unusable_steps(steps, error, message):
    with pytest.raises(error, match=message):
        check_step_names(steps, ["steps"], argument="steps", length=2)


def test_message_for_columns():
    with pytest.raises(TypeError, match=r"transformers must hold tuples \(name, estimator, columns\), got \('a', 1\)"):
        check_step_names([("a", 1)], [], argument="transformers", length=3)
