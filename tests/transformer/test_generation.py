"""Writing texts: ends, padding, windows, beam search against exhaustive search."""

from types import SimpleNamespace

import pytest
import torch

from lib.text import exhaustive_search
from lib.transformer import (
    EncoderDecoder,
    EncoderDecoderConfig,
    NextToken,
    TransformerLM,
    TransformerLMConfig,
    beam_generate,
    generate,
)

START = torch.tensor([[1], [3]])
SOURCE = torch.tensor([[3, 4, 5, 1], [2, 1, 0, 0]])


def language_model(**options):
    sizes = {"vocab_size": 6, "d_model": 16, "n_heads": 2, "d_ff": 32, "n_layers": 2, "context_length": 12}
    model = TransformerLM(TransformerLMConfig(**{**sizes, **options}), generator=torch.Generator().manual_seed(2))
    with torch.no_grad():  # a new model is nearly indifferent, and beams would all be alike
        model.head.weight.mul_(20)
    return model.double()


def translator():
    model = EncoderDecoder(EncoderDecoderConfig.from_preset("tiny", 6, 6), generator=torch.Generator().manual_seed(2))
    return model.double()


class Script(torch.nn.Module):
    """A model that writes given rows, whatever it reads."""

    def __init__(self, rows):
        super().__init__()
        self.config = SimpleNamespace(context_length=100)
        self.rows = torch.tensor(rows)

    def forward(self, ids, cache, last_only):
        """Return logits that leave no choice."""
        return torch.nn.functional.one_hot(self.rows[:, ids.shape[1] - 1], 10)[:, None] * 1000.0


def test_rows_end_by_themselves():
    model = Script([[4, 2, 7, 2, 7, 7], [4, 5, 6, 7, 2, 8]])
    text = generate(model, START, 6, eos_id=2, pad_id=9, use_cache=False)
    assert text[:, 1:].tolist() == [[4, 2, 9, 9, 9], [4, 5, 6, 7, 2]]
    assert generate(model, START, 6, use_cache=False)[:, 1:].tolist() == model.rows.tolist()
    assert generate(model, START, 3, eos_id=2, use_cache=False)[:, 1:].tolist() == [[4, 2, 0], [4, 5, 6]]


def test_the_end_of_one_row_does_not_move_anothers_draws():
    model = language_model()
    free = generate(model, START, 10, generator=torch.Generator().manual_seed(4))
    end_id = int(free[0, 4])
    text = generate(model, START, 10, generator=torch.Generator().manual_seed(4), eos_id=end_id, pad_id=5)
    for row, plain in zip(text.tolist(), free.tolist()):
        end = row.index(end_id, 1) if end_id in row[1:] else len(row) - 1
        assert row[: end + 1] == plain[: end + 1]
    assert text.shape[1] > 5  # the second row went on


@pytest.mark.parametrize("seed", range(5))
def test_sampled_tokens_do_not_depend_on_the_cache(seed):
    for model, options in ((language_model(), {}), (translator(), {"source": SOURCE, "source_mask": SOURCE != 0})):
        texts = [
            generate(model, START, 10, use_cache=cached, generator=torch.Generator().manual_seed(seed), **options)
            for cached in (True, False)
        ]
        assert torch.equal(*texts)


def test_a_full_context_can_be_written_and_no_more():
    model = language_model()
    assert generate(model, START, 12).shape == (2, 13)  # the last token is not read
    with pytest.raises(ValueError, match=r"at most 12 tokens to read \(or use_cache=False.*\), got 13"):
        generate(model, START, 13)
    text = generate(model, START, 20, temperature=0, use_cache=False)
    for end in range(1, 21):
        assert torch.equal(model(text[:, max(0, end - 12) : end])[:, -1].argmax(1), text[:, end])


@pytest.mark.parametrize("eos_id", [None, 2])
def test_a_wide_beam_finds_the_best_text(eos_id):
    model = language_model()
    found = beam_generate(model, START, 3, width=300, eos_id=eos_id)
    model.eval()
    for row, beams in zip(START, found):
        best = exhaustive_search(NextToken(model, use_cache=False).log_probs, row.tolist(), 3, eos_id=eos_id)
        best = best[0] if isinstance(best, list) else best
        assert beams[0].ids == best.ids
        assert beams[0].log_prob == pytest.approx(best.log_prob)


def test_beams_know_their_log_probability():
    model = translator()
    for row, beams in enumerate(beam_generate(model, START[:1].repeat(2, 1), 6, source=SOURCE,
                                              source_mask=SOURCE != 0, width=3, eos_id=2)):  # fmt: skip
        assert len(beams) == 3
        for beam in beams:
            target = torch.tensor([beam.ids])
            logits = model(SOURCE[row : row + 1], target, SOURCE[row : row + 1] != 0)
            log_prob = logits.log_softmax(-1)[0].gather(1, target.T).sum().item()
            assert beam.log_prob == pytest.approx(log_prob)


def test_a_beam_of_one_is_greedy():
    model = translator()
    ids = torch.ones(2, 1, dtype=torch.int64)
    greedy = generate(model, ids, 6, source=SOURCE, temperature=0, eos_id=2)[:, 1:].tolist()
    for row, beams in zip(greedy, beam_generate(model, ids, 6, source=SOURCE, width=1, eos_id=2)):
        assert list(beams[0].ids) == row[: len(beams[0].ids)]


def test_arguments_are_checked():
    model = language_model()
    with pytest.raises(ValueError, match=r"ids must have shape \(batch, time\) with at least one token, got \(2, 0\)"):
        generate(model, START[:, :0], 3)
    with pytest.raises(TypeError, match=r"ids must be int64, got torch.float32"):
        generate(model, START.float(), 3)
    with pytest.raises(ValueError, match=r"ids must lie in \[0, 6\), got 7"):
        generate(model, START + 4, 3)
    with pytest.raises(ValueError, match="max_new_tokens must be >= 0, got -1"):
        generate(model, START, -1)
    with pytest.raises(ValueError, match="width must be >= 1, got 0"):
        beam_generate(model, START, 3, width=0)


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rotary"])
def test_what_was_written_can_be_trained_on(positions):
    """Writing leaves nothing behind that only inference may use: neither tokens nor tables."""
    model = language_model(positions=positions)
    ids = generate(model, torch.tensor([[1, 2]]), 6, temperature=0)
    assert not ids.is_inference()
    model(ids).sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
    cut = generate(model, ids[:, :3], 4, temperature=0)
    assert torch.equal(cut, ids[:, :7])
