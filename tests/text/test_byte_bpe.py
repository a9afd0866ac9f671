"""The tokenizer as a whole: any text comes back, special tokens cannot be forged, files are checked."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.basics import NotFittedError
from lib.data import load_austen, load_tang_quatrains
from lib.text import (
    ByteBPETokenizer,
    CharTokenizer,
    Merge,
    TokenizerFileError,
    bytes_to_unicode,
    gpt2_split,
    merge_steps,
)
from lib.text.token_file import write_token_file

TEXT = "so it is, so it was; so be it. So there!"
ODD = [
    "",
    " ",
    "\n\t \r",
    "\0\x7f\x1c",
    "白日依山盡，",
    "naïve e\u0301",
    "👩\u200d👩\u200d👧 🇫🇷",
    "\ufffd",
    "<eos><unk>",
    "a" * 99,
]


@pytest.fixture(scope="module")
def austen():
    return ByteBPETokenizer(["<bos>", "<eos>"]).train(load_austen().train[:200_000], vocab_size=800)


def test_vocabulary_in_order(austen):
    assert austen.vocab_size == len(austen.vocab) == 800
    assert austen.vocab[:2] == ("<bos>", "<eos>")
    assert austen.vocab[2:258] == tuple(bytes_to_unicode().values())
    assert austen.vocab[258:] == tuple(merge.token for merge in austen.merges)
    assert austen.vocab[258:261] == ("Ġt", "Ġa", "he")
    frequencies = [merge.frequency for merge in austen.merges]
    assert frequencies == sorted(frequencies, reverse=True)


@pytest.mark.parametrize("text", ODD)
def test_any_text_comes_back(austen, text):
    for tokenizer in (austen, ByteBPETokenizer().train(""), ByteBPETokenizer().train(text, min_count=1)):
        ids = tokenizer.encode(text)
        assert tokenizer.decode(ids) == text
        assert tokenizer.decode_bytes(ids) == text.encode()
        assert not set(ids) & {tokenizer.special_id(name) for name in tokenizer.special_tokens}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(), st.text())
def test_every_string_comes_back(text, corpus):
    tokenizer = ByteBPETokenizer(["<eos>"]).train(corpus, min_count=1)
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert merge_steps(gpt2_split(text), tokenizer.merges)[-1] == tokenizer.tokenize(text)
    assert tokenizer.decode_bytes(tokenizer.encode(text + corpus)) == (text + corpus).encode()


def test_every_token_is_what_its_spelling_encodes_to(austen):
    for number in range(2, austen.vocab_size):
        try:
            text = austen.decode_bytes([number]).decode()
        except UnicodeDecodeError:
            continue
        assert austen.encode(text) == [number]


def test_more_merges_shorter_sequences(austen):
    text = load_austen().validation[:20_000]
    lengths = [len(austen.first_merges(n).encode(text)) for n in (0, 100, 542)]
    assert lengths[0] == len(text.encode())
    assert lengths[0] > 1.5 * lengths[1] > 1.5 * lengths[2]


def test_the_first_merges_are_a_shorter_training(austen):
    again = ByteBPETokenizer(["<bos>", "<eos>"]).train(load_austen().train[:200_000], vocab_size=358)
    shorter = austen.first_merges(100)
    assert (shorter.vocab, shorter.merges) == (again.vocab, again.merges)
    assert shorter.encode("so it was", add_eos=True) == again.encode("so it was", add_eos=True)
    assert austen.first_merges(542).vocab == austen.vocab
    with pytest.raises(ValueError, match="n_merges must be >= 0 and <= 542, got 543"):
        austen.first_merges(543)


def test_special_tokens(austen):
    plain = austen.encode("so it")
    assert austen.encode("so it", add_bos=True, add_eos=True) == [0, *plain, 1]
    assert austen.decode([0, *plain, 1]) == "<bos>so it<eos>"
    assert austen.decode([0, *plain, 1], skip_special=True) == "so it"
    assert austen.decode_bytes([0, *plain], skip_special=True) == b"so it"
    assert not set(austen.encode("<bos>so<eos>")) & {0, 1}  # text cannot forge them
    assert austen.encode("<bos>so it<eos>", allowed_special="all") == [0, *plain, 1]
    assert austen.encode("<bos>so it<eos>", allowed_special=["<eos>"])[-1] == 1
    assert austen.encode("<bos><eos>", allowed_special="<bos>") == [0, *austen.encode("<eos>")]
    with pytest.raises(ValueError, match=r"token must be one of .* special_tokens \('<bos>', '<eos>'\), got '<pad>'"):
        austen.encode("a", allowed_special=["<pad>"])
    with pytest.raises(ValueError, match=r"token must be one of this tokenizer's special_tokens \(\), got '<eos>'"):
        ByteBPETokenizer().train("a").encode("a", add_eos=True)


def test_a_special_token_that_begins_another():
    tokenizer = ByteBPETokenizer(["<|end|>", "<|end|>.", "(.*)"]).train("")
    assert tokenizer.encode("<|end|><|end|>.(.*)", allowed_special="all") == [0, 1, 2]


def test_a_learned_token_may_be_spelled_as_a_special_one(tmp_path):
    tokenizer = ByteBPETokenizer(["ab"]).train("ab ab", vocab_size=258)
    assert tokenizer.vocab == ("ab", *bytes_to_unicode().values(), "ab")
    assert tokenizer.encode("ab") == [257]
    assert tokenizer.encode("ab", allowed_special="all") == [0]
    tokenizer.save(tmp_path / "tokens.json")
    assert ByteBPETokenizer.load(tmp_path / "tokens.json").encode("ab") == [257]
    assert tokenizer.first_merges(0).vocab == tokenizer.vocab[:-1]


def test_part_of_a_character():
    tokenizer = ByteBPETokenizer().train("")
    ids = tokenizer.encode("é!")
    assert tokenizer.decode(ids[:1]) == "\ufffd"
    assert tokenizer.decode(ids[1:]) == "\ufffd!"
    assert tokenizer.decode_bytes(ids[:1]) == b"\xc3"


@pytest.mark.parametrize("make", [list, tuple, np.array, lambda ids: np.array(ids, np.int16), iter])
def test_numbers_may_come_as_an_array(austen, make):
    assert austen.decode(make(austen.encode(TEXT))) == TEXT


def test_training_in_parts_and_again():
    whole = ByteBPETokenizer().train(["so it", " is"])
    assert whole.vocab == ByteBPETokenizer().train(iter([" is", "so it"])).vocab
    assert whole.train(TEXT).vocab == ByteBPETokenizer().train(TEXT).vocab
    assert whole.encode("it") == ByteBPETokenizer().train(TEXT).encode("it")  # nothing kept of the first training


def test_a_saved_tokenizer_is_the_same(austen, tmp_path):
    austen.save(tmp_path / "tokens.json")
    again = ByteBPETokenizer.load(str(tmp_path / "tokens.json"))
    assert (again.vocab, again.special_tokens, again.merges) == (austen.vocab, austen.special_tokens, austen.merges)
    for text in (*ODD, TEXT, load_tang_quatrains().train[0].text):
        assert again.encode(text, add_eos=True) == austen.encode(text, add_eos=True)
    again.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "tokens.json").read_bytes()


def test_damaged_files(tmp_path):
    path = tmp_path / "tokens.json"
    tokenizer = ByteBPETokenizer(["<eos>"]).train("the thin thing", vocab_size=260)
    tokenizer.save(path)
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        try:
            loaded = ByteBPETokenizer.load(path)
        except TokenizerFileError as error:
            assert str(error).startswith("tokens.json ")  # noqa: PT017  most changes must raise, harmless ones not
        else:
            assert (loaded.vocab, loaded.merges) == (tokenizer.vocab, tokenizer.merges)
    CharTokenizer().train("a").save(path)
    with pytest.raises(TokenizerFileError, match=r"tokens.json must hold a ByteBPETokenizer, got a CharTokenizer"):
        ByteBPETokenizer.load(path)


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("tokens", ["<eos>", "a"], "tokens.json holds no ByteBPETokenizer that works: .* got none for byte 0"),
        ("tokens", None, "tokens.json holds no ByteBPETokenizer that works: "),
        ("merges", [["t", "q", 2]], "got 'tq' in merge 0"),
        ("merges", [["t"]], "tokens.json holds no ByteBPETokenizer that works: "),
        ("merges", [], "but none makes 'th'"),
        ("special_ids", {"<eos>": 4}, "got another token than '<eos>' at 4"),
    ],
)
def test_a_file_with_a_right_sum_and_wrong_content(tmp_path, part, value, message):
    path = tmp_path / "tokens.json"
    ByteBPETokenizer(["<eos>"]).train("the thin thing", vocab_size=258).save(path)
    content = json.loads(path.read_text())["tokenizer"]
    write_token_file(path, content | {part: value})
    with pytest.raises(TokenizerFileError, match=message):
        ByteBPETokenizer.load(path)


def test_from_a_vocabulary():
    ids = {token: number for number, token in enumerate([*bytes_to_unicode().values(), "th", "<s>"])}
    tokenizer = ByteBPETokenizer.from_vocabulary(ids, [("t", "h")], ["<s>"])
    assert tokenizer.merges == (Merge("t", "h"),)
    assert tokenizer.encode("the<s>", allowed_special="all") == [ids["th"], ids["e"], 257]
    assert tokenizer.first_merges(0).special_id("<s>") == 256
    with pytest.raises(ValueError, match="ids must be 0 to 257, each once, got 300 in place of 257"):
        ByteBPETokenizer.from_vocabulary(ids | {"<s>": 300}, [("t", "h")], ["<s>"])
    with pytest.raises(ValueError, match="special_tokens must have a number in ids, got none for '<pad>'"):
        ByteBPETokenizer.from_vocabulary(ids, [("t", "h")], ["<pad>"])
    with pytest.raises(ValueError, match="merges must make every token of several bytes, but none makes '<s>'"):
        ByteBPETokenizer.from_vocabulary(ids, [("t", "h")])


def test_untrained():
    for use in (
        lambda t: t.encode("a"),
        lambda t: t.decode([0]),
        lambda t: t.tokenize("a"),
        lambda t: t.merges,
        lambda t: t.first_merges(0),
        lambda t: t.save("never"),
    ):
        with pytest.raises(NotFittedError, match="this ByteBPETokenizer has no vocabulary yet; call train or load"):
            use(ByteBPETokenizer(["<eos>"]))
    assert ByteBPETokenizer(["<eos>"]).special_id("<eos>") == 0
    assert repr(ByteBPETokenizer()) == "ByteBPETokenizer(untrained, special_tokens=())"
    assert repr(ByteBPETokenizer(["<s>"]).train("")) == "ByteBPETokenizer(257 tokens, special_tokens=('<s>',))"


def test_arguments_are_checked(austen):
    for special in (["a", "a"], [""], "<eos>"):
        with pytest.raises(ValueError, match="special_tokens must be different names, none of them empty, got"):
            ByteBPETokenizer(special)
    with pytest.raises(ValueError, match=r"special_tokens must be text that UTF-8 can write, got the lone surrogate"):
        ByteBPETokenizer(["\ud800"])
    with pytest.raises(ValueError, match="vocab_size must be >= 257, got 256"):
        ByteBPETokenizer(["<s>"]).train("a", vocab_size=256)
    with pytest.raises(ValueError, match="min_count must be >= 1, got 0"):
        ByteBPETokenizer().train("a", min_count=0)
    with pytest.raises(TypeError, match="texts must be a string or strings, got int"):
        ByteBPETokenizer().train(["a", 1])
    with pytest.raises(
        ValueError, match=r"texts must be text that .*, got the lone surrogate '\\ud83d' as character 3"
    ):
        ByteBPETokenizer().train(["a", "é a\ud83d"])
    with pytest.raises(ValueError, match=r"text must be text that .*, got the lone surrogate '\\ude00' as character 1"):
        austen.encode("a\ude00b")
    with pytest.raises(TypeError, match="text must be a string, got bytes"):
        austen.encode(b"a")
    for wrong in (-1, 800):
        with pytest.raises(ValueError, match=rf"ids must lie in 0..799, got {wrong}"):
            austen.decode([5, wrong])
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        austen.decode([5.0])
