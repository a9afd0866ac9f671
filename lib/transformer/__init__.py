"""Transformers on torch: attention and its parts, encoder-decoder, language model, cache, generation, counting."""

from lib.transformer.attention import Attention
from lib.transformer.attention_maps import record_attention
from lib.transformer.block import Block
from lib.transformer.cache import KeyValueCache
from lib.transformer.config import TransformerConfig
from lib.transformer.counting import cache_bytes, flop_counts, parameter_counts
from lib.transformer.decoder import Decoder
from lib.transformer.dot_product import attention_weights, scaled_dot_product_attention
from lib.transformer.embedding import TokenEmbedding
from lib.transformer.encoder import Encoder
from lib.transformer.encoder_decoder import EncoderDecoder
from lib.transformer.encoder_decoder_config import ENCODER_DECODER_PRESETS, EncoderDecoderConfig
from lib.transformer.feed_forward import FeedForward
from lib.transformer.generation import beam_generate, generate
from lib.transformer.initialisation import draw_glorot_weights, draw_gpt_weights
from lib.transformer.language_model import TransformerLM
from lib.transformer.language_model_config import TRANSFORMER_LM_PRESETS, TransformerLMConfig
from lib.transformer.masks import attention_mask, causal_mask, padding_mask
from lib.transformer.next_token import NextToken
from lib.transformer.norms import LayerNorm, RMSNorm, make_norm
from lib.transformer.positions import LearnedPositions, SinusoidalPositions
from lib.transformer.rotary import RotaryPositions
from lib.transformer.sampling import draw_ids, keep_top_k, keep_top_p
from lib.transformer.torch_weights import copy_from_torch

__all__ = [
    "ENCODER_DECODER_PRESETS",
    "TRANSFORMER_LM_PRESETS",
    "Attention",
    "Block",
    "Decoder",
    "Encoder",
    "EncoderDecoder",
    "EncoderDecoderConfig",
    "FeedForward",
    "KeyValueCache",
    "LayerNorm",
    "LearnedPositions",
    "NextToken",
    "RMSNorm",
    "RotaryPositions",
    "SinusoidalPositions",
    "TokenEmbedding",
    "TransformerConfig",
    "TransformerLM",
    "TransformerLMConfig",
    "attention_mask",
    "attention_weights",
    "beam_generate",
    "cache_bytes",
    "causal_mask",
    "copy_from_torch",
    "draw_glorot_weights",
    "draw_gpt_weights",
    "draw_ids",
    "flop_counts",
    "generate",
    "keep_top_k",
    "keep_top_p",
    "make_norm",
    "padding_mask",
    "parameter_counts",
    "record_attention",
    "scaled_dot_product_attention",
]
