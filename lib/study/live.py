"""The live form of an explorable: ipywidgets controls that draw again, where a kernel and its front end are there."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

from lib.study import explore_page
from lib.study.frames import draw_figure, encode_figure
from lib.study.grid import name_text, value_text

if TYPE_CHECKING:
    from lib.study.explore import Explorable


def kernel_is_there() -> bool:
    """Say whether this process is a notebook kernel in which ipywidgets can be imported.

    Returns
    -------
    bool

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> kernel_is_there()
    False
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    # A terminal's IPython has no kernel; its front end could not show a widget.
    return getattr(shell, "kernel", None) is not None and importlib.util.find_spec("ipywidgets") is not None


def view(explorable: Explorable) -> dict[str, Any]:
    """Return the MIME entry of the live control.

    The picture is an ``ipywidgets.HTML`` whose value is replaced; an ``Output`` area would store what it shows and
    scroll the page. The figure is drawn again at each move, so that a changed name in the notebook takes effect.

    Parameters
    ----------
    explorable : Explorable

    Returns
    -------
    dict of str to object
        The widget-view entry of a MIME bundle.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    return dict(control(explorable)._repr_mimebundle_())


def control(explorable: Explorable) -> Any:
    """Build the live control: one slider for each parameter above the picture.

    Parameters
    ----------
    explorable : Explorable

    Returns
    -------
    ipywidgets.VBox

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb
    """
    import ipywidgets

    start = explorable.points[explorable.start]
    sliders = {
        name: ipywidgets.SelectionSlider(
            options=[(value_text(value), value) for value in values],
            index=values.index(start[name]),
            description=name_text(name),
            continuous_update=False,
            style={"description_width": "initial"},
            layout={"width": "min(100%, 28rem)"},
        )
        for name, values in explorable.values.items()
    }
    picture = ipywidgets.HTML(
        explore_page.described(explorable.frames[explorable.start], explorable.alts[explorable.start])
    )

    def redraw(change: object) -> None:
        point = {name: slider.value for name, slider in sliders.items()}
        frame = encode_figure(draw_figure(explorable.draw, point), explorable.format)
        picture.value = explore_page.described(frame, explorable.say_alt(point))

    for slider in sliders.values():
        slider.observe(redraw, names="value")
    head = [ipywidgets.HTML(explore_page.heading(explorable.title))] if explorable.title else []
    return ipywidgets.VBox([*head, *sliders.values(), picture])
