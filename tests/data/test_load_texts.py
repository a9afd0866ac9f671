import lzma
import re
import shutil

import pytest

from lib.data import (
    DataFileError,
    Poem,
    load,
    load_austen,
    load_english_french,
    load_king_james,
    load_moby_dick,
    load_tang_quatrains,
)
from lib.data.load_texts import letters_only
from lib.data.text_cards import AUSTEN, ENGLISH_FRENCH, KING_JAMES, MOBY_DICK, TANG_QUATRAINS, TEXT_CARDS

LOADERS = [load_austen, load_moby_dick, load_king_james, load_tang_quatrains, load_english_french]
PAIRS = pytest.mark.parametrize(
    ("loader", "card"), list(zip(LOADERS, TEXT_CARDS)), ids=["austen", "moby", "bible", "tang", "french"]
)


@pytest.fixture(scope="module")
def austen():
    return load_austen()


@pytest.fixture(scope="module")
def tang():
    return load_tang_quatrains()


@pytest.fixture(scope="module")
def french():
    return load_english_french()


def content(card):
    return lzma.decompress((load.FILES / card.file).read_bytes()).decode("utf-8")


@PAIRS
def test_loader_gives_what_the_card_says(loader, card):
    data = loader()
    assert data.card is card
    assert (len(data.train), len(data.validation), len(data.test)) == (card.n_train, card.n_validation, card.n_test)
    for count in (card.n_train, card.n_validation, card.n_test):
        assert f"{count:,}" in repr(data)
    assert repr(data).startswith(f"TextData of {card.title}: ")
    assert repr(data).endswith(f"test {card.unit}")


def common_start(one, other):
    """Return the text with which both begin."""
    size = next((k for k, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return one[:size]


def test_austen_is_the_file_cut_at_blank_lines(austen):
    text = content(AUSTEN)
    left = [austen.train, austen.validation, austen.test]
    shares = []
    for _ in range(6):
        for index in range(3):  # what a part and the file have in common, up to a blank line, is the next piece
            same = common_start(left[index], text)
            size = len(same) if same == text else same.rindex("\n\n") + 2
            left[index], text = left[index][size:], text[size:]
            shares.append(size)
    assert (text, left) == ("", ["", "", ""])
    for train, validation, test in zip(shares[::3], shares[1::3], shares[2::3]):
        assert validation / (train + validation + test) == pytest.approx(0.05, abs=0.015)
        assert test / (train + validation + test) == pytest.approx(0.05, abs=0.015)


def test_every_part_of_austen_has_all_six_novels(austen):
    names = ["Emma", "Fanny", "Catherine", "Anne", "Elizabeth", "Elinor"]
    for part in (austen.train, austen.validation, austen.test):
        places = [part.count(name) for name in names]
        assert min(places) >= 20


def test_no_long_paragraph_of_austen_is_in_two_parts(austen):
    seen = [
        {paragraph for paragraph in re.split(r"\n\s*\n", part) if len(paragraph) > 80}
        for part in (austen.train, austen.validation, austen.test)
    ]
    assert not seen[0] & seen[1]
    assert not (seen[0] | seen[1]) & seen[2]


@pytest.mark.parametrize(
    ("loader", "card", "end", "size"),
    [(load_moby_dick, MOBY_DICK, "\n\n", 200), (load_king_james, KING_JAMES, "\n", 1000)],
)
def test_of_each_block_of_paragraphs_or_verses_the_last_tenth_is_held_out(loader, card, end, size):
    data = loader()
    pieces = [piece + end for piece in content(card).rstrip("\n").split(end)]
    pieces[-1] = pieces[-1].rstrip("\n") + "\n"  # the file ends with one line end
    shares = [[], [], []]
    for start in range(0, len(pieces), size):
        block, cuts = pieces[start : start + size], (size * 9 // 10, size * 19 // 20)
        for share, part in zip(shares, (block[: cuts[0]], block[cuts[0] : cuts[1]], block[cuts[1] :])):
            share += part
    assert ["".join(share) for share in shares] == [data.train, data.validation, data.test]


def test_tang_is_the_file(tang):
    rows = {tuple(line.split("\t")) for line in content(TANG_QUATRAINS).splitlines()}
    assert set(tang.train) | set(tang.validation) | set(tang.test) == rows
    assert all(isinstance(poem, Poem) for poem in tang.test)
    assert any(poem.author == "王之渙" and poem.text.startswith("白日依山盡") for poem in tang.train)


def test_no_line_of_a_poem_is_in_two_parts(tang):
    lines = [
        {line for poem in part for line in re.split("[，。]", poem.text) if line}
        for part in (tang.train, tang.validation, tang.test)
    ]
    assert not lines[0] & lines[1]
    assert not (lines[0] | lines[1]) & lines[2]


def test_the_pairs_are_the_file(french):
    rows = {tuple(line.split("\t")) for line in content(ENGLISH_FRENCH).splitlines()}
    assert set(french.train) | set(french.validation) | set(french.test) == rows


@pytest.mark.parametrize("side", [0, 1])
def test_no_sentence_of_a_pair_is_in_two_parts(side, french):
    seen = [{letters_only(pair[side]) for pair in part} for part in (french.train, french.validation, french.test)]
    assert not seen[0] & seen[1]
    assert not (seen[0] | seen[1]) & seen[2]


def test_letters_only():
    assert letters_only("  Fan-2  SPEED: 5 °C!") == letters_only("fan 3 speed (c)") == "fan speed c"
    assert letters_only("L'été") == "l été"
    assert letters_only("30 %") == "30 %"


@PAIRS
def test_a_damaged_and_a_missing_file_are_named(loader, card, tmp_path, monkeypatch):
    path = tmp_path / card.file
    shutil.copy(load.FILES / card.file, path)
    monkeypatch.setattr(load, "FILES", tmp_path)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(DataFileError, match=rf"{card.file} is damaged: wanted sha256 {card.sha256}, found"):
        loader()
    path.unlink()
    with pytest.raises(DataFileError, match=rf"{card.file} cannot be read"):
        loader()
