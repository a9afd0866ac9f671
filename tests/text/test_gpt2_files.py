"""GPT-2's own vocabulary, and every way in which such files can be damaged."""

import json

import pytest

from lib.data import DataFileError
from lib.data.load import FILES
from lib.data.vocabulary_cards import GPT2_MERGES, GPT2_VOCABULARY
from lib.text import ByteBPETokenizer, Merge, TokenizerFileError, bytes_to_unicode, load_gpt2_files, load_gpt2_tokenizer

TOKENS = {token: number for number, token in enumerate([*bytes_to_unicode().values(), "th", "the", "<|endoftext|>"])}
PAIRS = "#version: 0.2\nt h\nth e\n"


@pytest.fixture(scope="module")
def gpt2():
    return load_gpt2_tokenizer()


def test_sizes(gpt2):
    assert (gpt2.vocab_size, len(gpt2.merges), gpt2.special_tokens) == (50_257, 50_000, ("<|endoftext|>",))
    assert gpt2.special_id("<|endoftext|>") == 50_256
    assert gpt2.merges[0] == Merge("Ġ", "t", None)
    assert gpt2.vocab[:2] == ("!", '"')
    assert gpt2.vocab[256] == "Ġt"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # Published examples: OpenAI's and Hugging Face's documentation of GPT-2.
        ("Hello world", [15496, 995]),
        (" Hello world", [18435, 995]),
        ("Hello, my dog is cute", [15496, 11, 616, 3290, 318, 13779]),
        ("", []),
    ],
)
def test_numbers_as_published(gpt2, text, ids):
    assert gpt2.encode(text) == ids
    assert gpt2.decode(ids) == text


def test_end_of_text(gpt2):
    text = "one<|endoftext|>two"
    assert 50_256 not in gpt2.encode(text)
    assert gpt2.encode(text, allowed_special="all") == [*gpt2.encode("one"), 50_256, *gpt2.encode("two")]
    assert gpt2.decode(gpt2.encode(text, allowed_special="all")) == text
    assert gpt2.decode([50_256], skip_special=True) == ""


def test_saved_and_shortened(gpt2, tmp_path):
    gpt2.save(tmp_path / "gpt2.json")
    again = ByteBPETokenizer.load(tmp_path / "gpt2.json")
    assert (again.vocab, again.merges, again.special_id("<|endoftext|>")) == (gpt2.vocab, gpt2.merges, 50_256)
    shorter = gpt2.first_merges(1000)
    assert shorter.vocab == (*gpt2.vocab[:1256], "<|endoftext|>")
    assert shorter.special_id("<|endoftext|>") == 1256
    assert shorter.decode(shorter.encode("naïve 白日 👩")) == "naïve 白日 👩"


@pytest.mark.parametrize("card", [GPT2_VOCABULARY, GPT2_MERGES], ids=lambda card: card.file)
def test_a_changed_file_is_noticed(card, tmp_path, monkeypatch):
    for each in (GPT2_VOCABULARY, GPT2_MERGES):
        (tmp_path / each.file).write_bytes((FILES / each.file).read_bytes())
    monkeypatch.setattr("lib.text.gpt2_files.FILES", tmp_path)
    content = bytearray((tmp_path / card.file).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / card.file).write_bytes(content)
    with pytest.raises(DataFileError, match=f"{card.file} is damaged: wanted sha256 {card.sha256}"):
        load_gpt2_tokenizer()


@pytest.fixture
def files(tmp_path):
    """Write a small vocabulary of the same form; return a function that loads it after changes."""

    def load(vocabulary=None, merges=PAIRS, **options):
        vocabulary = json.dumps(TOKENS) if vocabulary is None else vocabulary
        for name, content in (("encoder.json", vocabulary), ("vocab.bpe", merges)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_gpt2_files(tmp_path / "encoder.json", str(tmp_path / "vocab.bpe"), **options)

    return load


@pytest.mark.parametrize("merges", [PAIRS, PAIRS.rstrip(), PAIRS.replace("\n", "\r\n"), "t h\nth e\n"])
def test_forms_of_the_merges_file(files, merges):
    assert files(merges=merges).tokenize("the thing") == ["the", "Ġ", "th", "i", "n", "g"]


def test_other_special_tokens(files):
    assert files(vocabulary=json.dumps({**TOKENS, "<s>": 259}), special_tokens=("<|endoftext|>", "<s>")).encode(
        "<s>the", allowed_special="all"
    ) == [259, 257]
    names = {token: number for token, number in TOKENS.items() if token != "<|endoftext|>"}
    assert files(vocabulary=json.dumps(names), special_tokens=()).special_tokens == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vocabulary": json.dumps(TOKENS)[:-9]}, r"encoder.json is damaged: wanted JSON, got "),
        ({"vocabulary": b"\xff{}"}, r"encoder.json is damaged: wanted UTF-8, got other bytes at 0"),
        ({"vocabulary": "[1, 2]"}, r"encoder.json must hold an object of tokens and whole numbers, got other JSON"),
        ({"vocabulary": '{"a": "1"}'}, r"encoder.json must hold an object of tokens and whole numbers"),
        ({"vocabulary": '{"a": true}'}, r"encoder.json must hold an object of tokens and whole numbers"),
        ({"vocabulary": "{}"}, r"encoder.json and vocab.bpe do not fit together: special_tokens must have a number"),
        (
            {"vocabulary": json.dumps(TOKENS | {"th": 3})},
            r"do not fit together: ids must be 0 to 258, each once, got 3",
        ),
        ({"merges": "#version: 0.2\nt h\n"}, r"do not fit together: merges must make .* but none makes 'the'"),
        ({"merges": PAIRS + "q u\n"}, r"do not fit together: merges must be of and into .*, got 'qu' in merge 2"),
        ({"merges": PAIRS + "t h\n"}, r"do not fit together: merges must be different, got 't' and 'h' again"),
        (
            {"merges": "t h\nth\n"},
            r"vocab.bpe is damaged: line 2 must be two tokens with a space between them, got 'th'",
        ),
        ({"merges": "t h\n\nth e\n"}, r"vocab.bpe is damaged: line 2 must be two tokens .*, got ''"),
        ({"merges": "t  h\nth e"}, r"vocab.bpe is damaged: line 1 must be two tokens .*, got 't  h'"),
        ({"merges": b"t h\nth \xe9\n"}, r"vocab.bpe is damaged: wanted UTF-8, got other bytes at 7"),
    ],
)
def test_each_damage_is_named(files, change, message):
    with pytest.raises(TokenizerFileError, match=message):
        files(**change)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(
        TokenizerFileError, match=r"encoder.json cannot be read \(No such file or directory\): wanted a"
    ):
        load_gpt2_files(tmp_path / "encoder.json", tmp_path / "vocab.bpe")
