import numpy as np
import pandas
import pytest

from lib.basics import NotFittedError, clone
from lib.data import (
    ColumnTransformer,
    MinMaxScaler,
    OneHotEncoder,
    SelectKBest,
    SimpleImputer,
    StandardScaler,
    Table,
    load_credit,
)


@pytest.fixture
def people():
    return Table({"age": [20, 40, 60], "job": ["fixed", "other", "fixed"], "debt": [0, None, 4]})


def test_by_hand(people):
    columns = ColumnTransformer(
        [("text", OneHotEncoder(), ["job"]), ("number", StandardScaler(), ["age"])], remainder="passthrough"
    )
    wanted = [[1, 0, -np.sqrt(1.5), 0], [0, 1, 0, np.nan], [1, 0, np.sqrt(1.5), 4]]
    np.testing.assert_allclose(columns.fit_transform(people), wanted)
    np.testing.assert_allclose(columns.transform(people), wanted)
    assert columns.get_feature_names_out().tolist() == [
        "text__job_fixed",
        "text__job_other",
        "number__age",
        "remainder__debt",
    ]
    assert columns.feature_names_in_.tolist() == ["age", "job", "debt"]
    assert columns.n_features_in_ == 3
    assert columns.named_transformers_["number"].mean_.tolist() == [40.0]


@pytest.mark.parametrize(
    "key", [["debt", "age"], [2, 0], [-1, 0], np.array([2, 0]), np.array([-1, -3])], ids=lambda key: str(key)
)
def test_ways_to_name_columns(people, key):
    Z = ColumnTransformer([("keep", "passthrough", key)]).fit_transform(people)
    np.testing.assert_array_equal(Z, people.to_array(["debt", "age"]))
    assert Z.dtype == np.float64


def test_masks_slices_and_nothing(people):
    mask = [True, False, True]
    np.testing.assert_array_equal(
        ColumnTransformer([("keep", "passthrough", mask)]).fit_transform(people), people.to_array(["age", "debt"])
    )
    assert ColumnTransformer([("keep", "passthrough", slice(0, 2))]).fit_transform(people).shape == (3, 2)
    empty = ColumnTransformer([("none", StandardScaler(), [])])
    assert empty.fit_transform(people).shape == (3, 0)
    assert empty.transform(people).shape == (3, 0)


def test_tables_frames_and_arrays_agree(people):
    columns = ColumnTransformer([("n", StandardScaler(), [0]), ("t", OneHotEncoder(), [1])])
    wanted = columns.fit_transform(people)
    np.testing.assert_array_equal(clone(columns).fit_transform(people.to_array()), wanted)
    np.testing.assert_array_equal(clone(columns).fit_transform(people.to_pandas()), wanted)
    assert not hasattr(columns.fit(people.to_array()), "feature_names_in_")


def test_columns_are_found_by_name_in_any_order(people):
    columns = ColumnTransformer([("keep", "passthrough", ["age", "debt"])]).fit(people)
    swapped = people.select(["job", "debt", "age"])
    np.testing.assert_array_equal(columns.transform(swapped), columns.transform(people))
    more = people.with_columns({"extra": [1, 2, 3]})
    np.testing.assert_array_equal(columns.transform(more), columns.transform(people))
    with pytest.raises(ValueError, match="X must have the columns of fit, but lacks 'debt'"):
        columns.transform(people.drop(["debt"]))


def test_drop_and_remainder(people):
    assert ColumnTransformer([("no", "drop", ["job"])], remainder="passthrough").fit_transform(people).shape == (3, 2)
    scaled = ColumnTransformer([("no", "drop", ["job", "debt"])], remainder=MinMaxScaler()).fit(people)
    assert scaled.transform(people).ravel().tolist() == [0.0, 0.5, 1.0]
    assert scaled.get_feature_names_out().tolist() == ["remainder__age"]


def test_text_makes_objects(people):
    Z = ColumnTransformer([("keep", "passthrough", ["job", "age"])]).fit_transform(people)
    assert Z.dtype == object
    assert Z[0].tolist() == ["fixed", 20.0]


def test_the_target_reaches_the_steps(people):
    columns = ColumnTransformer([("best", SelectKBest(k=1), [0, 1])])
    X = np.array([[0.0, 5.0], [0.1, 1.0], [1.0, 4.0], [1.1, 2.0]])
    assert columns.fit(X, [0, 0, 1, 1]).transform(X).ravel().tolist() == X[:, 0].tolist()


def test_given_transformers_stay_unfitted_and_refit_forgets(people):
    scaler = StandardScaler()
    columns = ColumnTransformer([("n", scaler, ["age"])]).fit(people)
    assert not hasattr(scaler, "mean_")
    assert columns.transformers[0][1] is scaler
    columns.fit(people.with_columns({"age": [1, 1, 1]}))
    assert columns.named_transformers_["n"].mean_.tolist() == [1.0]


def test_statistics_come_from_the_training_rows_only():
    credit = load_credit()
    columns = ColumnTransformer(
        [("n", SimpleImputer(), ["Income"]), ("t", OneHotEncoder(handle_unknown="ignore"), ["Job"])]
    )
    train = credit.rows(np.arange(3000))
    columns.fit(train)
    assert columns.named_transformers_["n"].statistics_ == pytest.approx(np.nanmean(train["Income"]))


@pytest.mark.parametrize(
    ("transformers", "error", "message"),
    [
        ([("a", "skip", [0])], ValueError, "transformer 'a' must be one of 'drop', 'passthrough', got 'skip'"),
        ([("a", 3, [0])], TypeError, "transformer 'a' must have fit_transform and transform, got 3"),
        (
            [("a", "drop")],
            TypeError,
            r"transformers must hold tuples \(name, estimator, columns\), got \('a', 'drop'\)",
        ),
        ([("remainder", "drop", [0])], ValueError, "names in transformers must differ from the parameters"),
        ([("a", "drop", "age")], TypeError, "columns of transformer 'a' must be a list of names or .* got 'age'"),
        ([("a", "drop", 0)], TypeError, "columns of transformer 'a' must be a list of names or .* got 0"),
        ([("a", "drop", [0.5])], TypeError, r"a mask of length 3 or a slice, got \[0.5\]"),
        ([("a", "drop", [True])], TypeError, r"a mask of length 3 or a slice, got \[True\]"),
        ([("a", "drop", ["pay"])], ValueError, "columns of transformer 'a' must be among age, job, debt, got 'pay'"),
        ([("a", "drop", [3])], ValueError, r"columns of transformer 'a' must be below the 3 columns of X, got \[3\]"),
        ([("a", "drop", [-4])], ValueError, r"columns of transformer 'a' must be below the 3 columns of X, got \[-4\]"),
    ],
)
def test_unusable_transformers(people, transformers, error, message):
    with pytest.raises(error, match=message):
        ColumnTransformer(transformers).fit(people)


def test_unusable_input(people):
    with pytest.raises(ValueError, match=r"can be names only for a table or a data frame, got an array and \['age'\]"):
        ColumnTransformer([("a", "drop", ["age"])]).fit([[1.0]])
    with pytest.raises(TypeError, match="fit takes no parameters besides X and y, got sample_weight"):
        ColumnTransformer([("a", "drop", [0])]).fit_transform(people, sample_weight=1)
    with pytest.raises(NotFittedError, match="ColumnTransformer is not fitted yet"):
        ColumnTransformer([("a", "drop", [0])]).transform(people)
    with pytest.raises(ValueError, match="X has 1 features, but ColumnTransformer is expecting 3"):
        ColumnTransformer([("a", "drop", [0])]).fit(people).transform([[1.0]])


def test_frame_with_columns_that_are_not_text():
    frame = pandas.DataFrame(np.arange(6.0).reshape(3, 2))
    assert ColumnTransformer([("a", "passthrough", ["1"])]).fit_transform(frame).ravel().tolist() == [1, 3, 5]
