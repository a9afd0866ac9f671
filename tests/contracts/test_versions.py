"""Ranges for readers, a lock for us: both install, both say the same."""

import re
import sys

import house
import pytest

sys.path.insert(0, str(house.ROOT / "tools"))
import versions

PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\d[\w.]*)$")


def ranges_of(text):
    """Return ``{group: [requirement, ...]}`` of requirements.txt, whose groups open with `# [name]`."""
    groups, current = {}, None
    for line in text.split("\n"):
        if match := re.match(r"^# \[(\w+)\]", line):
            current = groups.setdefault(match.group(1).replace("core", ""), [])
        elif line.strip() and not line.startswith("#"):
            current.append(line.strip())
    return groups


def lock_faults(text, ranges):
    """Return what is wrong with a lock: its form, a GPU or local build, a pin outside its range, a package left out."""
    from packaging.requirements import Requirement

    found, pins = [], {}
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        match = PIN.match(line)
        if not match:
            found.append(f"{line!r} must read name==version, without hash, path, marker or local build")
        elif versions.GPU.match(match.group(1)):
            found.append(f"{line!r} belongs to a GPU build")
        else:
            pins[match.group(1)] = match.group(2)
    for text_of in sorted({each for group in ranges.values() for each in group}):
        requirement = Requirement(text_of)
        pin = pins.get(versions.normal(requirement.name))
        if pin is None:
            found.append(f"{requirement.name} is not locked")
        elif pin not in requirement.specifier:
            found.append(f"{requirement.name}=={pin} is outside {requirement.specifier}")
    return found


def test_requirements_are_the_projects_ranges(root):
    assert ranges_of((root / "requirements.txt").read_text(encoding="utf-8")) == versions.project_ranges()


def test_a_drifted_range_is_caught(root):
    text = (root / "requirements.txt").read_text(encoding="utf-8")
    for old, new in (("numpy>=2.0,<3", "numpy>=2.1,<3"), ("ruff>=0.6,<1\n", ""), ("# [book]", "# [site]")):
        assert old in text
        assert ranges_of(text.replace(old, new)) != versions.project_ranges()


def test_every_range_has_a_lower_end():
    pins = versions.oldest_pins(versions.project_ranges())
    assert "numpy==2.0" in pins
    with pytest.raises(ValueError, match="must have a lower end, name>=version, got 'numpy<3'"):
        versions.oldest_pins({"": ["numpy<3"]})


def test_the_lock_is_one_any_machine_can_use(root):
    house.expect_none(lock_faults((root / "constraints.txt").read_text(encoding="utf-8"), versions.project_ranges()))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("torch==2.13.0+cpu", "without hash, path, marker or local build"),
        ("numpy==2.4.6 --hash=sha256:00", "without hash"),
        ("ml-to-llm-book @ file:///somewhere", "without hash, path"),
        ("-e .", "must read name==version"),
        ("nvidia-cublas-cu12==12.4.5.8", "belongs to a GPU build"),
        ("triton==3.1.0", "belongs to a GPU build"),
        ("numpy==1.26.4", "numpy==1.26.4 is outside"),
        ("scipy==1.17.1", "numpy is not locked"),
    ],
)
def test_a_bad_lock_is_caught(line, message):
    assert any(message in fault for fault in lock_faults(line + "\n", {"": ["numpy>=2.0,<3"]}))


def test_a_freeze_becomes_a_lock():
    frozen = """
    -e /somewhere/book
    ml-to-llm-book==0.1.0
    Jinja2==3.1.6
    ruamel.yaml==0.19.1
    torch==2.13.0+cpu
    nvidia-cudnn-cu12==9.1.0.70
    triton==3.1.0
    pip==26.3
    local @ file:///wheels/local.whl
    """
    assert versions.filter_freeze(frozen.split("\n")) == ["jinja2==3.1.6", "ruamel-yaml==0.19.1", "torch==2.13.0"]


def test_torch_is_asked_for_by_the_lock_then_by_the_range(tmp_path):
    pins = tmp_path / "pins.txt"
    pins.write_text("torchvision==1\ntorch==2.13.0\n")
    assert versions.torch_requirement(str(pins)) == "torch==2.13.0"
    assert versions.torch_requirement(None) == "torch>=2.8,<3"
