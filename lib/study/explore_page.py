"""The page fragment of an explorable: markup, a short script and a scoped style, with nothing requested."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence

from lib.study.frames import Picture
from lib.study.inline import asset
from lib.study.messages import message


def explore_html(
    *,
    title: str | None,
    labels: Mapping[str, Sequence[str]],
    frames: Sequence[Picture],
    alts: Sequence[str],
    captions: Sequence[str],
    start: int,
    strip: Sequence[int],
) -> str:
    """Return sliders over frames as one HTML fragment.

    The strip is ordinary markup and is all that shows without scripts. The other frames lie in a JSON block, so that a
    viewer that removes scripts and styles shows the strip and not sixty pictures. Apart from the data URIs the text
    depends on the declaration alone, never on the processor.

    Parameters
    ----------
    title : str or None
    labels : mapping of str to sequence of str
        The sliders: name to the values as they read.
    frames, alts, captions : sequence
        One for each point; the last parameter runs fastest.
    start : int
        Index of the frame shown first.
    strip : sequence of int
        Indices of the frames for print.

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    name = message("explore.name", title=title or ", ".join(labels))
    steps: list[int] = []
    rest = start
    for values in reversed(list(labels.values())):
        rest, step = divmod(rest, len(values))
        steps.insert(0, step)
    data = {
        "values": list(labels.values()),
        # A frame of the strip is named by its place there: no picture is carried twice.
        "frames": [list(strip).index(i) if i in strip else frame.uri for i, frame in enumerate(frames)],
        "alts": list(alts),
    }
    parts = [
        f'<div class="book-explore" role="group" aria-label="{html.escape(name)}" '
        f'style="max-width:{frames[0].width + 34}px">',
        f"<style>{asset('explore.css')}</style>",
        heading(title) if title else "",
        '<div class="be-controls" hidden>',
        *(_slider(name, values, step) for (name, values), step in zip(labels.items(), steps)),
        "</div>",
        f'<div class="be-now" data-width="{frames[0].width}" data-height="{frames[0].height}" hidden></div>',
        # What the picture shows, for everybody to see; a screen reader has it from the picture and from the status.
        '<p class="be-words" aria-hidden="true" hidden></p>',
        '<p class="be-said" role="status"></p>',
        f'<noscript><p class="be-still">{message("explore.still", count=len(frames))}</p></noscript>',
        '<div class="be-strip">',
        *(
            f"<figure>{picture(frames[i], alts[i])}<figcaption>{html.escape(captions[i])}</figcaption></figure>"
            for i in strip
        ),
        "</div>",
        f'<script type="application/json">{_json(data)}</script>',
        f"<script>{asset('explore.js')}</script>",
        "</div>",
    ]
    return "\n".join(part for part in parts if part)


def picture(frame: Picture, alt: str) -> str:
    """Return one frame as an image with its text alternative.

    Parameters
    ----------
    frame : Picture
    alt : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    # Inline size limits, because some viewers drop the style block.
    return (
        f'<img src="{frame.uri}" alt="{html.escape(alt)}" width="{frame.width}" height="{frame.height}" '
        'style="max-width:100%;height:auto">'
    )


def described(frame: Picture, alt: str) -> str:
    """Return one frame with its text alternative below it for everybody to read, as the live control shows it.

    Parameters
    ----------
    frame : Picture
    alt : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    return f'{picture(frame, alt)}<p aria-hidden="true" style="line-height:1.5">{html.escape(alt)}</p>'


def heading(title: str) -> str:
    """Return the title line; no heading element, for the page's outline belongs to the chapter.

    Parameters
    ----------
    title : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> heading("Bias & variance")
    '<p class="be-title"><strong>Bias &amp; variance</strong></p>'
    """
    return f'<p class="be-title"><strong>{html.escape(title)}</strong></p>'


def _slider(name: str, values: Sequence[str], step: int) -> str:
    name = html.escape(name)
    return (
        f'<label><span class="be-name">{name}</span>'
        f'<input type="range" min="0" max="{len(values) - 1}" step="1" value="{step}" autocomplete="off" '
        f'aria-label="{name}" aria-valuetext="{html.escape(values[step])}">'
        f'<span class="be-value" aria-hidden="true">{html.escape(values[step])}</span></label>'
    )


def _json(data: object) -> str:
    # "<" could close the script element.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
