"""Transformers on torch: attention and its parts, encoder-decoder, language model, Vision Transformer, experts."""

from lib.transformer.attention import Attention
from lib.transformer.attention_maps import record_attention
from lib.transformer.block import Block
from lib.transformer.cache import KeyValueCache
from lib.transformer.config import TransformerConfig
from lib.transformer.counting import cache_bytes, flop_counts, parameter_bytes, parameter_counts
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
from lib.transformer.load_balancing import load_balancing_loss, router_z_loss, routing_loss
from lib.transformer.masks import attention_mask, causal_mask, padding_mask
from lib.transformer.mixture_of_experts import MixtureOfExperts
from lib.transformer.next_token import NextToken
from lib.transformer.norms import LayerNorm, RMSNorm, make_norm
from lib.transformer.numpy_step import NumpyStep
from lib.transformer.patches import PatchEmbedding, image_to_patches, patches_to_image
from lib.transformer.positions import LearnedPositions, SinusoidalPositions
from lib.transformer.rotary import RotaryPositions
from lib.transformer.router import TopKRouter
from lib.transformer.routing import Routing
from lib.transformer.routing_record import record_routing
from lib.transformer.sampling import draw_ids, keep_top_k, keep_top_p
from lib.transformer.torch_weights import copy_from_torch
from lib.transformer.vit import ViT
from lib.transformer.vit_config import VIT_PRESETS, ViTConfig

__all__ = [
    "ENCODER_DECODER_PRESETS",
    "TRANSFORMER_LM_PRESETS",
    "VIT_PRESETS",
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
    "MixtureOfExperts",
    "NextToken",
    "NumpyStep",
    "PatchEmbedding",
    "RMSNorm",
    "RotaryPositions",
    "Routing",
    "SinusoidalPositions",
    "TokenEmbedding",
    "TopKRouter",
    "TransformerConfig",
    "TransformerLM",
    "TransformerLMConfig",
    "ViT",
    "ViTConfig",
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
    "image_to_patches",
    "keep_top_k",
    "keep_top_p",
    "load_balancing_loss",
    "make_norm",
    "padding_mask",
    "parameter_bytes",
    "parameter_counts",
    "patches_to_image",
    "record_attention",
    "record_routing",
    "router_z_loss",
    "routing_loss",
    "scaled_dot_product_attention",
]
