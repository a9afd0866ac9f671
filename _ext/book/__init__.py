"""What this book's site does beyond Jupyter Book: one extension, one module per task.

==================  ====================================================================================
``repository``      hides launch buttons while the repository has no address
``callouts``        styles blockquotes that open with a fixed bold label
``exercises``       frames the section of an exercise
``terms``           links the first bold mention of a term to the glossary
``glossary``        the glossary page, which links back to the sections that teach a term
``errata``          the corrections to the source documents
``bibliography``    the works cited, from references.bib
``chapter_map``     the map of prerequisites, with what each notebook costs
``reference``       the reference of the package ``lib``
``site_fixes``      faults of the theme that keep pages from being accessible, third parties and dead weight
==================  ====================================================================================
"""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

from . import bibliography, callouts, chapter_map, errata, exercises, glossary, reference, repository, site_fixes, terms

MODULES = (repository, callouts, exercises, terms, glossary, errata, bibliography, chapter_map, reference, site_fixes)


def setup(app: Sphinx) -> dict[str, object]:
    # The package is documented from the checkout beside this folder, installed or not.
    sys.path.insert(0, str(Path(app.srcdir)))
    for module in MODULES:
        module.setup(app)
    # The data kept in the environment has this version: raise it when its form changes.
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
