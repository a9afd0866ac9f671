"""Weigh what a page makes a reader's browser load, in bytes as they lie on the server."""

from dataclasses import dataclass

MAX_CHAPTER_BYTES = 2_500_000
MAX_SHARED_BYTES = 2_400_000
# Loaded once and kept by the browser for all pages.
SHARED = ("_static/", "mathjax/")


@dataclass
class Weights:
    """Bytes of each page's own files, and of each shared file that any page asks for."""

    own: dict[str, int]
    shared: dict[str, int]

    @property
    def shared_total(self):
        """All shared files together."""
        return sum(self.shared.values())


def weigh(visits, site):
    """Return the weights of visited pages; a file that a page asks for twice counts once."""
    own, shared = {}, {}
    for seen in visits:
        files = {site.file(address) for address in seen.files}
        sizes = {path.relative_to(site.folder).as_posix(): path.stat().st_size for path in files if path.is_file()}
        shared.update({name: size for name, size in sizes.items() if name.startswith(SHARED)})
        own[seen.page] = sum(size for name, size in sizes.items() if not name.startswith(SHARED))
    return Weights(own, shared)
