"""Every figure that stands in a card of texts is recomputed here from the file."""

import collections
import itertools
import lzma
import re

import pytest

from lib.data import load_austen, load_english_french, load_tang_quatrains
from lib.data.load import FILES
from lib.data.text_cards import AUSTEN, ENGLISH_FRENCH, KING_JAMES, MOBY_DICK, TANG_QUATRAINS, TEXT_CARDS


def content(card):
    return lzma.decompress((FILES / card.file).read_bytes()).decode("utf-8")


def test_card_as_text_and_markdown():
    assert "3,635,776 training, 193,432 validation and 195,830 test characters" in str(AUSTEN)
    assert "Works: EMMA, MANSFIELD PARK" in str(AUSTEN)
    assert "12,932 training, 700 validation and 700 test poems" in TANG_QUATRAINS._repr_markdown_()
    assert "Works" not in str(TANG_QUATRAINS)


@pytest.mark.parametrize("card", TEXT_CARDS, ids=lambda card: card.file)
def test_characters(card):
    text = content(card)
    if card is TANG_QUATRAINS:
        text = "".join(line.split("\t")[3] for line in text.splitlines())
    if card is ENGLISH_FRENCH:
        text = text.replace("\t", "").replace("\n", "")
    assert (len(text), len(set(text))) == (card.n_characters, card.alphabet_size)


def test_austen_hands(said):
    text = content(AUSTEN)
    starts = [text.index(f"{title}\n\n") for title in AUSTEN.works]
    assert starts == sorted(starts)
    novels = [text[low:high] for low, high in zip(starts, [*starts[1:], None])]
    doubles = [len(re.findall(r'[.!?"]  \S', novel)) for novel in novels]
    (double,) = said(AUSTEN, r"Sensibility have ([\d,]+) double spaces")
    assert double == sum(doubles)
    assert [bool(count) for count in doubles] == [False, False, False, True, False, True]
    (underscores,) = said(AUSTEN, r"three novels have ([\d,]+) underscores")
    counts = [novel.count("_") for novel in novels]
    assert underscores == sum(counts)
    assert sum(map(bool, counts)) == 3
    upper, lower = said(AUSTEN, r"read CHAPTER (\d+) times and Chapter (\d+) times")
    heads = collections.Counter(re.findall(r"(?m)^(CHAPTER|Chapter) [\dIVXL]+$", text))
    assert (upper, lower) == (heads["CHAPTER"], heads["Chapter"])


def test_austen_lines_and_notes(said):
    text = content(AUSTEN)
    longest, ends = said(AUSTEN, r"none longer than (\d+) characters: ([\d,]+) characters are line ends")
    assert (longest, ends) == (max(map(len, text.splitlines())), text.count("\n"))
    assert len(re.findall(r"\[[^\]]*(?:volume|Volume)[^\]]*[.\s]", text)) == 3
    austen = load_austen()
    assert "A NOTE ON THE TEXT" in austen.test
    assert [part.count("£") for part in (austen.train, austen.validation, austen.test)] == [0, 0, 1]


def test_moby_dick(said):
    text = content(MOBY_DICK)
    paragraphs = text.strip().split("\n\n")
    assert re.findall(r"(?m)^CHAPTER (\d+)\. ", text) == [str(number) for number in range(1, 136)]
    assert text.startswith("CHAPTER 1. Loomings.")
    assert not re.search("etymology\n|epilogue", text, re.IGNORECASE)
    assert "_" not in text
    assert said(MOBY_DICK, r"(\d+) asterisks") == [text.count("*")]
    longest, short, all_of_them = said(MOBY_DICK, r"up to ([\d,]+) characters long; (\d+) of the ([\d,]+) paragraphs")
    assert (longest, all_of_them) == (max(map(len, paragraphs)), len(paragraphs))
    assert short == sum(len(paragraph) <= 80 for paragraph in paragraphs)
    assert said(MOBY_DICK, r"Ahab \((\d+) times\), Queequeg \((\d+)\)") == [text.count("Ahab"), text.count("Queequeg")]


def test_king_james(said):
    text = content(KING_JAMES)
    verses = text.splitlines()
    (number,) = said(KING_JAMES, r"^([\d,]+) verses, one on a line")
    assert number == len(verses)
    assert not re.search(r"\d", text)
    (remnants,) = said(KING_JAMES, r"(\d+) places hold a remnant")
    assert remnants == text.count("\\") == text.count(r"\nd ")
    times = collections.Counter(verses)
    repeated, too_many = said(KING_JAMES, r"^(\d+) verses stand more than once, (\d+) lines too many")
    assert repeated == sum(count > 1 for count in times.values())
    assert too_many == len(verses) - len(times)
    assert times.most_common(1)[0][0] == "And the LORD spake unto Moses, saying,"
    capitals, other = said(KING_JAMES, r"LORD in capitals \(([\d,]+) times\).* Lord \(([\d,]+)\)")
    words = collections.Counter(re.findall(r"[A-Za-z]+", text))
    assert (capitals, other) == (words["LORD"], words["Lord"])


@pytest.fixture(scope="module")
def tang():
    return load_tang_quatrains()


@pytest.fixture(scope="module")
def poems(tang):
    return tang.train + tang.validation + tang.test


def test_tang_forms(poems, said):
    sevens, fives, total = *said(TANG_QUATRAINS, r"^([\d,]+) poems have .* characters, ([\d,]+) of five"), len(poems)
    forms = collections.Counter(poem.form for poem in poems)
    assert (sevens, fives, total) == (forms["七絕"], forms["五絕"], 14_332)
    shapes = collections.Counter(
        (poem.form, tuple(len(line) for line in re.split("[，。]", poem.text)[:4])) for poem in poems
    )
    odd = {shape: count for (form, shape), count in shapes.items() if shape != (5 if form == "五絕" else 7,) * 4}
    assert sum(odd.values()) == 3
    assert {length for shape in odd for length in shape} == {3, 4, 5, 6, 7}


def test_tang_repetitions(poems, said):
    exact, shared = said(TANG_QUATRAINS, r"(\d+) texts repeat an earlier one exactly, and ([\d,]+) poems share")
    assert exact == len(poems) - len({poem.text for poem in poems})
    owners = collections.defaultdict(set)
    for index, poem in enumerate(poems):
        for line in re.split("[，。]", poem.text)[:4]:
            owners[line].add(index)
    tied = [indices for indices in owners.values() if len(indices) > 1]
    assert shared == len(set().union(*tied))
    common = collections.Counter(pair for indices in tied for pair in itertools.combinations(sorted(indices), 2))
    assert sum(count >= 2 for count in common.values()) > len(common) / 2  # mostly the same poem, not a formula


def test_tang_characters(poems, tang, said):
    counts = collections.Counter("".join(poem.text for poem in poems))
    alphabet, once, unknown = said(TANG_QUATRAINS, r"Of ([\d,]+) characters (\d+) occur once; (\d+) places")
    assert (alphabet, once) == (len(counts), sum(count == 1 for count in counts.values()))
    known = set("".join(poem.text for poem in tang.train))
    assert unknown == sum(character not in known for poem in tang.test for character in poem.text)
    spelled = said(TANG_QUATRAINS, r"烟 (\d+) times and 煙 (\d+) times, 却 (\d+) and 卻 (\d+) times")
    assert spelled == [counts[character] for character in "烟煙却卻"]


def test_tang_authors(poems, said):
    authors = collections.Counter(poem.author for poem in poems)
    assert said(TANG_QUATRAINS, r"(\d+) poems are marked 不詳 .* (\d+) 無名氏") == [authors["不詳"], authors["無名氏"]]
    most, total, names = said(TANG_QUATRAINS, r"白居易, has (\d+) of the ([\d,]+) poems; ([\d,]+) names")
    assert authors.most_common(1) == [("白居易", most)]
    assert (total, names) == (len(poems), len(authors))
    titles = "".join(poem.title for poem in poems)
    assert all(mark in titles for mark in "□（[〖")


@pytest.fixture(scope="module")
def pairs():
    return load_english_french()


def patterns(sentence, at_least=2):
    """Return the sentence with each of its words left out in turn."""
    words = sentence.split()
    return [(*words[:k], None, *words[k + 1 :]) for k in range(len(words)) if len(words) >= at_least]


def test_french_patterns(pairs, said):
    near, total, near_long, n_long = said(
        ENGLISH_FRENCH, r": (\d+) of the ([\d,]+) English .*, (\d+) of those (\d+) that have four words or more"
    )
    known = {pattern for english, _ in pairs.train for pattern in patterns(english)}
    close = [english for english, _ in pairs.test if known.intersection(patterns(english))]
    assert (near, total) == (len(close), len(pairs.test))
    assert near_long == sum(len(english.split()) >= 4 for english in close)
    assert n_long == sum(len(english.split()) >= 4 for english, _ in pairs.test)


def test_french_lengths_and_translators(pairs, said):
    every = pairs.train + pairs.validation + pairs.test
    short, total, longest = said(ENGLISH_FRENCH, r"Short: ([\d,]+) of the ([\d,]+) .* none has more than (\d+)")
    lengths = collections.Counter(len(english.split()) for english, _ in every)
    assert (short, total, longest) == (lengths[2], len(every), max(lengths))
    without, hyphen, cases = said(ENGLISH_FRENCH, r"in (\d+) French sides and ré-auth... in (\d+), and (\d+) English")
    assert without == sum("réauth" in french.casefold() for _, french in every)
    assert hyphen == sum("ré-auth" in french.casefold() for _, french in every)
    translations = collections.defaultdict(set)
    for english, french in every:
        translations[english.casefold()].add(french)
    assert cases == sum(len(each) > 1 for each in translations.values())


def test_french_repetitions(pairs, said):
    every = pairs.train + pairs.validation + pairs.test
    assert len({english for english, _ in every}) == len(every)
    (several,) = said(ENGLISH_FRENCH, r"but (\d+) French ones")
    assert several == sum(count > 1 for count in collections.Counter(french for _, french in every).values())


def test_french_typing(pairs, said):
    every = pairs.train + pairs.validation + pairs.test
    stops, digits = said(ENGLISH_FRENCH, r"(\d+) pairs end with a full stop on one side only; in (\d+) pairs")
    assert stops == sum(english.endswith(".") != french.endswith(".") for english, french in every)
    numbers = [[sorted(re.findall(r"\d", side)) for side in pair] for pair in every]
    assert digits == sum(english != french for english, french in numbers)
    text = "".join(side for pair in every for side in pair)
    assert all(mark in text for mark in "'’„“\"«º°")
