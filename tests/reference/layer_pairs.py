"""One layer twice, from one text: ours and torch's, with the same numbers in them."""

import torch

import lib.layers


def drawn_pair(text, rng):
    """Return our layer and torch's, with the same drawn parameters and the same running averages."""
    ours, theirs = eval(text, {"nn": lib.layers}), eval(text, {"nn": torch.nn})
    for key, value in ours.state_dict().items():
        if value.dtype.kind == "f":
            value.data[...] = rng.random(value.shape) + 0.5 if "var" in key else rng.normal(size=value.shape)
    theirs.load_state_dict({key: torch.from_numpy(value.data.copy()) for key, value in ours.state_dict().items()})
    return ours, theirs
