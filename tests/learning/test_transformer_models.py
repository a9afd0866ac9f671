"""Each model of lib.transformer learns a small thing to the end, in a stated number of steps."""

import dataclasses

import numpy as np
import pytest
import torch
from torch.nn import functional

from lib.data import load_english_french, load_mnist
from lib.text import WordTokenizer, bits_per_character
from lib.train import TrainConfig, fit
from lib.transformer import (
    VIT_PRESETS,
    EncoderDecoder,
    EncoderDecoderConfig,
    TransformerLM,
    TransformerLMConfig,
    ViT,
    beam_generate,
    record_routing,
    routing_loss,
)

# Jane Austen, Pride and Prejudice (1813), its first sentences.
TEXT = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a"
    " wife. However little known the feelings or views of such a man may be on his first entering a neighbourhood, this"
    " truth is so well fixed in the minds of the surrounding families, that he is considered the rightful property of"
    " some one or other of their daughters."
)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def train(model, examples, loss, n_steps, batch_size):
    config = TrainConfig(n_steps=n_steps, batch_size=batch_size, lr=3e-3, warmup_steps=10, clip_norm=1.0, seed=0)
    return fit(model, examples, loss, config, device="cpu")


LLAMA = {"positions": "rotary", "norm": "rms", "activation": "swiglu", "n_kv_heads": 2, "bias": False}
EXPERTS = {"n_experts": 4, "top_k": 2, "d_ff": 64}


@pytest.mark.parametrize("options", [{}, LLAMA, EXPERTS], ids=["as GPT-2", "as Llama", "of experts"])
def test_a_language_model_learns_sentences_by_heart(options):
    alphabet = sorted(set(TEXT))
    ids = torch.tensor([alphabet.index(character) for character in TEXT])
    sizes = {"d_model": 64, "n_heads": 4, "d_ff": 128, "n_layers": 2, "context_length": 48}
    model = TransformerLM(TransformerLMConfig(vocab_size=len(alphabet), **{**sizes, **options}), generator=seeded())
    windows = ids.unfold(0, 49, 3)

    def loss(model, ids):
        if "n_experts" not in options:
            return functional.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
        with record_routing(model) as routings:
            logits = model(ids[:, :-1])
        return functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten()) + routing_loss(routings)

    train(model, (windows,), loss, 280, batch_size=16)
    assert bits_per_character(model.score(windows)) < 0.2
    written = model.generate(ids[None, :20], 28, temperature=0)[0]
    assert "".join(alphabet[number] for number in written.tolist()) == TEXT[:48]


@pytest.mark.parametrize("options", [{}, {"norm_first": False}], ids=["pre-norm", "post-norm"])
def test_an_encoder_decoder_overfits_32_real_pairs(options):
    pairs = [pair for pair in load_english_french().train if 3 <= len(pair[1].split()) <= 8][:32]
    sides = []
    for side in zip(*pairs):
        tokenizer = WordTokenizer(["<pad>", "<bos>", "<eos>", "<unk>"]).train(side)
        rows = [torch.tensor(tokenizer.encode(text, add_eos=True)) for text in side]
        sides.append((torch.nn.utils.rnn.pad_sequence(rows, batch_first=True), tokenizer))
    (source, read), (target, write) = sides
    config = EncoderDecoderConfig(
        source_vocab_size=read.vocab_size,
        target_vocab_size=write.vocab_size,
        **{
            "d_model": 64,
            "n_heads": 4,
            "d_ff": 128,
            "n_layers": 2,
            "context_length": 32,
            "norm_first": True,
            **options,
        },
    )
    model = EncoderDecoder(config, generator=seeded())

    def loss(model, source, target):
        logits = model(source, target, source != 0)
        return functional.cross_entropy(logits[target != 0], target[target != 0])

    train(model, (source, target), loss, 80, batch_size=32)
    written = model.generate(source, source != 0, n=target.shape[1])
    assert torch.equal(functional.pad(written, (0, target.shape[1] - written.shape[1])), target)
    start = torch.full_like(source[:2, :1], config.bos_id)
    beams = beam_generate(model, start, 20, source=source[:2], source_mask=source[:2] != 0, width=3, eos_id=2)
    assert [list(each[0].ids) for each in beams] == [row[row != 0].tolist() for row in target[:2]]


@pytest.mark.parametrize("pooling", ["class", "mean"])
def test_a_vision_transformer_overfits_32_real_digits(pooling):
    data = load_mnist()
    few = np.random.default_rng(0).permutation(len(data.y_train))[:32]
    x = torch.tensor(data.X_train[few], dtype=torch.float32).reshape(32, 1, 28, 28) / 255
    y = torch.tensor(data.y_train[few])
    model = ViT(dataclasses.replace(VIT_PRESETS["tiny-28x28"], pooling=pooling), generator=seeded())

    def loss(model, x, y):
        return functional.cross_entropy(model(x), y)

    assert loss(model, x, y).item() > 1.5
    train(model, (x, y), loss, 40, batch_size=32)
    assert loss(model, x, y).item() < 0.1
    assert torch.equal(model(x).argmax(1), y)
