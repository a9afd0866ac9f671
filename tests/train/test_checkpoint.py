import contextlib
import hashlib
import json
import os

import pytest
import torch

from lib.basics import files
from lib.train import checkpoint as module
from lib.train.checkpoint import CheckpointError, Checkpoints

TENSORS = {
    "a": torch.randn(3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0)),
    "b": torch.tensor(7),
    "c": torch.tensor([True, False]),
    "d": torch.tensor([1.5, 2.5], dtype=torch.bfloat16),
}


@pytest.fixture
def saved(tmp_path):
    """Return checkpoints of the steps 10 and 20."""
    checkpoints = Checkpoints(tmp_path / "run")
    for step in (10, 20):
        checkpoints.save(step, TENSORS, {"step": step, "lr": 1 / 3})
    return checkpoints


def names(checkpoints):
    return sorted(path.name for path in checkpoints.folder.iterdir())


def test_what_is_saved_is_loaded(saved):
    loaded = saved.load()
    assert (loaded.step, loaded.data) == (20, {"step": 20, "lr": 1 / 3})
    assert set(loaded.tensors) == set(TENSORS)
    for name, tensor in TENSORS.items():
        assert loaded.tensors[name].dtype == tensor.dtype
        assert torch.equal(loaded.tensors[name], tensor)
    assert saved.load(10).step == 10


def test_tied_and_turned_tensors_are_saved(tmp_path):
    weight = torch.arange(6.0).view(2, 3)
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(1, {"one": weight, "two": weight, "turned": weight.T, "part": weight[:, 1]}, {})
    loaded = checkpoints.load().tensors
    assert torch.equal(loaded["two"], weight)
    assert torch.equal(loaded["turned"], weight.T)
    assert loaded["part"].tolist() == [1, 4]


def test_the_latest_ones_are_kept(saved):
    saved.save(30, TENSORS, {})
    assert saved.steps() == [20, 30]
    assert len(names(saved)) == 4
    three = Checkpoints(saved.folder, keep=3)
    three.save(40, TENSORS, {})
    assert three.steps() == [20, 30, 40]


def test_a_run_that_went_another_way_removes_what_lay_ahead(saved):
    saved.save(15, TENSORS, {})
    assert saved.steps() == [10, 15]
    saved.clear()
    assert names(saved) == []


def test_an_empty_or_missing_folder_has_none(tmp_path):
    checkpoints = Checkpoints(tmp_path / "none")
    assert checkpoints.steps() == []
    assert checkpoints.load_intact() is None
    with pytest.raises(CheckpointError, match="none: there is no checkpoint in this folder"):
        checkpoints.load()
    checkpoints.clear()
    with pytest.raises(ValueError, match="keep must be >= 2, got 1"):
        Checkpoints(tmp_path, keep=1)
    with pytest.raises(ValueError, match="step must be >= 0, got -1"):
        checkpoints.save(-1, {}, {})


class _Killed(BaseException):
    """Stand in for a process that ends here."""


@pytest.mark.parametrize("n_before", range(8))
def test_a_save_that_is_cut_short_anywhere_leaves_the_one_before(saved, monkeypatch, n_before):
    """Each disk operation of a save is made the last one in turn."""
    count = 0

    def cut(function):
        def replaced(*args, **options):
            nonlocal count
            count += 1
            if count > n_before:
                raise _Killed
            return function(*args, **options)

        return replaced

    for place, name in ((module, "save_file"), (files, "_to_disk"), (os, "replace")):
        monkeypatch.setattr(place, name, cut(getattr(place, name)))
    monkeypatch.setattr(module.Path, "write_text", cut(module.Path.write_text))
    with contextlib.suppress(_Killed):
        saved.save(30, TENSORS, {"step": 30})
    monkeypatch.undo()
    # Four operations bring the tensors to their place and four the JSON; the seventh renames it.
    assert saved.load_intact().step == (30 if n_before >= 7 else 20)
    saved.save(40, TENSORS, {})
    assert not any(name.endswith(".part") for name in names(saved))
    assert len(names(saved)) == 4


def test_the_operations_counted_above_are_all_there_are(saved, monkeypatch):
    calls = []
    for place, name in ((module, "save_file"), (files, "_to_disk"), (os, "replace")):
        function = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *a, f=function, n=name, **o: (calls.append(n), f(*a, **o))[1])
    saved.save(30, TENSORS, {})
    assert calls == ["save_file", "_to_disk", "replace", "_to_disk", "_to_disk", "replace", "_to_disk"]


def flip(path, place):
    """Change one bit of a file."""
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize("suffix", ["json", "safetensors"])
def test_any_changed_bit_is_found(saved, suffix):
    path = saved.folder / f"step-000000020.{suffix}"
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        flip(path, place)
        with pytest.raises(CheckpointError, match=r"step-000000020\.(json|safetensors): "):
            saved.load()
        path.write_bytes(whole)
    assert saved.load().step == 20


def write(path, content):
    body = json.dumps(content)
    path.write_text(json.dumps({"sha256": hashlib.sha256(body.encode()).hexdigest(), "body": body}))


def test_each_damage_has_its_reason(saved):
    path, tensors = saved.folder / "step-000000020.json", saved.folder / "step-000000020.safetensors"
    whole, raw = path.read_text(), tensors.read_bytes()
    content = json.loads(json.loads(whole)["body"])

    def expect(message):
        with pytest.raises(CheckpointError, match=message):
            saved.load()
        path.write_text(whole)
        tensors.write_bytes(raw)

    path.write_text(whole[:-20])
    expect(r"20\.json: damaged, it is no JSON")
    path.write_bytes(b"\xff\xfe\xff")
    expect(r"20\.json: damaged, it is no JSON")
    path.write_text(whole.replace("lr", "lx"))
    expect(r"20\.json: damaged, its checksum is not that of its content")
    path.write_text('{"weights": 3}')
    expect(r"20\.json: no checkpoint of this book")
    write(path, {"format": "another"})
    expect(r"20\.json: no checkpoint of this book")
    write(path, {**content, "version": 99})
    expect(r"20\.json: must have version 1, got 99")
    write(path, {**content, "step": 19})
    expect(r"20\.json: the name says step 20, the content step 19")
    write(path, {name: value for name, value in content.items() if name != "data"})
    expect(r"20\.json: damaged, it lacks data")
    tensors.write_bytes(raw[:-1])
    expect(r"20\.safetensors: damaged, its checksum is not the one that step-000000020\.json holds")
    tensors.unlink()
    expect(r"20\.safetensors: there is no such file")
    tensors.write_bytes(b"no tensors")
    write(path, {**content, "tensors_sha256": hashlib.sha256(b"no tensors").hexdigest()})
    expect(r"20\.safetensors: no safetensors file")
    path.unlink()
    path.mkdir()
    with pytest.raises(CheckpointError, match=r"20\.json: cannot be read"):
        saved.load()


def test_a_damaged_one_is_passed_over_with_a_warning(saved):
    flip(saved.folder / "step-000000020.safetensors", -1)
    with pytest.warns(RuntimeWarning, match=r"a checkpoint is passed over: .*20\.safetensors: damaged"):
        assert saved.load_intact().step == 10
    flip(saved.folder / "step-000000010.json", 5)
    with (
        pytest.warns(RuntimeWarning, match="passed over"),
        pytest.raises(CheckpointError, match="none of the 2 checkpoints can be read; delete the folder to start anew"),
    ):
        saved.load_intact()
