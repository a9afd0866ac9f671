"""Tokenizers on disk: there and back, and every kind of damage is noticed."""

import json
import os

import pytest

from lib.text import SPECIAL_TOKENS, CharTokenizer, TokenizerFileError, WordTokenizer
from lib.text.token_file import read_token_file, write_token_file

KINDS = pytest.mark.parametrize("kind", [CharTokenizer, WordTokenizer])


@KINDS
@pytest.mark.parametrize("special", [(), ("<eos>",), SPECIAL_TOKENS])
def test_a_saved_tokenizer_is_the_same(kind, special, tmp_path):
    text = '白日依山盡，\n"so" \\ e\u0301 \ud800 👩\u200d👧 \0'
    tokenizer = kind(special).train(text)
    tokenizer.save(tmp_path / "tokens.json")
    again = kind.load(str(tmp_path / "tokens.json"))
    assert (again.vocab, again.special_tokens) == (tokenizer.vocab, tokenizer.special_tokens)
    assert again.encode(text) == tokenizer.encode(text)
    again.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "tokens.json").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.json", "tokens.json"]


@KINDS
def test_every_changed_byte_is_noticed(kind, tmp_path):
    path = tmp_path / "tokens.json"
    tokenizer = kind(["<unk>"]).train("ab, é")
    tokenizer.save(path)
    content = path.read_bytes()
    for place in range(len(content)):
        for bit in (0, 3, 7):
            damaged = bytearray(content)
            damaged[place] ^= 1 << bit
            path.write_bytes(damaged)
            try:
                loaded = kind.load(path)
            except TokenizerFileError as error:
                assert str(error).startswith("tokens.json ")  # noqa: PT017  most changes must raise, harmless ones not
            else:
                assert loaded.vocab == tokenizer.vocab  # white space between entries, a hex digit's case


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_cut_short(share, tmp_path):
    path = tmp_path / "tokens.json"
    CharTokenizer().train("abc").save(path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(TokenizerFileError, match=r"tokens.json is damaged: wanted JSON, got"):
        CharTokenizer.load(path)


def test_each_fault_is_named(tmp_path):
    path = tmp_path / "tokens.json"
    with pytest.raises(
        TokenizerFileError, match=r"tokens.json cannot be read \(No such file or directory\): wanted a sa"
    ):
        CharTokenizer.load(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(TokenizerFileError, match=r"tokens.json is damaged: wanted ASCII, got a byte that is none"):
        CharTokenizer.load(path)
    for other in ([1, 2], {"tokens": []}, {"sha256": "0", "tokenizer": []}):
        path.write_text(json.dumps(other))
        with pytest.raises(
            TokenizerFileError, match=r"tokens.json must hold a saved tokenizer and its sha256, got other"
        ):
            CharTokenizer.load(path)
    path.write_text(json.dumps({"sha256": "0" * 64, "tokenizer": {}}))
    with pytest.raises(TokenizerFileError, match=r"tokens.json is damaged: wanted sha256 0{64}, found [0-9a-f]{64}"):
        CharTokenizer.load(path)
    WordTokenizer().train("a").save(path)
    with pytest.raises(TokenizerFileError, match=r"tokens.json must hold a CharTokenizer, got a WordTokenizer"):
        CharTokenizer.load(path)


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "tokens.json"
    write_token_file(path, {"a": 1})
    with pytest.raises(TypeError, match="not JSON serializable"):
        write_token_file(path, {"a": object()})
    assert read_token_file(path) == {"a": 1}

    def full(source, target):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_token_file(path, {"a": 2})
    assert read_token_file(path) == {"a": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["tokens.json"]
