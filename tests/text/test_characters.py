import pytest

from lib.text import CharTokenizer


def test_numbers_follow_unicode():
    tokenizer = CharTokenizer().train("baca, éa")
    assert tokenizer.vocab == (" ", ",", "a", "b", "c", "é")
    assert tokenizer.encode("cab") == [4, 2, 3]


@pytest.mark.parametrize(
    "text",
    ["", "\n\t \r", "白日依山盡，", "naïve e\u0301", "👩\u200d👩\u200d👧 🇫🇷", "\ud800 alone", "\0\x7f", "<eos><unk>"],
)
def test_any_text_over_the_alphabet_comes_back(text):
    for special in ((), ("<pad>", "<unk>", "<bos>", "<eos>")):
        tokenizer = CharTokenizer(special).train(text + "x")
        ids = tokenizer.encode(text)
        assert len(ids) == len(text)
        assert tokenizer.decode(ids) == text
        assert not ids or min(ids) >= len(special)  # never a special token


def test_the_most_frequent_stay_in_the_order_of_unicode():
    assert CharTokenizer(["<unk>"]).train("ccbbbaz", vocab_size=3).vocab == ("<unk>", "b", "c")
    assert CharTokenizer().train("ccbbbaz", min_count=2).vocab == ("b", "c")
    assert CharTokenizer().train("zyx", vocab_size=2).vocab == ("x", "y")
