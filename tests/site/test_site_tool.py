"""`tools/site.py` builds with warnings as errors, brings MathJax along, and finds a free port."""

import importlib.metadata
import socket
import urllib.request
from threading import Thread

import pytest

CONFIG = """title: A book
author: nobody
execute: {execute_notebooks: "off"}
"""


@pytest.fixture
def book(tmp_path):
    """A book of one page."""
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (tmp_path / "index.md").write_text("# A page\n\nWith text.\n")
    return tmp_path


@pytest.mark.slow
def test_a_sound_book_builds_and_a_warning_stops_it(site_tool, book):
    assert site_tool.main(["build", "--root", str(book), "--clean"]) == 0
    assert (book / "_build" / "html" / "index.html").exists()
    (book / "index.md").write_text("# A page\n\nWith a [broken link](nowhere.md).\n")
    assert site_tool.main(["build", "--root", str(book), "--clean"]) != 0


@pytest.mark.slow
def test_the_build_after_one_that_was_broken_off_indexes_every_page(site_tool, book):
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters: [{file: second}]\n")
    (book / "second.md").write_text("# Another page\n\nWith a zebra.\n")
    assert site_tool.main(["build", "--root", str(book)]) == 0
    index = book / "_build" / "html" / "searchindex.js"
    index.unlink()
    (book / "index.md").write_text("# A page\n\nWith more text.\n")
    assert site_tool.main(["build", "--root", str(book)]) == 0
    assert "zebra" in index.read_text()


@pytest.mark.slow
def test_plain_sphinx_builds_the_same_book(site_tool, book):
    assert site_tool.main(["sphinx", "--root", str(book)]) == 0
    assert (book / "_build" / "sphinx" / "index.html").exists()
    assert not (book / "conf.py").exists()
    (book / "index.md").write_text("# A page\n\nWith a [broken link](nowhere.md).\n")
    assert site_tool.main(["sphinx", "--root", str(book)]) != 0


def test_a_conf_py_in_the_way_is_left_alone(site_tool, book, capsys):
    (book / "conf.py").write_text("mine = True\n")
    assert site_tool.main(["sphinx", "--root", str(book)]) == 2
    assert "is in the way" in capsys.readouterr().err
    assert (book / "conf.py").read_text() == "mine = True\n"


def test_mathjax_comes_with_fonts_and_extensions(site_tool, tmp_path):
    folder = site_tool.vendor_mathjax(tmp_path)
    assert (folder / "tex-chtml.js").stat().st_size > 1_000_000
    assert list((folder / "output" / "chtml" / "fonts" / "woff-v2").glob("*.woff"))
    assert (folder / "input" / "tex" / "extensions" / "boldsymbol.js").exists()
    assert site_tool.vendor_mathjax(tmp_path) == folder


def test_missing_mathjax_is_said(site_tool, monkeypatch, tmp_path):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", missing)
    with pytest.raises(site_tool.SiteError, match="pip install sphinx-mathjax-offline"):
        site_tool.vendor_mathjax(tmp_path)
    monkeypatch.setattr(importlib.metadata, "files", lambda name: [])
    with pytest.raises(site_tool.SiteError, match=r"holds no tex-chtml\.js"):
        site_tool.vendor_mathjax(tmp_path)


def test_incomplete_mathjax_is_said(site_tool, monkeypatch, tmp_path):
    (tmp_path / "tex-chtml.js").write_text("")
    monkeypatch.setattr(site_tool, "mathjax_source", lambda: tmp_path)
    with pytest.raises(site_tool.SiteError, match="MathJax has no input/tex/extensions"):
        site_tool.vendor_mathjax(tmp_path / "book")


def test_a_taken_port_gives_the_next(site_tool, tmp_path):
    (tmp_path / "index.html").write_text("the book")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with site_tool.open_server(tmp_path, port) as server:
            assert port < server.server_address[1] < port + site_tool.TRIES_FOR_A_PORT
            thread = Thread(target=server.serve_forever)
            thread.start()
            with urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/") as answer:
                assert answer.read() == b"the book"
            server.shutdown()
            thread.join()


def test_no_free_port_is_said(site_tool, tmp_path, monkeypatch):
    monkeypatch.setattr(site_tool, "TRIES_FOR_A_PORT", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(site_tool.SiteError, match="--port"):
            site_tool.open_server(tmp_path, taken.getsockname()[1])


def test_serving_before_building_is_said(site_tool, tmp_path, capsys):
    assert site_tool.main(["serve", "--root", str(tmp_path)]) == 2
    assert "site.py build" in capsys.readouterr().err


def test_a_relocated_configuration_names_the_folders_of_the_book(site_tool, tmp_path):
    names = {"__name__": "conf"}
    conf = "html_static_path = ['_static']\nhtml_logo = ''\nexternal_toc_path = '_toc.yml'\n"
    text = site_tool.relocated(conf, tmp_path).replace(f"os.chdir({str(tmp_path)!r})", "")
    exec(text, names)
    assert names["html_static_path"] == [str(tmp_path / "_static")]
    assert names["external_toc_path"] == str(tmp_path / "_toc.yml")
    assert names["html_logo"] == ""
