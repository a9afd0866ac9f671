"""Write what README.md and CITATION.cff say of the chapters and of the repository's address.

python tools/readme.py           bring both up to date (`make fmt` does)
python tools/readme.py --check   say what is out of date

The chapters stand in pages/chapters.toml, the address in `_config.yml`; while that is a placeholder no badge is shown.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
START, END = "<!-- chapters: written by tools/readme.py -->", "<!-- end of chapters -->"
BADGES = {
    "Binder": (
        "https://mybinder.org/badge_logo.svg",
        "https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{path}",
    ),
    "Colab": (
        "https://colab.research.google.com/assets/colab-badge.svg",
        "https://colab.research.google.com/github/{repository}/blob/main/{path}",
    ),
}


def badges(path: str, url: str | None) -> str:
    """Return the launch badges of a chapter, or nothing while the repository has no address."""
    if not url or not url.startswith("https://github.com/"):
        return ""
    repository = url.removeprefix("https://github.com/")
    return " ".join(
        f"[![Open in {name}]({image})]({link.format(repository=repository, path=path)})"
        for name, (image, link) in BADGES.items()
    )


def table(root: Path, url: str | None) -> str:
    """Return the chapter table: a chapter is linked once its notebook is there."""
    chapters = tomllib.loads((root / "pages" / "chapters.toml").read_text(encoding="utf-8"))["chapter"]
    with_badges = bool(url)
    lines = ["| | Chapter | What it teaches |" + (" Run it |" if with_badges else "")]
    lines.append("|---|---|---|" + ("---|" if with_badges else ""))
    for chapter in chapters:
        path = f"chapters/{chapter['slug']}.ipynb"
        there = (root / path).exists()
        title = f"[{chapter['title']}]({path})" if there else chapter["title"]
        row = f"| {chapter['slug'][:2]} | {title} | {chapter['about']} |"
        lines.append(row + (f" {badges(path, url) if there else ''} |" if with_badges else ""))
    return "\n".join(lines)


def readme(text: str, root: Path, url: str | None) -> str:
    """Return README's text with its chapter table brought up to date."""
    if text.count(START) != 1 or text.count(END) != 1:
        raise SystemExit(f"README.md must hold {START!r} and {END!r} once each")
    before, rest = text.split(START)
    return f"{before}{START}\n{table(root, url)}\n{END}{rest.split(END)[1]}"


def citation(text: str, url: str | None) -> str:
    """Return CITATION.cff's text with the repository's address, or without one while there is none."""
    text = re.sub(r"^repository-code:.*\n", "", text, flags=re.MULTILINE)
    return text.rstrip("\n") + (f'\nrepository-code: "{url}"\n' if url else "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check both files."""
    parser = argparse.ArgumentParser(prog="tools/readme.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is out of date")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the book (default: this one)")
    options = parser.parse_args(arguments)
    from notebooks.setup_cell import repository_url

    root, stale = options.root, []
    url = repository_url(root)
    for name, renew in (
        ("README.md", lambda text: readme(text, root, url)),
        ("CITATION.cff", lambda t: citation(t, url)),
    ):
        old = (root / name).read_text(encoding="utf-8")
        new = renew(old)
        if new != old:
            stale.append(name)
            if not options.check:
                (root / name).write_text(new, encoding="utf-8", newline="\n")
    print(
        f"{'out of date' if options.check else 'written'}: {', '.join(stale)}"
        if stale
        else "README and CITATION are current"
    )
    return int(options.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
