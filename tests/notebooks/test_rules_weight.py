"""Planted faults: weight."""


def test_overweight_notebook(sample, faults, add, shown):
    for number in range(7):
        add(sample, "code", "0", f"planted-{number}", shown({"text/html": f"<p>{number}{'x' * 399_000}</p>"}))
    [(where, what)] = faults(sample)
    assert (where, what) == ("notebook", "it weighs 2.8 MB: wanted at most 2.5 MB")


def test_overweight_output(sample, faults, add, shown):
    add(sample, "code", "page", output=shown({"text/html": "x" * 400_001}))
    [(where, what)] = faults(sample)
    assert where == "planted"
    assert "an output weighs 400 kB" in what
