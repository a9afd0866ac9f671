"""A few pairs of sentences and a translator that knows them by heart."""

import pytest

PAIRS = [
    ("Low battery", "Batterie faible"),
    ("Battery", "Batterie"),
    ("Low volume", "Volume faible"),
    ("The battery is low", "La batterie est faible"),
    ("Zone 2 is low", "Zone 2 est faible"),
]


@pytest.fixture(scope="session")
def pairs():
    """Return pairs of an English and a French sentence."""
    return PAIRS


@pytest.fixture(scope="session")
def sides(pairs):
    """Return the tokenizers of both languages."""
    from lib.sequence.experiments.translation import tokenizers

    return tokenizers(pairs, min_count=1)


@pytest.fixture(scope="session")
def blocks(pairs, sides):
    """Return the pairs as batches."""
    from lib.sequence.experiments.translation import blocks_of

    return blocks_of(pairs, *sides)


@pytest.fixture(scope="session")
def model(sides, blocks):
    """Return a Transformer that was trained on the pairs."""
    from lib.transformer.experiments.translation import small_config, trained

    config = small_config(*(side.vocab_size for side in sides), 32)
    return trained(blocks, config, lr=0.01, seed=0, n_epochs=60)
