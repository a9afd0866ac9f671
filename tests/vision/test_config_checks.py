"""What every configuration refuses, each with its words."""

import dataclasses

import pytest

from lib.vision import PRESETS
from lib.vision.config_checks import check_dropout, check_image_fields, check_lengths


@dataclasses.dataclass
class Fields:
    in_channels: object = 3
    image_size: object = 32
    n_classes: object = 10


def test_good_fields_pass():
    check_image_fields(Fields())
    check_lengths("stages", (1, 2, 3))
    check_lengths("stages", [4], 1)
    check_dropout(0.0)


@pytest.mark.parametrize("field", ["in_channels", "image_size", "n_classes"])
def test_image_fields_are_positive_integers(field):
    with pytest.raises(ValueError, match=f"{field} must be >= 1, got 0"):
        check_image_fields(Fields(**{field: 0}))
    with pytest.raises(TypeError, match=f"{field} must be an integer, got float"):
        check_image_fields(Fields(**{field: 2.0}))


def test_least_size():
    with pytest.raises(ValueError, match="image_size must be >= 33, got 32"):
        check_image_fields(Fields(), least_size=33)


def test_lengths():
    with pytest.raises(ValueError, match="channels must hold at least 1 integers, got 0"):
        check_lengths("channels", ())
    with pytest.raises(ValueError, match="channels must hold 2 integers, got 3"):
        check_lengths("channels", (1, 2, 3), 2)
    with pytest.raises(ValueError, match="channels must be >= 1, got 0"):
        check_lengths("channels", (1, 0))


def test_dropout():
    with pytest.raises(ValueError, match="dropout must be >= 0 and < 1, got 1"):
        check_dropout(1)


@pytest.mark.parametrize(
    "config", {type(config): config for config in PRESETS.values()}.values(), ids=lambda config: type(config).__name__
)
def test_configurations_are_frozen_and_check_their_image_fields(config):
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.n_classes = 3
    with pytest.raises(ValueError, match="n_classes must be >= 1, got 0"):
        dataclasses.replace(config, n_classes=0)
    with pytest.raises(TypeError, match="in_channels must be an integer, got str"):
        dataclasses.replace(config, in_channels="3")
