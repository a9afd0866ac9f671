"""Our exceptions are scikit-learn's too, but only when scikit-learn is loaded."""

import subprocess
import sys

import pytest

from lib.basics import DataConversionWarning, Estimator, NotFittedError, check_is_fitted, check_target


def test_scikit_learn_catches_our_errors():
    import sklearn.exceptions

    with pytest.raises(sklearn.exceptions.NotFittedError) as caught:
        check_is_fitted(Estimator())
    assert isinstance(caught.value, NotFittedError)
    with pytest.warns(sklearn.exceptions.DataConversionWarning) as recorded:
        check_target([[1], [2]])
    assert issubclass(recorded[0].category, DataConversionWarning)


def test_without_scikit_learn_our_own_class_is_raised():
    program = (
        "import sys; sys.modules['sklearn'] = None\n"
        "from lib.basics import Estimator, NotFittedError, check_is_fitted\n"
        "try:\n    check_is_fitted(Estimator())\n"
        "except NotFittedError as error:\n    print(type(error) is NotFittedError)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr
