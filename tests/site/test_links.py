"""Every link inside the site leads somewhere."""

from site_links import broken_links


def test_every_link_and_anchor_exists(html):
    broken = broken_links(html)
    assert not broken, "\n" + "\n".join(broken[:50])


def test_planted_broken_links_are_found(tmp_path):
    (tmp_path / "a.html").write_text('<p id="here"><a href="b.html">x</a><a href="#gone">x</a><img src="c.png"></p>')
    (tmp_path / "d.html").write_text('<a href="a.html#here">good</a><a href="a.html#nowhere">x</a><a href="#">top</a>')
    (tmp_path / "e.html").write_text('<a href="https://example.org/#x">outside, not followed</a><a href="">self</a>')
    assert broken_links(tmp_path) == [
        "a.html: b.html leads to no file",
        "a.html: #gone has no anchor 'gone'",
        "a.html: c.png leads to no file",
        "d.html: a.html#nowhere has no anchor 'nowhere'",
    ]
