import pytest
import torch

from lib.train.batches import Batches
from lib.train.collate import collate_padded

NUMBERS = torch.arange(10)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def numbers_of(batches, n_batches):
    return [batches.next_batch()[0].tolist() for _ in range(n_batches)]


def test_a_pass_holds_each_example_once_in_a_new_order():
    batches = Batches((NUMBERS,), 4, generator=seeded())
    first, second = numbers_of(batches, 3), numbers_of(batches, 3)
    for one_pass in (first, second):
        assert [len(batch) for batch in one_pass] == [4, 4, 2]
        assert sorted(number for batch in one_pass for number in batch) == NUMBERS.tolist()
    assert first != second
    assert (batches.epoch, batches.position) == (2, 0)


def test_same_seed_same_order_and_zero_is_a_seed():
    def drawn(generator):
        return numbers_of(Batches((NUMBERS,), 3, generator=generator), 8)

    assert drawn(seeded(0)) == drawn(seeded(0))
    assert drawn(seeded(0)) != drawn(seeded(1))
    assert drawn(None) != drawn(None)
    before = torch.get_rng_state()
    drawn(None)
    assert torch.equal(torch.get_rng_state(), before)


def test_tensors_stay_aligned():
    batches = Batches((NUMBERS, NUMBERS * 10), 3, generator=seeded())
    for _ in range(8):
        X, y = batches.next_batch()
        assert torch.equal(y, X * 10)


def noise(tensor, generator):
    return (tensor + torch.randint(100, tensor.shape, generator=generator) * 1000,)


@pytest.mark.parametrize("n_before", [0, 1, 2, 3, 4, 7])
def test_a_place_is_found_again(n_before):
    batches = Batches((NUMBERS,), 4, transform=noise, generator=seeded())
    numbers_of(batches, n_before)
    state = batches.state_dict()
    wanted = numbers_of(batches, 8)
    other = Batches((NUMBERS,), 4, transform=noise, generator=seeded(99))
    other.load_state_dict(state)
    assert (other.epoch, other.position) == divmod(n_before, 3)
    assert numbers_of(other, 8) == wanted


def test_a_plain_pass_is_in_order_without_transform_and_moves_no_place():
    batches = Batches((NUMBERS,), 4, transform=noise, generator=seeded())
    state = batches.state_dict()
    assert [batch.tolist() for (batch,) in batches] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    after = batches.state_dict()
    assert all(torch.equal(state[name], after[name]) for name in ("order", "transform"))
    assert after["position"] == 0


def test_order_kept_and_last_batch_dropped_on_demand():
    batches = Batches((NUMBERS,), 4, shuffle=False, drop_last=True)
    assert len(batches) == 2
    assert numbers_of(batches, 3) == [[0, 1, 2, 3], [4, 5, 6, 7], [0, 1, 2, 3]]


def test_single_examples_are_collated():
    examples = [torch.arange(length) for length in (1, 3, 2)]
    batches = Batches(examples, 2, shuffle=False, collate=collate_padded())
    ids, mask = batches.next_batch()
    assert ids.tolist() == [[0, 0, 0], [0, 1, 2]]
    assert mask.tolist() == [[True, False, False], [True] * 3]

    class Pictures(torch.utils.data.Dataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return torch.full((2, 2), float(index)), index

    X, y = Batches(Pictures(), 3, shuffle=False).next_batch()
    assert X.shape == (3, 2, 2)
    assert y.tolist() == [0, 1, 2]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"tensors must have one length, got \[10, 9\]"):
        Batches((NUMBERS, NUMBERS[1:]), 2)
    with pytest.raises(ValueError, match="examples must hold at least one example, got none"):
        Batches([], 2)
    with pytest.raises(TypeError, match="examples must be a tuple of tensors or a sequence of examples, got Tensor"):
        Batches(NUMBERS, 2)
    with pytest.raises(TypeError, match=r"examples must be .*, got generator"):
        Batches((n for n in range(3)), 2)
    with pytest.raises(ValueError, match="collate joins single examples, got it with a tuple of tensors"):
        Batches((NUMBERS,), 2, collate=collate_padded())
    with pytest.raises(ValueError, match="drop_last leaves no batch of 11, got 10 examples"):
        Batches((NUMBERS,), 11, drop_last=True)
    with pytest.raises(ValueError, match="batch_size must be >= 1, got 0"):
        Batches((NUMBERS,), 0)
    state = Batches((NUMBERS,), 2).state_dict()
    with pytest.raises(ValueError, match="state_dict must come from n_samples=9, got 10"):
        Batches((NUMBERS[1:],), 2).load_state_dict(state)
    with pytest.raises(ValueError, match="state_dict must come from batch_size=3, got 2"):
        Batches((NUMBERS,), 3).load_state_dict(state)
