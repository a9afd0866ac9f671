"""Two ways to say how well a model predicts a text: perplexity and bits per character."""

from __future__ import annotations

import math

from lib.basics import check_real


def perplexity(nats_per_token: float) -> float:
    r"""Turn a loss in nats per token into the number of equally likely tokens that would be as hard to guess.

    .. math:: \mathrm{PPL} = e^{\ell}, \qquad \ell = -\frac{1}{T} \sum_t \log p(x_t \mid x_{<t})

    Parameters
    ----------
    nats_per_token : float
        The loss; infinite if the model gave some token no chance.

    Returns
    -------
    float
        1 for a model that is always sure and right, the size of the vocabulary for one that knows nothing.

    Raises
    ------
    TypeError, ValueError
        If the loss is no number, or negative.

    Notes
    -----
    Perplexities of models with different tokenizers cannot be compared: the shorter the tokens, the easier each of
    them. Compare `bits_per_character`.
    Chapter: chapters/09_language_models.ipynb

    References
    ----------
    Jelinek, Mercer, Bahl and Baker (1977), *Perplexity - a Measure of the Difficulty of Speech Recognition Tasks*.

    Examples
    --------
    >>> import math
    >>> from lib.text import perplexity
    >>> round(perplexity(math.log(50)), 6)  # 50 tokens, all as likely
    50.0
    """
    if nats_per_token == math.inf:
        return math.inf
    nats = check_real("nats_per_token", nats_per_token, low=0)
    return math.exp(nats) if nats < 700 else math.inf  # e^709 is the largest float there is


def bits_per_character(nats_per_token: float, tokens_per_character: float = 1.0) -> float:
    """Turn a loss in nats per token into bits per character, which texts with other tokenizers can be compared by.

    Parameters
    ----------
    nats_per_token : float
    tokens_per_character : float, default 1.0
        Number of tokens over number of characters of the text: 1 for a model of characters.

    Returns
    -------
    float
        Bits per character.

    Raises
    ------
    TypeError, ValueError
        If the loss is negative or the ratio not positive.

    Notes
    -----
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Shannon (1951), *Prediction and Entropy of Printed English*.

    Examples
    --------
    >>> import math
    >>> from lib.text import bits_per_character
    >>> round(bits_per_character(math.log(27)), 3)  # 26 letters and the space, all as likely
    4.755
    """
    nats = check_real("nats_per_token", nats_per_token, low=0)
    return nats * check_real("tokens_per_character", tokens_per_character, low=0, closed="neither") / math.log(2)
