"""Fold a part of a generated page in a ``<details>`` element: it opens by itself, and for a link that leads into it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from .markup import escape

# Chromium opens a fold that holds the target of a link, other browsers do not all; on paper everything is to be seen.
OPEN_ALL = """
<p class="book-open-all" hidden><button type="button" aria-pressed="false">Unfold all chapters</button></p>
<script>
(function () {
  var button = document.querySelector(".book-open-all button"), shut = [];
  function folds() { return Array.from(document.querySelectorAll("details.book-fold")); }
  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var fold = target && target.closest("details.book-fold");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView();
  }
  document.addEventListener("DOMContentLoaded", function () {
    button.parentNode.hidden = false;
    button.addEventListener("click", function () {
      var open = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(open));
      folds().forEach(function (fold) { fold.open = open; });
    });
    reveal();
  });
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    shut = folds().filter(function (fold) { return !fold.open; });
    shut.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener("afterprint", function () { shut.forEach(function (fold) { fold.open = false; }); });
})();
</script>
"""


class folded(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes like this
    """A fold with a plain ``summary`` and perhaps ``more`` of it; ``open`` says whether it starts unfolded."""


def visit(self: nodes.NodeVisitor, node: folded) -> None:
    state = " open" if node["open"] else ""
    more = f' <span class="book-fold-more">{escape(node["more"])}</span>' if node.get("more") else ""
    self.body.append(f'<details class="book-fold"{state}><summary>{escape(node["summary"])}{more}</summary>\n')


def depart(self: nodes.NodeVisitor, _node: folded) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    app.add_node(folded, html=(visit, depart))
