"""The encoder-decoder: what the decoder reads (errata E65), teacher forcing, decoding, padding."""

import pytest
import torch

from lib.sequence import Seq2Seq, Seq2SeqConfig, shift_right

SOURCE = torch.tensor([[3, 4, 5, 6], [7, 8, 0, 0]])
MASK = SOURCE != 0
TARGET = torch.tensor([[3, 4, 5, 2], [6, 2, 0, 0]])
EVERY = [(cell, context) for cell in ("rnn", "gru", "lstm") for context in ("first_state", "every_step")]


def made(**options):
    sizes = {"source_vocab_size": 9, "target_vocab_size": 7, "d_embedding": 5, "hidden_size": 6}
    return Seq2Seq(Seq2SeqConfig(**{**sizes, **options}), generator=torch.Generator().manual_seed(1))


def test_the_decoder_reads_the_target_shifted_by_one():
    model, read = made(), []
    model.target_embedding.register_forward_hook(lambda layer, ids, output: read.append(ids[0]))
    model(SOURCE, TARGET, MASK)
    assert [ids.tolist() for ids in read] == [[[1, 3, 4, 5], [1, 6, 2, 0]]]
    assert torch.equal(shift_right(TARGET, 1), read[0])


@pytest.mark.parametrize(("cell", "context"), EVERY)
def test_logits_depend_on_the_source_and_on_earlier_target_tokens(cell, context):
    model = made(cell=cell, context=context, n_layers=2)
    logits = model(SOURCE, TARGET, MASK)
    assert logits.shape == (2, 4, 7)
    later = TARGET.clone()
    later[:, 2] = 5 - later[:, 2]
    changed = (model(SOURCE, later, MASK) - logits).abs().amax(dim=(0, 2))
    assert (changed[:3] < 1e-6).all()
    assert changed[3] > 1e-5
    other = SOURCE.clone()
    other[:, 0] = 11 - other[:, 0]
    assert ((model(other, TARGET, MASK) - logits).abs().amax(dim=2) > 1e-6).all()


@pytest.mark.parametrize(("cell", "context"), EVERY)
@pytest.mark.parametrize("reverse_source", [False, True])
def test_padding_of_the_source_has_no_effect(cell, context, reverse_source):
    model = made(cell=cell, context=context, reverse_source=reverse_source)
    both = model(SOURCE, TARGET, MASK)
    torch.testing.assert_close(both[1:], model(SOURCE[1:, :2], TARGET[1:]))
    torch.testing.assert_close(both[:1], model(SOURCE[:1], TARGET[:1]))


def test_a_reversed_source_is_read_from_its_end():
    there, back = made(), made(reverse_source=True)
    torch.testing.assert_close(back(SOURCE[1:, :2], TARGET[1:]), there(SOURCE[1:, :2].flip(1), TARGET[1:]))
    flipped = torch.tensor([[6, 5, 4, 3], [8, 7, 0, 0]])
    torch.testing.assert_close(back(SOURCE, TARGET, MASK), there(flipped, TARGET, MASK))


@pytest.mark.parametrize(("cell", "context"), EVERY)
def test_without_teacher_the_decoder_reads_its_own_words(cell, context):
    model = made(cell=cell, context=context)
    target = torch.full((2, 6), 3)
    free = model(SOURCE, target, MASK, teacher_forcing=0.0)
    own = free.argmax(2)
    torch.testing.assert_close(free, model(SOURCE, own, MASK))  # forced with its own words: the same
    written = model.generate(SOURCE, MASK, n=6)
    for row, tokens in zip(own.tolist(), written.tolist()):
        end = tokens.index(2) + 1 if 2 in tokens else len(tokens)
        assert tokens[:end] == row[:end]


def test_teacher_forcing_by_chance():
    model, target = made(), torch.randint(3, 7, (300, 2), generator=torch.Generator().manual_seed(0))
    source, read = SOURCE[:1].expand(300, 4), []
    model.target_embedding.register_forward_hook(lambda layer, ids, output: read.append(ids[0]))
    model(source, target, teacher_forcing=0.7, generator=torch.Generator().manual_seed(0))
    own = model(source[:1], target[:1])[0, 0].argmax().item()
    wrong = target[:, 0] != own
    assert read[1][wrong, 0].eq(target[wrong, 0]).float().mean().item() == pytest.approx(0.7, abs=0.08)
    assert set(read[1][wrong, 0][read[1][wrong, 0] != target[wrong, 0]].tolist()) == {own}


def test_one_step_at_a_time_is_all_at_once():
    model = made(dropout=0.0)
    almost = model(SOURCE, TARGET, MASK, teacher_forcing=1 - 1e-12, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(almost, model(SOURCE, TARGET, MASK))


def test_same_seed_same_chances_and_same_weights():
    model, target = made(), torch.randint(3, 7, (2, 40), generator=torch.Generator().manual_seed(0))
    first, again, other = (
        model(SOURCE, target, MASK, teacher_forcing=0.5, generator=torch.Generator().manual_seed(seed))
        for seed in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert all(torch.equal(a, b) for a, b in zip(made().parameters(), made().parameters()))


def test_decoding_stops_at_the_end_and_pads():
    model = made()
    with torch.no_grad():
        model.head.weight.zero_()
        model.head.bias.copy_(torch.tensor([0.0, 0, 5, 0, 0, 0, 0]))
    assert model.generate(SOURCE, MASK, n=9).tolist() == [[2], [2]]
    with torch.no_grad():
        model.head.bias.copy_(torch.tensor([0.0, 0, 0, 0, 5, 0, 0]))
    assert model.generate(SOURCE, MASK, n=3).tolist() == [[4, 4, 4]] * 2


def test_an_ended_row_is_padded_while_others_go_on():
    model, step = made(), iter([[2, 4], [5, 4], [5, 2]])

    def scripted(ids, state, context):
        return torch.nn.functional.one_hot(torch.tensor(next(step)), 7)[:, None].float(), state

    model.decode = scripted
    assert model.generate(SOURCE, MASK, n=9).tolist() == [[2, 0, 0], [4, 4, 2]]


def test_dropout_is_off_while_it_writes():
    model = made(dropout=0.8)
    assert torch.equal(model.generate(SOURCE, MASK, n=5), model.generate(SOURCE, MASK, n=5))
    assert model.training
    assert not torch.equal(model(SOURCE, TARGET, MASK), model(SOURCE, TARGET, MASK))


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_the_context_is_the_last_state_and_its_only_way_in(cell):
    model = made(cell=cell, n_layers=2)
    context, state = model.encode(SOURCE, MASK)
    h = state[0] if cell == "lstm" else state
    assert torch.equal(context, h[-1])
    silent = made(cell=cell, context="every_step")
    context, state = silent.encode(SOURCE, MASK)
    h = state[0] if cell == "lstm" else state
    torch.testing.assert_close(h[0], torch.tanh(context @ silent.bridge.weight.T))
    if cell == "lstm":
        assert not state[1].any()
    first, second = (silent.decode(TARGET, state, each)[0] for each in (context, context + 1))
    assert (first - second).abs().amax(dim=2).min() > 1e-4  # C is read at every step


def test_arguments_are_checked():
    model = made()
    with pytest.raises(ValueError, match=r"source must lie in \[0, 9\), got 9"):
        model(SOURCE + 1, TARGET)
    with pytest.raises(ValueError, match=r"target must lie in \[0, 7\), got 7"):
        model(SOURCE, TARGET + 1)
    with pytest.raises(ValueError, match="source and target must have the same batch size, got 2 and 1"):
        model(SOURCE, TARGET[:1])
    with pytest.raises(ValueError, match="teacher_forcing must be >= 0 and <= 1, got 2"):
        model(SOURCE, TARGET, teacher_forcing=2)
    with pytest.raises(ValueError, match="n must be >= 1, got 0"):
        model.generate(SOURCE, n=0)
    with pytest.raises(ValueError, match=r"target must have shape \(batch, time\), got \(4,\)"):
        shift_right(TARGET[0], 1)
    with pytest.raises(ValueError, match=r"mask must have shape \(2, 4\), got \(1, 4\)"):
        model(SOURCE, TARGET, MASK[:1])
