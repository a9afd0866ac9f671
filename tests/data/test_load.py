import shutil

import numpy as np
import pytest

from lib.data import DataFileError, Table, load, load_credit, load_diamonds, load_penguins
from lib.data.cards import CARDS

LOADERS = [load_penguins, load_credit, load_diamonds]


@pytest.mark.parametrize(("loader", "card"), list(zip(LOADERS, CARDS)), ids=lambda x: getattr(x, "__name__", ""))
def test_loader_gives_what_the_card_says(loader, card):
    table = loader()
    assert isinstance(table, Table)
    assert table.card is card
    assert table.names == [column.name for column in card.columns]
    assert table.shape == (card.rows, len(card.columns))
    for column in card.columns:
        assert table[column.name].dtype == (np.float64 if column.kind == "number" else object)
    assert "rownames" not in table


@pytest.mark.parametrize("loader", LOADERS)
def test_two_calls_share_nothing(loader):
    first, second = loader(), loader()
    for name in first.names:
        assert not np.shares_memory(first[name], second[name])
        column = first[name]
        column.flags.writeable = True
        column[:] = None if column.dtype == object else -1.0
        assert (second[name] != column).any()


def test_loading_agrees_with_pandas():
    import pandas

    for loader, card in zip(LOADERS, CARDS):
        frame = pandas.read_csv(load.FILES / card.file).drop(columns="rownames", errors="ignore")
        table = loader()
        assert list(frame.columns) == table.names
        for name in table.names:
            missing = frame[name].isna().to_numpy()
            assert (table[name][~missing] == frame[name].to_numpy()[~missing]).all()
            assert missing.sum() == table.missing[name]


@pytest.fixture
def copy_of_files(tmp_path, monkeypatch):
    for card in CARDS:
        shutil.copy(load.FILES / card.file, tmp_path / card.file)
    monkeypatch.setattr(load, "FILES", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("loader", "card"), list(zip(LOADERS, CARDS)), ids=lambda x: getattr(x, "__name__", ""))
def test_one_changed_byte_is_found(loader, card, copy_of_files):
    path = copy_of_files / card.file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    message = (
        rf"{card.file} is damaged: wanted sha256 {card.sha256}, found [0-9a-f]{{64}};"
        rf" restore it \(in a clone: git checkout -- lib/data/files/{card.file}\) or install"
    )
    with pytest.raises(DataFileError, match=message):
        loader()


def test_changed_line_ends_are_found(copy_of_files):
    path = copy_of_files / "credit.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(DataFileError, match=r"credit\.csv is damaged"):
        load_credit()


def test_missing_file_is_named(copy_of_files):
    (copy_of_files / "penguins.csv").unlink()
    message = r"penguins\.csv cannot be read .*: wanted the file with sha256 f2d6493f[0-9a-f]*, found none; restore it"
    with pytest.raises(DataFileError, match=message):
        load_penguins()
    assert load_credit().shape == (4454, 14)
