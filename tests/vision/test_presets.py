"""Presets by name: each builds, the small ones cost alike, an unknown name lists the known ones."""

import dataclasses

import pytest
import torch

from lib.vision import (
    PRESETS,
    ImageClassifier,
    alexnet,
    count_multiply_adds,
    create_model,
    efficientnet_lite,
    googlenet,
    layer_table,
    lenet,
    lenet5,
    nin,
    resnet,
    separable,
    vgg,
)

SMALL = [name for name in PRESETS if name.endswith(("28x28", "32x32"))]


@pytest.mark.parametrize("name", PRESETS)
def test_each_builds_and_names_as_many_classes_as_it_says(name):
    config = PRESETS[name]
    with torch.device("meta"):
        model = create_model(name)
    assert isinstance(model, ImageClassifier)
    assert model.config is config
    rows = layer_table(model, (config.in_channels, config.image_size, config.image_size)).rows
    assert rows[-1].output_shape == (config.n_classes,)


@pytest.mark.parametrize("name", SMALL)
def test_small_ones_say_their_size(name):
    config = PRESETS[name]
    size = int(name.rpartition("x")[2])
    assert (config.image_size, config.in_channels, config.n_classes) == (size, 1 if size == 28 else 3, 10)


@pytest.mark.parametrize("name", [name for name in SMALL if not name.startswith("lenet")])
def test_small_ones_cost_alike(name):
    config = PRESETS[name]
    work = count_multiply_adds(create_model(name), (config.in_channels, config.image_size, config.image_size))
    assert work == pytest.approx(2.5e6, rel=0.1)


def test_every_family_is_there_and_no_name_stands_twice():
    families = (lenet5, lenet, alexnet, vgg, nin, googlenet, resnet, separable, efficientnet_lite)
    assert len(PRESETS) == sum(len(family.PRESETS) for family in families)
    for family in families:
        assert {"28x28", "32x32"} <= {name.rpartition("-")[2] for name in family.PRESETS}


def test_a_changed_configuration_will_do():
    model = create_model(dataclasses.replace(PRESETS["vgg-32x32"], n_classes=9))
    assert model(torch.zeros(1, 3, 32, 32)).shape == (1, 9)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"preset must be one of 'lenet5', .*'resnet-110'.*, got 'lenet-1'"):
        create_model("lenet-1")


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match=r"preset must be a name or a configuration of lib\.vision, got dict"):
        create_model({"n_classes": 10})
