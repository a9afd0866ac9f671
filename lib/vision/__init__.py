"""Vision: the convolutional networks of the papers and small ones of their kind, on torch; what they cost and see.

Every network is an `ImageClassifier`: ``features`` turns images into maps, ``head`` turns maps into logits, and each is
described by a frozen configuration. `PRESETS` names them, `create_model` makes one.
"""

from lib.vision.alexnet import AlexNet, AlexNetConfig
from lib.vision.classifier import ImageClassifier
from lib.vision.counting import LayerRow, LayerTable, count_multiply_adds, count_parameters, layer_table
from lib.vision.efficientnet_lite import EfficientNetLite, EfficientNetLiteConfig, MBConv, MBConvStage, SameConv2d
from lib.vision.googlenet import GoogLeNet, GoogLeNetConfig, auxiliary_loss
from lib.vision.imagenet import class_names, load_published, preprocess
from lib.vision.inception import Inception, InceptionWidths
from lib.vision.initialisation import draw_he_weights
from lib.vision.lenet import LeNet, LeNetConfig
from lib.vision.lenet5 import LeNet5, LeNet5Config, lenet5_loss
from lib.vision.nin import NiN, NiNBlock, NiNConfig
from lib.vision.presets import PRESETS, create_model
from lib.vision.receptive_field import EffectiveField, FieldBox, effective_receptive_field, receptive_field
from lib.vision.residual_blocks import ResidualBlock
from lib.vision.resnet import ResNet, ResNetConfig, cifar_resnet_config
from lib.vision.separable import SeparableNet, SeparableNetConfig
from lib.vision.vgg import VGG, VGGConfig

__all__ = [
    "PRESETS",
    "VGG",
    "AlexNet",
    "AlexNetConfig",
    "EffectiveField",
    "EfficientNetLite",
    "EfficientNetLiteConfig",
    "FieldBox",
    "GoogLeNet",
    "GoogLeNetConfig",
    "ImageClassifier",
    "Inception",
    "InceptionWidths",
    "LayerRow",
    "LayerTable",
    "LeNet",
    "LeNet5",
    "LeNet5Config",
    "LeNetConfig",
    "MBConv",
    "MBConvStage",
    "NiN",
    "NiNBlock",
    "NiNConfig",
    "ResNet",
    "ResNetConfig",
    "ResidualBlock",
    "SameConv2d",
    "SeparableNet",
    "SeparableNetConfig",
    "VGGConfig",
    "auxiliary_loss",
    "cifar_resnet_config",
    "class_names",
    "count_multiply_adds",
    "count_parameters",
    "create_model",
    "draw_he_weights",
    "effective_receptive_field",
    "layer_table",
    "lenet5_loss",
    "load_published",
    "preprocess",
    "receptive_field",
]
