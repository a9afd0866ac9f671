"""Text on NumPy: tokenizers, n-gram models, word vectors, rules of decoding, and scores.

Tokenizers turn strings into integers and back, all with one set of methods. Models and rules of decoding know integers
only: what tells how likely each next token is can be written on with, and searched, whatever it is made of.
"""

from lib.text.agreement import cohen_kappa, fleiss_kappa
from lib.text.beam_search import beam_search
from lib.text.bleu import bleu_statistics, corpus_bleu, sentence_bleu
from lib.text.bleu_score import BLEUScore, bleu_from_statistics
from lib.text.bootstrap import Interval, PairedComparison, bootstrap_interval, paired_bootstrap
from lib.text.byte_alphabet import bytes_to_unicode
from lib.text.byte_bpe import ByteBPETokenizer
from lib.text.byte_pair_training import Merge, learn_merges
from lib.text.characters import CharTokenizer
from lib.text.exhaustive_search import exhaustive_search
from lib.text.generation import generate_ids
from lib.text.gpt2_files import load_gpt2_files, load_gpt2_tokenizer
from lib.text.gpt2_split import gpt2_split
from lib.text.hypothesis import Hypothesis
from lib.text.language_model import LanguageModel
from lib.text.markov_source import MarkovSource
from lib.text.merge_steps import merge_steps
from lib.text.ngram_model import NGramModel
from lib.text.perplexity import bits_per_character, perplexity
from lib.text.rouge import RougeScore, rouge_l, rouge_lsum, rouge_n
from lib.text.sampling import greedy_ids, sample_ids
from lib.text.skip_gram import SkipGram, skip_gram_loss
from lib.text.temperature import scale_by_temperature
from lib.text.token_file import TokenizerFileError
from lib.text.tokenize_13a import tokenize_13a
from lib.text.tokenizer import SPECIAL_TOKENS, Tokenizer
from lib.text.top_k import keep_top_k
from lib.text.top_p import keep_top_p
from lib.text.word_vectors import WordVectors
from lib.text.words import WordTokenizer

__all__ = [
    "SPECIAL_TOKENS",
    "BLEUScore",
    "ByteBPETokenizer",
    "CharTokenizer",
    "Hypothesis",
    "Interval",
    "LanguageModel",
    "MarkovSource",
    "Merge",
    "NGramModel",
    "PairedComparison",
    "RougeScore",
    "SkipGram",
    "Tokenizer",
    "TokenizerFileError",
    "WordTokenizer",
    "WordVectors",
    "beam_search",
    "bits_per_character",
    "bleu_from_statistics",
    "bleu_statistics",
    "bootstrap_interval",
    "bytes_to_unicode",
    "cohen_kappa",
    "corpus_bleu",
    "exhaustive_search",
    "fleiss_kappa",
    "generate_ids",
    "gpt2_split",
    "greedy_ids",
    "keep_top_k",
    "keep_top_p",
    "learn_merges",
    "load_gpt2_files",
    "load_gpt2_tokenizer",
    "merge_steps",
    "paired_bootstrap",
    "perplexity",
    "rouge_l",
    "rouge_lsum",
    "rouge_n",
    "sample_ids",
    "scale_by_temperature",
    "sentence_bleu",
    "skip_gram_loss",
    "tokenize_13a",
]
