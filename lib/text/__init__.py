"""Text as a network reads it: tokenizers, which turn strings into integers and back, all with one set of methods."""

from lib.text.characters import CharTokenizer
from lib.text.token_file import TokenizerFileError
from lib.text.tokenizer import SPECIAL_TOKENS, Tokenizer
from lib.text.words import WordTokenizer

__all__ = [
    "SPECIAL_TOKENS",
    "CharTokenizer",
    "Tokenizer",
    "TokenizerFileError",
    "WordTokenizer",
]
