"""Take a Markdown text apart: what is sentence and what is math, code, link or markup."""

import re
from collections.abc import Iterator

FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})(.*)$")
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
DISPLAY_MATH = re.compile(r"\$\$.*?\$\$|\\\[.*?\\\]|\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL)
INLINE_MATH = re.compile(r"(?<![\\$])\$(?![\s$])(?:[^$\\]|\\.)+?(?<!\s)\$(?!\d)", re.DOTALL)
LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*(<[^>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\s*\)"
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BARE_URL = re.compile(r"https?://[^\s<>)\]]+")
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$")


def without_fences(text: str) -> str:
    """Return the text with every fenced block blanked, line numbers kept."""
    lines, closing = [], None
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if closing is None and fence:
            closing = fence.group(2)
            lines.append("")
        elif closing is not None:
            if fence and fence.group(2).startswith(closing) and not fence.group(3).strip():
                closing = None
            lines.append("")
        else:
            lines.append(line)
    return "\n".join(lines)


def fence_openings(text: str) -> Iterator[str]:
    """Yield the info string of every fenced block."""
    closing = None
    for line in text.split("\n"):
        fence = FENCE.match(line)
        if fence and closing is None:
            closing = fence.group(2)
            yield fence.group(3).strip()
        elif fence and fence.group(2).startswith(closing) and not fence.group(3).strip():
            closing = None


def headings(text: str) -> list[tuple[int, str]]:
    """Return (level, text) of every heading outside fences."""
    found = (HEADING.match(line) for line in without_fences(text).split("\n"))
    return [(len(match.group(1)), match.group(2)) for match in found if match]


def _blank(match: re.Match[str]) -> str:
    # Blank lines inside would tear a paragraph apart, and a removed word must still part its neighbours.
    return " " + "\n" * match.group(0).count("\n")


def without_code(text: str) -> str:
    """Return the text without fenced blocks and code spans."""
    return INLINE_CODE.sub(_blank, without_fences(text))


def without_code_and_math(text: str) -> str:
    """Return the text without fenced blocks, code spans and math."""
    return INLINE_MATH.sub(_blank, DISPLAY_MATH.sub(_blank, without_code(text)))


def sentences(text: str) -> str:
    """Return what is left for a reader to read as prose: no code, math, links, addresses, comments and tags."""
    left = without_code_and_math(text)
    for pattern in (COMMENT, LINK, BARE_URL, TAG):
        left = pattern.sub(_blank, left)
    return left


def links(text: str) -> list[tuple[str, str, bool]]:
    """Return (text, target, is an image) of every link and image, those written in HTML included."""
    plain = COMMENT.sub(_blank, without_code_and_math(text))
    found = [
        (match.group(1), match.group(2).strip("<>"), match.group(0).startswith("!")) for match in LINK.finditer(plain)
    ]
    for tag in TAG.finditer(plain):
        target = re.search(r"\b(?:href|src)\s*=\s*[\"']([^\"']*)[\"']", tag.group(0))
        if target:
            alt = re.search(r"\balt\s*=\s*[\"']([^\"']*)[\"']", tag.group(0))
            found.append((alt.group(1) if alt else "", target.group(1), tag.group(0).lower().startswith("<img")))
    return found
