"""Take over the weights of torch.nn's own Transformer parts."""

from __future__ import annotations

import torch
from torch import nn

from lib.transformer.attention import Attention
from lib.transformer.block import Block


@torch.no_grad()
def copy_from_torch(ours: Attention | Block, theirs: nn.Module) -> None:
    """Copy the weights of a layer of ``torch.nn`` into the layer of this room that computes the same.

    Parameters
    ----------
    ours : Attention or Block
        Of the same sizes; a `Block` with cross-attention for a decoder layer.
    theirs : torch.nn.MultiheadAttention, TransformerEncoderLayer or TransformerDecoderLayer

    Raises
    ------
    TypeError
        If the two do not belong together.
    ValueError
        If their sizes differ.

    Notes
    -----
    torch packs the matrices of queries, keys and values into ``in_proj_weight``, and numbers the norms in the order of
    the sublayers. Only weights are copied: activation, eps, dropout and the place of the norms are settings.
    Chapter: chapters/10_attention_transformer.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.transformer import Attention, copy_from_torch
    >>> ours, theirs = Attention(8, 2), torch.nn.MultiheadAttention(8, 2, batch_first=True)
    >>> copy_from_torch(ours, theirs)
    >>> x = torch.ones(1, 3, 8)
    >>> torch.allclose(ours(x), theirs(x, x, x)[0], atol=1e-6)
    True
    """
    state = theirs.state_dict()
    if isinstance(theirs, nn.MultiheadAttention) and isinstance(ours, Attention):
        parts = _attention_parts(state, "", "")
    elif isinstance(theirs, nn.TransformerEncoderLayer) and isinstance(ours, Block) and not ours.cross_attention:
        parts = _attention_parts(state, "self_attn.", "attention.")
        parts |= _renamed(state, linear1="feed_forward.up", linear2="feed_forward.down")
        parts |= _renamed(state, norm1="attention_norm", norm2="feed_forward_norm")
    elif isinstance(theirs, nn.TransformerDecoderLayer) and isinstance(ours, Block) and ours.cross_attention:
        parts = _attention_parts(state, "self_attn.", "attention.")
        parts |= _attention_parts(state, "multihead_attn.", "cross_attention.")
        parts |= _renamed(state, linear1="feed_forward.up", linear2="feed_forward.down")
        parts |= _renamed(state, norm1="attention_norm", norm2="cross_norm", norm3="feed_forward_norm")
    else:
        kind = (
            f"{type(ours).__name__} {'with' if getattr(ours, 'cross_attention', None) else 'without'} cross_attention"
        )
        raise TypeError(f"theirs must be the layer of torch.nn that matches: {kind}, got {type(theirs).__name__}")
    own = ours.state_dict()
    if {name: each.shape for name, each in own.items()} != {name: each.shape for name, each in parts.items()}:
        differing = sorted(
            name for name in own.keys() | parts.keys() if getattr(own.get(name), "shape", None) != _shape(parts, name)
        )
        raise ValueError(f"theirs must have the sizes of ours, got other ones for {', '.join(differing)}")
    ours.load_state_dict(parts)


def _shape(parts: dict[str, torch.Tensor], name: str) -> torch.Size | None:
    return parts[name].shape if name in parts else None


def _attention_parts(state: dict[str, torch.Tensor], prefix: str, new: str) -> dict[str, torch.Tensor]:
    """Unpack the projections of one torch.nn.MultiheadAttention."""
    parts = {f"{new}out.weight": state[f"{prefix}out_proj.weight"]}
    if f"{prefix}out_proj.bias" in state:
        parts[f"{new}out.bias"] = state[f"{prefix}out_proj.bias"]
    for kind in ("weight", "bias"):
        if f"{prefix}in_proj_{kind}" in state:
            for name, part in zip(("query", "key", "value"), state[f"{prefix}in_proj_{kind}"].chunk(3)):
                parts[f"{new}{name}.{kind}"] = part
    return parts


def _renamed(state: dict[str, torch.Tensor], **names: str) -> dict[str, torch.Tensor]:
    """Return the weights and biases of some layers under new names."""
    return {
        f"{new}.{kind}": state[f"{old}.{kind}"]
        for old, new in names.items()
        for kind in ("weight", "bias")
        if f"{old}.{kind}" in state
    }
