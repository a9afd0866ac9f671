"""No text tells a reader to install the index's own `lib`, which is somebody else's package."""

import re

import house
import pytest

INSTALL = re.compile(
    r"\b(?:pip3?|uv pip|pipx|conda|mamba|poetry|uv)(?:\.exe)?[\"']?,?\s+[\"']?(?:install|add)\b([^\n`|&;]*)"
)
OPTION_WITH_VALUE = {"-r", "-c", "-i", "--index-url", "--extra-index-url", "--requirement", "--constraint", "-f"}


def names_installed(line):
    """Return the distribution names in the arguments of an install command."""
    names, words = [], iter(re.split(r"[\s\"',]+", line))
    for word in words:
        if word in OPTION_WITH_VALUE:
            next(words, None)
        elif match := re.match(r"^([A-Za-z][\w.-]*)(\[[^\]]*\])?([<>=!~].*)?$", word):
            names.append(match.group(1).lower())
    return names


def faults(root):
    """Return each place that would install an unrelated package called lib."""
    found = []
    for path, text in house.texts(root):
        if "contracts" in path.parts or path.name == "constraints.txt":
            continue
        for match in INSTALL.finditer(text):
            if "lib" in names_installed(match.group(1)):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{house.short(path, root)}:{line}: {match.group(0).strip()}")
    return found


def test_no_text_installs_the_other_lib(root):
    house.expect_none(faults(root))


@pytest.mark.parametrize(
    "text",
    [
        "Run `pip install lib` first.",
        "python -m pip install --upgrade lib",
        "%pip install -q numpy lib",
        "pip install -r requirements.txt lib==4.0.0",
        'subprocess.run([python, "-m", "pip", "install", "lib"])',
        "conda install lib",
        "uv add lib",
    ],
)
def test_the_advice_is_caught(plant, text):
    assert len(faults(plant({"README.md": text}))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "pip install -e .",
        "pip install ml-to-llm-book",
        "pip install -c lib constraints",
        "pip install lib-tools",
        "import lib",
    ],
)
def test_other_commands_pass(plant, text):
    assert faults(plant({"README.md": text})) == []
