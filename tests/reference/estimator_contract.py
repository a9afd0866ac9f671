"""Hold our estimators to scikit-learn's own ``check_estimator``, and to no less than its counterpart is held to.

A room registers its estimators in a test file of its own::

    import pytest
    from estimator_contract import Contract, assert_contract

    CONTRACTS = [
        Contract(StandardScaler(), sklearn.preprocessing.StandardScaler()),
        Contract(RandomForestClassifier(n_estimators=5, random_state=0), sklearn.ensemble.RandomForestClassifier(...),
                 fails={"check_sample_weight_equivalence_on_dense_data": "bootstrap draws rows, not weights"}),
    ]

    @pytest.mark.parametrize("contract", CONTRACTS, ids=str)
    def test_contract(contract):
        assert_contract(contract)

``assert_contract`` is the only entry point; each of its rules closes a way of keeping the contract by its
letter alone.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sklearn.utils.estimator_checks import check_estimator

# Array libraries other than NumPy, and sparse matrices, are outside the book's subject. (That sparse input is refused
# with a clear message is still checked.)
OUTSIDE = {
    "check_array_api_input",
    "check_array_api_mixed_inputs",
    "check_array_api_same_namespace",
    "check_sample_weight_equivalence_on_sparse_data",
}


@dataclass(frozen=True)
class Contract:
    """One estimator of ours, its counterpart in scikit-learn, and what is known to differ, each with its reason."""

    ours: Any
    theirs: Any = None  # None where scikit-learn has no counterpart: then nothing may fail, be skipped or be left out
    fails: Mapping[str, str] = field(default_factory=dict)  # check -> why it fails; must fail in `theirs` too
    not_run: Mapping[str, str] = field(default_factory=dict)  # check that runs on `theirs` only -> why not on `ours`

    def __str__(self) -> str:
        return repr(self.ours)


def run_checks(estimator: Any, fails: Mapping[str, str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Run every check of scikit-learn on the estimator; return the results by name (one name may run several times)."""
    with warnings.catch_warnings():
        # Our base class is our own, on purpose: lib imports no scikit-learn.
        warnings.filterwarnings("ignore", message=r".*does not inherit from `sklearn.base.BaseEstimator`")
        results = check_estimator(estimator, expected_failed_checks=dict(fails or {}), on_skip=None, on_fail=None)
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for result in results:
        by_name[result["check_name"]].append(result)
    return dict(by_name)


def names_with(results: Mapping[str, list[dict[str, Any]]], status: str) -> set[str]:
    """Return the names of the checks that ended with this status at least once."""
    return {name for name, runs in results.items() if any(run["status"] == status for run in runs)}


def contract_faults(contract: Contract) -> list[str]:
    """List every way in which the estimator breaks its contract; an empty list means that it keeps it."""
    ours = run_checks(contract.ours, contract.fails)
    theirs = run_checks(contract.theirs) if contract.theirs is not None else {}
    faults = []
    for name in sorted(names_with(ours, "failed")):
        error = next(run["exception"] for run in ours[name] if run["status"] == "failed")
        first_lines = "\n    ".join(str(error).strip().splitlines()[:4])
        faults.append(f"{name} fails: {type(error).__name__}: {first_lines}")
    for name in sorted(set(contract.fails) - names_with(ours, "xfail")):
        faults.append(f"{name} is listed as failing but passes, or is not run: take it off the list")
    for name in sorted(set(contract.fails) - names_with(theirs, "failed")):
        faults.append(f"{name} is listed as failing but scikit-learn's counterpart passes it")
    for name in sorted(names_with(ours, "skipped") - names_with(theirs, "skipped") - OUTSIDE):
        faults.append(f"{name} is skipped on ours only: {ours[name][0]['exception']}")
    # A tag can switch checks off; what runs on the counterpart has to run here or be excused by name.
    missing = set(theirs) - set(ours) - OUTSIDE
    faults += [f"{name} runs on the counterpart but not on ours" for name in sorted(missing - set(contract.not_run))]
    faults += [f"{name} is excused from running but runs" for name in sorted(set(contract.not_run) - missing)]
    faults += [
        f"{name} has no reason" for name, why in {**contract.fails, **contract.not_run}.items() if not why.strip()
    ]
    if not names_with(ours, "passed"):
        faults.append("no check ran at all")
    return faults


def assert_contract(contract: Contract) -> None:
    """Fail with the list of all faults if the estimator breaks its contract."""
    faults = contract_faults(contract)
    if faults:
        raise AssertionError(f"{contract.ours!r} breaks the estimator contract:\n  " + "\n  ".join(faults))
