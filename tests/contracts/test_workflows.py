"""The hosted checks are the local ones, and nothing foreign runs in them unpinned."""

import re
import subprocess

import house
import pytest
import yaml

USES = re.compile(r"uses:\s*(\S+)(.*)")
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$")


def faults(root):
    """Return each action that is not pinned by commit with its version beside it, and each job without a time limit."""
    found = []
    for path in sorted((root / ".github" / "workflows").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        for name, comment in USES.findall(text):
            if not PINNED.match(name):
                found.append(f"{path.name}: {name} is not pinned by a full commit")
            elif not re.match(r"\s+# v\d+\.\d+\.\d+$", comment):
                found.append(f"{path.name}: {name} does not say which version it is")
        workflow = yaml.safe_load(text)
        if workflow.get("permissions") != {"contents": "read"}:
            found.append(f"{path.name}: a workflow starts with the right to read, and a job asks for more")
        for name, job in workflow["jobs"].items():
            if "timeout-minutes" not in job:
                found.append(f"{path.name}: the job {name} has no time limit")
    return found


def test_workflows_are_pinned_and_bounded(root):
    assert len(list((root / ".github" / "workflows").glob("*.yml"))) >= 2
    house.expect_none(faults(root))


GOOD = """
on: push
permissions:
  contents: read
jobs:
  test:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "@v5", "not pinned"),
        ("@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "@08c6903", "not pinned"),
        (" # v5.0.0", "", "does not say which version"),
        ("timeout-minutes: 5", "runs-on: ubuntu-24.04", "no time limit"),
        ("contents: read", "contents: write", "the right to read"),
    ],
)
def test_a_loose_workflow_is_caught(plant, old, new, message):
    assert faults(plant({".github/workflows/ci.yml": GOOD})) == []
    assert any(message in fault for fault in faults(plant({".github/workflows/ci.yml": GOOD.replace(old, new)})))


def test_the_hosted_run_is_the_local_one(root):
    workflow = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    assert {"run": ".ci/run"} in workflow["jobs"]["lock"]["steps"]
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^limit \d+m make check$", script, re.MULTILINE)
    assert re.search(r"^limit \d+m make test$", script, re.MULTILINE)
    assert (root / ".ci" / "run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(root / ".ci" / "run")], check=True)


def test_ci_run_ends_within_ninety_minutes(root):
    limits = re.findall(r"^limit (\d+)m ", (root / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(limits) == 2
    assert sum(map(int, limits)) <= 80  # the rest is for setting up


def test_hooks_are_local(root):
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    assert all(hook["language"] == "system" for hook in hooks["repos"][0]["hooks"])
