"""GoogLeNet against Table 1, row by row, at full size without memory."""

import collections

import pytest
import torch
from torch.nn import functional

from lib.vision import (
    PRESETS,
    GoogLeNet,
    GoogLeNetConfig,
    InceptionWidths,
    auxiliary_loss,
    count_parameters,
    layer_table,
)

# Output size, parameters (times 1,024), operations (millions) as printed; None where the print contradicts its own row.
TABLE = {
    "stem.conv1": ((64, 112, 112), None, None),
    "stem.pool1": ((64, 56, 56), 0, 0),
    "stem.conv2": ((192, 56, 56), 112, 360),
    "stem.pool2": ((192, 28, 28), 0, 0),
    "inception3a": ((256, 28, 28), 159, 128),
    "inception3b": ((480, 28, 28), 380, 304),
    "pool3": ((480, 14, 14), 0, 0),
    "inception4a": ((512, 14, 14), 364, 73),
    "inception4b": ((512, 14, 14), 437, 88),
    "inception4c": ((512, 14, 14), None, 100),
    "inception4d": ((528, 14, 14), 580, 119),
    "inception4e": ((832, 14, 14), 840, 170),
    "pool4": ((832, 7, 7), 0, 0),
    "inception5a": ((832, 7, 7), None, None),
    "inception5b": ((1024, 7, 7), 1388, 71),
}
# What the widths of a row give where the print says otherwise: (2.7, 34), (463, 100), (1072, 54) there.
CONTRADICTED = {"stem.conv1": (9.2, 118), "inception4c": (497.5, 100), "inception5a": (1018, 51)}


@pytest.fixture(scope="module")
def full():
    with torch.device("meta"):
        return GoogLeNet(PRESETS["googlenet-auxiliary"])


def measured(net):
    """Return (output shape of the block, weights / 1,024, multiply-adds / 1e6) by row of the table."""
    weights, work = collections.Counter(), collections.Counter()
    for row in layer_table(net, (3, 224, 224)):
        layer = net.get_submodule(row.name)
        parts = row.name.removeprefix("features.").split(".")
        name = ".".join(parts[:2]) if parts[0] == "stem" else parts[0]
        weights[name] += layer.weight.numel() if hasattr(layer, "weight") else 0
        work[name] += row.multiply_adds
    return weights, work


def test_rows(full):
    weights, work = measured(full)
    for name, (_, parameters, operations) in TABLE.items():
        if name in CONTRADICTED:
            parameters, operations = CONTRADICTED[name]
        assert weights[name] / 1024 == pytest.approx(parameters, rel=0.02), name
        assert work[name] / 1e6 == pytest.approx(operations, rel=0.01), name
    assert weights["head"] == 1000 * 1024  # "1000K"


def test_output_sizes(full):
    x = torch.empty(1, 3, 224, 224, device="meta")
    for name, part in full.features.named_children():
        if name == "stem":
            for inner, layer in part.named_children():
                x = layer(x)
                if f"stem.{inner}" in TABLE:
                    assert tuple(x.shape[1:]) == TABLE[f"stem.{inner}"][0], inner
        else:
            x = part(x)
            assert tuple(x.shape[1:]) == TABLE[name][0], name


def test_auxiliary_heads(full):
    """Section 5: 4 x 4 x 512 and 4 x 4 x 528 after the pooling, 128 maps, 1,024 units, 70 percent dropout."""
    logits = full.forward_with_auxiliary(torch.empty(2, 3, 224, 224, device="meta"))
    assert [each.shape for each in logits] == [(2, 1000)] * 3
    assert [head[1].in_channels for head in full.auxiliary_heads] == [512, 528]
    for head in full.auxiliary_heads:
        assert head[0](torch.empty(1, 512, 14, 14, device="meta")).shape == (1, 512, 4, 4)
        assert (head[1].out_channels, head[4].in_features, head[4].out_features, head[6].p) == (128, 2048, 1024, 0.7)
    with torch.device("meta"):
        plain = count_parameters(GoogLeNet())
    assert plain == 6_998_552
    assert count_parameters(full) > plain


def test_main_head_is_the_same_with_and_without_looking_aside():
    widths = InceptionWidths(2, 2, 2, 2, 2, 2)
    config = GoogLeNetConfig(1, 112, 5, (4,), ((widths,), (widths,) * 4), auxiliary=True)
    net = GoogLeNet(config, generator=torch.Generator().manual_seed(0)).eval()
    x = torch.randn(2, 1, 56, 56)  # 56, 28 and 14 pixels: what the auxiliary heads take
    with torch.no_grad():
        main, *others = net.forward_with_auxiliary(x)
        torch.testing.assert_close(main, net(x))
    assert [each.shape for each in others] == [(2, 5), (2, 5)]
    plain = GoogLeNet(PRESETS["googlenet-28x28"]).eval()
    assert len(plain.forward_with_auxiliary(torch.zeros(1, 1, 28, 28))) == 1
    with pytest.raises(ValueError, match=r"x must have shape \(batch, 1, height, width\), got \(1, 28, 28\)"):
        plain.forward_with_auxiliary(torch.zeros(1, 28, 28))


def test_auxiliary_loss():
    logits, y = tuple(torch.randn(3, 4, 5)), torch.tensor([0, 1, 4, 2])
    parts = [functional.cross_entropy(each, y) for each in logits]
    torch.testing.assert_close(auxiliary_loss(logits, y), parts[0] + 0.3 * (parts[1] + parts[2]))
    torch.testing.assert_close(auxiliary_loss(logits[:1], y), parts[0])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"stem": (4, 4)}, ValueError, "stem must hold 1 or 3 integers, got 2"),
        ({"stem": (0,)}, ValueError, "stem must be >= 1, got 0"),
        ({"stages": ()}, ValueError, r"stages must hold at least 1 stage, each of at least 1 block, got \(\)"),
        ({"stages": (((1, 2, 3),),)}, ValueError, "stages must hold 6 integers, got 3"),
        (
            {"stages": ((InceptionWidths(1, 1, 1, 1, 1, 1),),), "auxiliary": True},
            ValueError,
            "auxiliary must be False unless the second stage has at least 4 blocks, got True",
        ),
        ({"auxiliary": 1}, TypeError, "auxiliary must be True or False, got 1"),
        ({"dropout": 1}, ValueError, "dropout must be >= 0 and < 1, got 1"),
    ],
)
def test_fields_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        GoogLeNetConfig(**options)
