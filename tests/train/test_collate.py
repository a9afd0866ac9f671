import pytest
import torch

from lib.train.collate import collate_padded, collate_stacked, pad_sequences


def test_padding_and_mask():
    vectors = [torch.ones(3, 2), torch.ones(1, 2)]
    padded, mask = pad_sequences(vectors, padding_value=-1)
    assert padded.shape == (2, 3, 2)
    assert padded[1].tolist() == [[1, 1], [-1, -1], [-1, -1]]
    assert mask.tolist() == [[True] * 3, [True, False, False]]
    assert pad_sequences([torch.tensor([], dtype=torch.int64), torch.tensor([4])])[1].tolist() == [[False], [True]]


def test_types_stay():
    padded, mask = pad_sequences([torch.tensor([1, 2]), torch.tensor([3])])
    assert (padded.dtype, mask.dtype) == (torch.int64, torch.bool)


def test_stacking_takes_tuples_tensors_and_numbers():
    X, y = collate_stacked([(torch.zeros(2), 1), (torch.ones(2), 0)])
    assert X.tolist() == [[0, 0], [1, 1]]
    assert y.tolist() == [1, 0]
    assert collate_stacked([torch.zeros(2), torch.ones(2)])[0].shape == (2, 2)


def test_parts_with_time_are_padded_and_others_stacked():
    examples = [(torch.tensor([1, 2]), 0, torch.tensor([7])), (torch.tensor([3]), 1, torch.tensor([8, 9]))]
    ids, mask, label, target, target_mask = collate_padded(9)(examples)
    assert ids.tolist() == [[1, 2], [3, 9]]
    assert label.tolist() == [0, 1]
    assert target.tolist() == [[7, 9], [8, 9]]
    assert mask.tolist() == [[True, True], [True, False]]
    assert target_mask.tolist() == [[True, False], [True, True]]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="sequences must hold at least one sequence, got none"):
        pad_sequences([])
    with pytest.raises(ValueError, match=r"that differ in time alone, got \[\(2, 3\), \(2, 4\)\]"):
        pad_sequences([torch.zeros(2, 3), torch.zeros(2, 4)])
    with pytest.raises(ValueError, match=r"sequences must have shapes \(time, ...\)"):
        pad_sequences([torch.tensor(1)])
    with pytest.raises(
        ValueError, match=r"part 1 of the examples must have one shape, got \[\(1,\), \(2,\)\]; .*padded"
    ):
        collate_stacked([(0, torch.zeros(1)), (0, torch.zeros(2))])
    with pytest.raises(ValueError, match=r"examples must have equally many parts, got \[1, 2\] parts in a batch of 2"):
        collate_stacked([(0,), (0, 1)])
