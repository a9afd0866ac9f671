"""Can a network count to five? Character models of Tang quatrains, recorded.

Run by ``python -m lib.sequence.experiments.quatrains``: about five minutes on one core.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import torch

from lib.data import load_tang_quatrains
from lib.sequence.char_lm import CharLM
from lib.sequence.experiments.char_models import bits, count_model_bits, encoded, trained
from lib.text import CharTokenizer
from lib.train import record

NAME = "quatrains"
COMMAND = "python -m lib.sequence.experiments.quatrains"
RATES = (5e-3, 1e-2, 2e-2, 4e-2)
TUNING_SEED, SEEDS = 0, (1, 2, 3)
N_STEPS, WIDTH, D_EMBEDDING = 900, 128, 64
RAREST = 40  # occurrences below which a character is written □
LENGTHS = {"五": 5, "七": 7}  # characters in a line of each form
N_POEMS, TEMPERATURE = 200, 0.8


def form_of(poem: str) -> str:
    """Return the form that a text has: "五", "七", or "" if it is no quatrain.

    Parameters
    ----------
    poem : str

    Returns
    -------
    str

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.quatrains import form_of
    >>> form_of("白日依山盡，黃河入海流。欲窮千里目，更上一層樓。")
    '五'
    >>> form_of("白日依山，黃河入海流。")
    ''
    """
    for name, length in LENGTHS.items():
        if re.fullmatch("[^，。]{n}，[^，。]{n}。[^，。]{n}，[^，。]{n}。".replace("n", str(length)), poem):
            return name
    return ""


def written(model: CharLM, tokenizer: CharTokenizer, before: str, form: str) -> list[str]:
    r"""Return poems that a model writes after a whole poem and the character of the form wanted.

    Parameters
    ----------
    model : CharLM
    tokenizer : CharTokenizer
    before : str
        A text to read first: a state from zero would be new to the model.
    form : {"五", "七"}

    Returns
    -------
    list of str
        Each up to its line break, at most 40 characters.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence import CharLM, CharLMConfig
    >>> from lib.sequence.experiments.quatrains import written
    >>> from lib.text import CharTokenizer
    >>> tokenizer = CharTokenizer().train("五山，\n")
    >>> len(written(CharLM(CharLMConfig(vocab_size=4, hidden_size=8)), tokenizer, "五山\n", "五"))
    200
    """
    newline = tokenizer.encode("\n")[0]
    start = torch.tensor([tokenizer.encode(before + form)]).expand(N_POEMS, -1)
    drawn = model.generate(start, 40, TEMPERATURE, generator=torch.Generator().manual_seed(0))
    rows = drawn[:, start.shape[1] :].tolist()
    return [tokenizer.decode(row[: row.index(newline)] if newline in row else row) for row in rows]


def judged(poems: Sequence[str], form: str, known: Collection[str]) -> dict[str, float]:
    """Return the shares of lines of the right length, of whole poems in form, and of lines that were read before.

    Parameters
    ----------
    poems : sequence of str
    form : {"五", "七"}
    known : collection of str
        The lines of the training poems.

    Returns
    -------
    dict

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> from lib.sequence.experiments.quatrains import judged
    >>> judged(["白日依山盡，黃河入海流。"], "五", {"白日依山盡"})
    {'right_lines': 1.0, 'right_form': 0.0, 'lines_copied': 0.5}
    """
    lines = [line for poem in poems for line in re.split("[，。]", poem) if line]
    return {
        "right_lines": round(float(np.mean([len(line) == LENGTHS[form] for line in lines])), 3),
        "right_form": round(float(np.mean([form_of(poem) == form for poem in poems])), 3),
        "lines_copied": round(float(np.mean([line in known for line in lines])), 4),
    }


def main() -> None:
    """Run everything and record it."""
    torch.set_num_threads(1)
    begin = time.process_time()
    data = load_tang_quatrains()
    counts = Counter("".join(poem.text for poem in data.train))

    def text_of(poems: Any) -> str:
        """Each poem after the character of its form."""
        texts = [poem.form[0] + "".join(c if counts[c] >= RAREST else "□" for c in poem.text) + "\n" for poem in poems]
        return "".join(texts)

    shuffled = [data.train[k] for k in torch.randperm(len(data.train), generator=torch.Generator().manual_seed(0))]
    text = text_of(shuffled)
    tokenizer = CharTokenizer(["<unk>"]).train(text)
    ids, validation, test = (encoded(tokenizer, part) for part in (text, text_of(data.validation), text_of(data.test)))
    size, newline = tokenizer.vocab_size, tokenizer.encode("\n")[0]

    def model_of(lr: float, seed: int) -> CharLM:
        return trained(ids, size, "gru", WIDTH, lr, seed, N_STEPS, d_embedding=D_EMBEDDING)

    tuning = [bits(model_of(lr, TUNING_SEED), validation, newline, 8) for lr in RATES]
    lr = RATES[int(np.nanargmin(tuning))]
    models = [model_of(lr, seed) for seed in SEEDS]
    lines = {line for poem in data.train for line in re.split("[，。]", poem.text)}
    results: dict[str, Any] = {
        "vocab_size": size,
        "rates": list(RATES),
        "tuning_bits": [round(value, 3) for value in tuning],
        "lr": lr,
        "n_steps": N_STEPS,
        "perplexity": [round(2 ** bits(model, test, newline, 8), 1) for model in models],
        "perplexity_unigram": round(2 ** count_model_bits(ids.numpy(), test.numpy(), 1, size), 1),
        "perplexity_bigram": round(2 ** count_model_bits(ids.numpy(), test.numpy(), 2, size), 1),
        "forms": {},
    }
    for form in LENGTHS:
        poems = [written(model, tokenizer, text_of(data.validation[:1]), form) for model in models]
        found = [judged(each, form, lines) for each in poems]
        right = [poem for poem in poems[0] if form_of(poem) == form]
        results["forms"][form] = {
            **{name: [each[name] for each in found] for name in found[0]},
            "samples": sorted(right, key=lambda poem: poem.count("□"))[:3],
        }
    record(NAME, COMMAND, (TUNING_SEED, *SEEDS), time.process_time() - begin, results)


if __name__ == "__main__":
    main()
