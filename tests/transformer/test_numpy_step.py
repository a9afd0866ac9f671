"""One token read by NumPy: the numbers of torch, from the same cache."""

import dataclasses

import numpy as np
import pytest
import torch

from lib.transformer import NumpyStep, TransformerLM, TransformerLMConfig, generate

IDS = torch.randint(0, 9, (1, 12), generator=torch.Generator().manual_seed(0))
PLAIN = TransformerLMConfig(vocab_size=9, d_model=16, n_heads=4, d_ff=32, n_layers=2, context_length=12)
CONFIGS = {
    "gpt2": PLAIN,
    "2017": dataclasses.replace(PLAIN, norm_first=False, positions="sinusoidal", activation="relu", tied=False),
    "llama": TransformerLMConfig(
        vocab_size=9,
        d_model=16,
        n_heads=4,
        n_kv_heads=2,
        d_ff=24,
        n_layers=2,
        context_length=12,
        positions="rotary",
        activation="swiglu",
        norm="rms",
        bias=False,
    ),
    "halves": dataclasses.replace(PLAIN, positions="rotary", rotary_layout="halves", activation="gelu_tanh"),
    "no bias": dataclasses.replace(PLAIN, positions="none", bias=False, n_kv_heads=1, fused=False),
}


def make(config):
    """Return a model whose norms and biases are not those of its start."""
    model = TransformerLM(config, generator=torch.Generator().manual_seed(1)).eval()
    draw = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for weight in model.parameters():
            weight += 0.2 * torch.randn(weight.shape, generator=draw)
    return model


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.float64, 1e-12)])
@pytest.mark.parametrize("name", CONFIGS)
def test_logits_are_torchs(name, dtype, tolerance):
    model = make(CONFIGS[name]).to(dtype)
    step = NumpyStep(model, model.new_cache(1))
    logits = np.stack([step(token) for token in IDS[0].tolist()])
    assert logits.dtype == np.dtype(str(dtype).removeprefix("torch."))
    with torch.no_grad():
        np.testing.assert_allclose(logits, model(IDS)[0].numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", CONFIGS)
def test_torch_and_numpy_share_a_cache(name):
    model = make(CONFIGS[name]).double()
    cache = model.new_cache(1)
    step = NumpyStep(model, cache)
    with torch.no_grad():
        model(IDS[:, :5], cache)
        for token in IDS[0, 5:8].tolist():
            step(token)
        assert cache.length == 8
        rest = model(IDS[:, 8:], cache)
        torch.testing.assert_close(rest, model(IDS)[:, 8:], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("temperature", [0, 1.0])
def test_the_same_text_is_written(temperature):
    model, start = make(PLAIN).double(), IDS[:, :3]
    texts = [
        generate(model, start, 9, temperature=temperature, engine=engine, generator=torch.Generator().manual_seed(3))
        for engine in ("torch", "numpy")
    ]
    assert torch.equal(*texts)


def test_a_step_follows_training_in_place():
    model = make(PLAIN).double()
    step = NumpyStep(model, model.new_cache(1))
    before = step(3)
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(1.5)
        step.cache.truncate(0)
        after = step(3)
        assert not np.allclose(before, after)
        np.testing.assert_allclose(after, model(torch.tensor([[3]]))[0, 0].numpy(), rtol=1e-10)


def test_what_cannot_be_run():
    model = make(PLAIN)
    with pytest.raises(ValueError, match="cache must have 1 row, got 2"):
        NumpyStep(model, model.new_cache(2))
    with pytest.raises(ValueError, match=r"float32 or float64 .*got torch\.bfloat16 on cpu"):
        NumpyStep(make(PLAIN).bfloat16(), model.new_cache(1))
    experts = TransformerLM(dataclasses.replace(PLAIN, n_experts=4))
    with pytest.raises(ValueError, match="no experts to be run by NumPy, got n_experts 4"):
        NumpyStep(experts, experts.new_cache(1))


def test_no_token_and_no_room():
    model = make(PLAIN)
    step = NumpyStep(model, model.new_cache(1, 2))
    for token in (-1, 9):
        with pytest.raises(ValueError, match=f"token must be from 0 to 8, got {token}"):
            step(token)
    step(0), step(1)
    with pytest.raises(ValueError, match="must have room for 3 tokens, got context_length 2"):
        step(2)
    assert step.cache.length == 2
