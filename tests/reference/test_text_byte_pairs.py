"""Byte pairs against tiktoken (OpenAI) and tokenizers (Hugging Face), both made from GPT-2's files on this machine."""

import json
import random

import pytest
import tiktoken
import tokenizers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import models, pre_tokenizers, trainers

from lib.data import load_austen, load_english_french, load_tang_quatrains
from lib.data.load import FILES
from lib.text import ByteBPETokenizer, gpt2_split, load_gpt2_tokenizer
from lib.text.byte_alphabet import unspelled

# As tiktoken writes GPT-2's pattern.
PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"""
END = "<|endoftext|>"

SAMPLES = {
    "English": "It's only we'll've THEY'RE 1,234.50 e-mail; don't--ever.\r\n\tTabs  and   spaces \n\n end  ",
    "French": "L'été dernier, où êtes-vous allés? « Nulle part », répondit-il… ça coûte 3,50 €.",
    "Chinese": "白日依山盡，黃河入海流。欲窮千里目，更上一層樓。",
    "Japanese": "吾輩は猫である。名前はまだ無い。ﾊﾝｶｸ 全角１２３",
    "Korean": "나랏말싸미 듕귁에 달아 文字와로 서르 사맛디 아니할쎄",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता ७५",
    "Arabic": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق ١٢٣",
    "Hebrew": "כׇּל בְּנֵי הָאָדָם נוֹלְדוּ בְּנֵי חוֹרִין",
    "Thai": "มนุษย์ทั้งหลายเกิดมามีอิสระ",
    "Greek and Cyrillic": "Όλοι οι άνθρωποι · Все люди рождаются свободными № 5",
    "emoji": "👩‍👩‍👧‍👦 🇫🇷🇨🇳 👍🏽 ☝️ 😀😃x😄 1️⃣",
    "marks": "e\u0301 n\u0303 Z\u0351\u036b\u0343 \u200b\u200d\ufeff\u00ad",
    "white space": "a\u00a0b\u2003c\u3000 d\x0b\x0c\x1c\x1d\x1e\x1f\x85e \u2028\u2029\u1680 \n \n\n  x\t\ty ",
    "digits": "½ ² ③ Ⅷ ௧௨ ٣ 0x1F 3.14e-10 000000",
    "beyond 16 bits": "𝐀𝟎 𒀀𒁁 𓀀 𠮷野家 𞤀𞤁 🂡",
    "control": "\0\x01\x7f\ufffd\ufffe\U0010ffff\ue000",
    "runs": "aaaaaaaaaaaaaaaaa" * 9 + "=" * 70 + " " * 70 + "\n" * 70 + "ÃÂ" * 40,
    "code": "def f(x):\n    return {'a': x**2, \"b\": [i for i in range(10)]}\n\n\n",
    "special": f"{END} <|endoftext|< <eos>",
    "empty": "",
}


@pytest.fixture(scope="module")
def ours():
    return load_gpt2_tokenizer()


@pytest.fixture(scope="module")
def openai():
    ids = json.loads((FILES / "gpt2_encoder.json").read_text(encoding="utf-8"))
    special = {END: ids.pop(END)}
    ranks = {unspelled(token): number for token, number in ids.items()}
    return tiktoken.Encoding("gpt2 of the book", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens=special)


@pytest.fixture(scope="module")
def hugging_face():
    model = models.BPE.from_file(str(FILES / "gpt2_encoder.json"), str(FILES / "gpt2_vocab.bpe"))
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


@pytest.fixture
def agree(ours, openai, hugging_face):
    """Fail unless all three encode a text to the same numbers, and the numbers decode to it."""

    def check(text):
        ids = ours.encode(text)
        assert ids == openai.encode_ordinary(text)
        assert ids == hugging_face.encode(text, add_special_tokens=False).ids
        assert ours.decode(ids) == text

    return check


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(agree, name):
    agree(SAMPLES[name])


def test_books(agree):
    agree(load_austen().test)
    agree("\n".join(poem.text for poem in load_tang_quatrains().test))
    agree("\n".join(f"{english}\t{french}" for english, french in load_english_french().test))


def test_every_character(agree):
    characters = [chr(code) for code in range(0x32400) if not 0xD800 <= code < 0xE000]
    random.Random(8).shuffle(characters)
    agree("\n".join("".join(characters[start : start + 9]) for start in range(0, len(characters), 9)))


# Letters, digits, marks and white space of many scripts, not only the rare characters that hypothesis likes to draw.
usual = st.text(
    st.sampled_from("  \n\t\u00a0'sdmtlrve,.!?-09½٣٧aeéßжД白山かな한ع\u0301\u200d\u2003👩🏽🇫𝐀𝟎\x1c\x85"), max_size=40
)


# 20 strings at a time, which shares hypothesis' own cost: 10,000 in all.
@settings(max_examples=500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.text(), usual), min_size=20, max_size=20))
def test_ten_thousand_strings(agree, texts):
    for text in texts:
        agree(text)


def test_special_tokens_in_a_text(ours, openai):
    for text in (f"one{END} two  {END}", END, f" {END}{END}\n", "none"):
        assert ours.encode(text, allowed_special="all") == openai.encode(text, allowed_special="all")
        assert ours.encode(text) == openai.encode(text, disallowed_special=())


def test_decoding_any_numbers(ours, openai):
    draw = random.Random(2)
    for length in (1, 2, 3, 50, 400):
        ids = draw.choices(range(50_257), k=length)
        assert ours.decode_bytes(ids) == openai.decode_bytes(ids)
        assert ours.decode(ids) == openai.decode(ids)
    assert [ours.decode([number]) for number in range(50_257)] == [openai.decode([number]) for number in range(50_257)]


def test_pieces():
    original = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    splitter = pre_tokenizers.Split(tokenizers.Regex(original), "isolated")
    for text in SAMPLES.values():
        assert gpt2_split(text) == [piece for piece, _ in splitter.pre_tokenize_str(text)]


def trained(texts, vocab_size, special_tokens, min_count):
    """Return the merges and the vocabulary that tokenizers learns."""
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        min_frequency=min_count,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=special_tokens,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return json.loads(tokenizer.to_str())["model"]


@pytest.mark.parametrize(("corpus", "special"), [("austen", []), ("poems", ["<pad>", "<eos>"]), ("french", ["<s>"])])
def test_training(corpus, special):
    # Ties included: tokenizers, too, takes the pair with the smaller numbers, and numbers bytes in GPT-2's order.
    texts = {
        "austen": lambda: [load_austen().train[:300_000]],
        "poems": lambda: [poem.text for poem in load_tang_quatrains().train[:1500]],
        "french": lambda: [french for _, french in load_english_french().train[:4000]],
    }[corpus]()
    model = trained(texts, 1500, special, 2)
    tokenizer = ByteBPETokenizer(special).train(texts, vocab_size=1500)
    assert [[merge.left, merge.right] for merge in tokenizer.merges] == [list(pair) for pair in model["merges"]]
    assert {token: number for number, token in enumerate(tokenizer.vocab)} == model["vocab"]


@pytest.mark.parametrize("min_count", [1, 2, 5])
def test_training_to_the_end(min_count):
    # Every pair is merged that is frequent enough; most of the last counts are ties.
    texts = [load_austen().validation[:8000], "aaaa aaa aa aaaaaaa aaaaa ababab", SAMPLES["Hindi"], SAMPLES["emoji"]]
    model = trained(texts, 10**6, [], min_count)
    tokenizer = ByteBPETokenizer().train(texts, min_count=min_count)
    assert [[merge.left, merge.right] for merge in tokenizer.merges] == [list(pair) for pair in model["merges"]]
    assert len(tokenizer.merges) > 100
