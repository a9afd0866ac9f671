"""What this book's site does beyond Jupyter Book: one extension, one module per task.

==================  ====================================================================================
``repository``      hides launch buttons while the repository has no address
``callouts``        styles blockquotes that open with a fixed bold label
``cells``           finds the code cells of a notebook, for the modules below
``exercises``       frames the section of an exercise, and says in its check cell what the check does
``figures``         joins pictures and captions, numbers them, and names folded code
``contents``        lists the sections of a chapter with the minutes they take
``terms``           links the first bold mention of a term to the glossary
``glossary``        the glossary page, which links back to the sections that teach a term
``here``            marks in the contents beside a page the section that is read
``formulas``        keeps a formula and the punctuation after it on one line
``folds``           parts of generated pages that fold
``errata``          the corrections to the source documents, folded by chapter
``search``          leads a search for a term to the section that teaches it, chapters first
``numbering``       puts the number of a chapter before its title
``bibliography``    the works cited, from references.bib
``cards``           the chapters that can be read, with pictures
``chapter_map``     the map of prerequisites, with what each notebook costs
``reference``       the reference of the package ``lib``
``source_pages``    makes the contents beside the pages of source code once, not for each of some 400
``site_fixes``      faults of the theme that keep pages from being accessible, third parties and dead weight
==================  ====================================================================================
"""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

from . import (
    bibliography,
    callouts,
    cards,
    chapter_map,
    contents,
    errata,
    exercises,
    figures,
    folds,
    formulas,
    glossary,
    here,
    numbering,
    reference,
    repository,
    search,
    site_fixes,
    source_pages,
    terms,
)

MODULES = (
    repository,
    numbering,
    callouts,
    exercises,
    figures,
    contents,
    here,
    formulas,
    terms,
    glossary,
    folds,
    errata,
    search,
    bibliography,
    chapter_map,
    cards,
    reference,
    source_pages,
    site_fixes,
)


def setup(app: Sphinx) -> dict[str, object]:
    # The package is documented from the checkout beside this folder, installed or not.
    sys.path.insert(0, str(Path(app.srcdir)))
    for module in MODULES:
        module.setup(app)
    # The data kept in the environment has this version: raise it when its form changes.
    return {"version": "1", "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
