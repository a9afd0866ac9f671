"""README, CITATION and the root of the repository: what a first-time visitor sees is true and complete."""

import importlib.util
import re
import shutil
import subprocess
import sys

import house
import pytest

ROOT_ENTRIES = {
    "_config.yml", "_toc.yml", "_ext", "_static", "chapters", "lib", "tests", "tools", "pages", "benchmarks",
    "requirements.txt", "constraints.txt", "pyproject.toml", "Makefile", "references.bib",
    "README.md", "LICENSE", "LICENSE-TEXT", "NOTICE", "CITATION.cff", "CONTRIBUTING.md", "CHANGELOG.md",
    ".binder", ".ci", ".github", ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml",
}  # fmt: skip
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
IMAGE = re.compile(r"<img\s+([^>]*)>")


def load_tool(root):
    """Return tools/readme.py as a module."""
    spec = importlib.util.spec_from_file_location("book_readme_tool", root / "tools" / "readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def broken_links(root, name):
    """Return the links and pictures of a Markdown file that lead nowhere, and pictures without a text."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    found = [f"{name}: {link} is not there" for link in LINK.findall(text) if not (path.parent / link).exists()]
    for attributes in IMAGE.findall(text):
        source = re.search(r'src="([^"]+)"', attributes)
        if not source or not (path.parent / source.group(1)).exists():
            found.append(f"{name}: the picture {source and source.group(1)} is not there")
        alt = re.search(r'alt="([^"]*)"', attributes)
        if not alt or len(alt.group(1)) < 20:
            found.append(f"{name}: a picture has no text that says what it shows")
    return found


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "lib/README.md"])
def test_links_and_pictures_are_there(root, name):
    house.expect_none(broken_links(root, name))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("see [the map](lib/MAP.md)", "lib/MAP.md is not there"),
        ('<img src="gone.png" alt="A figure with a slider for the degree">', "gone.png is not there"),
        ('<img src="README.md">', "no text that says what it shows"),
    ],
)
def test_a_broken_link_is_caught(plant, text, message):
    assert any(message in fault for fault in broken_links(plant({"README.md": text}), "README.md"))


def test_the_two_commands_stand_on_the_first_screen(root):
    first_screen = (root / "README.md").read_text(encoding="utf-8").split("\n")[:25]
    for command in ("make book", "make test"):
        assert any(line.startswith(command) for line in first_screen)


def test_people_without_make_are_served(root):
    text = (root / "README.md").read_text(encoding="utf-8")
    for needed in (
        "python3 tools/env.py",
        'pip install -e ".[notebooks,book]"',
        r".venv\Scripts\python",
        "pip install torch --index-url https://download.pytorch.org/whl/cpu",
        "sudo apt-get install python3-venv make",
    ):
        assert needed in text


def test_the_front_page_is_current(root):
    command = [sys.executable, "tools/readme.py", "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy(root, tmp_path):
    """Return a folder with what the front page is made from."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "chapters").mkdir()
    shutil.copy(root / "pages" / "chapters.toml", tmp_path / "pages")
    (tmp_path / "chapters" / "02_ml_basics.ipynb").touch()
    for name in ("README.md", "CITATION.cff"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


def config(url):
    """Return the part of _config.yml that names the repository."""
    return f"repository:\n  url: {url}\n"


def test_no_badge_while_the_address_is_a_placeholder(root, copy):
    (copy / "_config.yml").write_text(config("https://github.com/OWNER/REPOSITORY"))
    load_tool(root).main(["--root", str(copy)])
    text = (copy / "README.md").read_text(encoding="utf-8")
    assert "mybinder.org" not in text
    assert "colab.research" not in text
    assert "OWNER" not in text
    assert "repository-code" not in (copy / "CITATION.cff").read_text()
    assert "[Machine learning basics](chapters/02_ml_basics.ipynb)" in text


def test_badges_and_citation_follow_the_address(root, copy):
    tool = load_tool(root)
    (copy / "_config.yml").write_text(config("https://github.com/ada/engine"))
    assert tool.main(["--root", str(copy), "--check"]) == 1
    assert tool.main(["--root", str(copy)]) == 0
    assert tool.main(["--root", str(copy), "--check"]) == 0
    text = (copy / "README.md").read_text(encoding="utf-8")
    assert text.count("https://mybinder.org/v2/gh/ada/engine/main?urlpath=lab/tree/chapters/02_ml_basics.ipynb") == 1
    assert text.count("https://colab.research.google.com/github/ada/engine/blob/main/chapters/02_ml_basics.ipynb") == 1
    citation = (copy / "CITATION.cff").read_text()
    assert 'repository-code: "https://github.com/ada/engine"' in citation
    (copy / "_config.yml").write_text(config("https://github.com/OWNER/REPOSITORY"))
    assert tool.main(["--root", str(copy)]) == 0  # and back
    assert "ada/engine" not in (copy / "README.md").read_text() + (copy / "CITATION.cff").read_text()


def test_citation_has_the_packages_version(root):
    version = re.search(r'__version__ = "([^"]+)"', (root / "lib" / "__init__.py").read_text()).group(1)
    assert f'version: "{version}"' in (root / "CITATION.cff").read_text()
    assert re.search(rf"^## {re.escape(version)}\b", (root / "CHANGELOG.md").read_text(), re.MULTILINE)


def strange_entries(root):
    """Return what stands at the root and belongs elsewhere."""
    return sorted({house.short(path, root).split("/")[0] for path in house.tracked(root)} - ROOT_ENTRIES)


def test_nothing_else_stands_at_the_root(root):
    assert strange_entries(root) == []
    missing = {name for name in ROOT_ENTRIES if not (root / name).exists()} - {".gitattributes"}
    assert missing == set()


def test_a_stray_file_is_caught(plant):
    assert strange_entries(plant({"lib/__init__.py": "", "notes.txt": "todo"})) == ["notes.txt"]


def test_both_licences_are_whole(root):
    code, text = ((root / name).read_text(encoding="utf-8") for name in ("LICENSE", "LICENSE-TEXT"))
    assert code.startswith("MIT License")
    assert "WITHOUT WARRANTY OF ANY KIND" in code
    assert text.startswith("Attribution 4.0 International")
    for section in range(1, 9):
        assert f"Section {section} --" in text
