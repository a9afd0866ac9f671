"""How to call everything random on torch with a seed, for `test_torch_randomness`."""

import dataclasses

import torch
from torch.nn import functional

from lib.sequence import (
    CharLM,
    CharLMConfig,
    GRUCell,
    LSTMCell,
    ReaderConfig,
    RecurrentConfig,
    Seq2Seq,
    Seq2SeqConfig,
    TaggerConfig,
)
from lib.train import fit
from lib.transformer import (
    EncoderDecoder,
    EncoderDecoderConfig,
    FeedForward,
    LearnedPositions,
    TransformerConfig,
    TransformerLM,
    TransformerLMConfig,
    ViTConfig,
)
from lib.vision import PRESETS, VGG, AlexNet, LeNet, LeNet5, LeNet5Config, LeNetConfig


def generator(seed):
    """Return a seed's generator, or None for none."""
    return None if seed is None else torch.Generator().manual_seed(seed)


def arrays(result):
    """Return tensors, or a model's whole state, as arrays."""
    if isinstance(result, torch.nn.Module):
        result = result.state_dict().values()
    if isinstance(result, torch.Tensor):
        result = [result]
    return [each.detach().numpy().copy() for each in result]


def net(preset):
    """Return the way to call a network: with the small preset of this name."""
    return lambda thing, seed: arrays(thing(PRESETS[preset], generator=generator(seed)))


def model_of(config):
    """Return the way to call a model of sequences."""
    return lambda thing, seed: arrays(thing(config, generator=generator(seed)))


def task(*sizes):
    """Return the way to call a task."""
    return lambda thing, seed: arrays(thing(*sizes, generator=generator(seed)))


def cell(thing, seed):
    return arrays(thing(3, 4, generator=generator(seed)))


def drawn_anew(config, model):
    """Return the way to call a method that draws a model's parameters, whatever they were before."""

    def call(method, seed):
        made = model(config) if config is not None else model(3, 4)
        method(made, generator(seed))
        return arrays(made)

    return call


def _he_weights(thing, seed):
    layers = torch.nn.Sequential(torch.nn.utils.skip_init(torch.nn.Linear, 4, 3), torch.nn.ReLU())
    thing(layers, generator(seed))
    return arrays(layers)


def _batches(thing, seed):
    def noisy(x, generator):
        return (x + torch.rand(len(x), generator=generator),)

    batches = thing((torch.arange(12.0),), 4, transform=noisy, generator=generator(seed))
    return [arrays(batches.next_batch()) for _ in range(2 * len(batches))]


def _run(thing, seed):
    """Train with the configuration's seed: the order of the examples and dropout's masks are drawn from it."""
    model = torch.nn.utils.skip_init(torch.nn.Linear, 3, 1)
    torch.nn.init.ones_(model.weight)
    torch.nn.init.zeros_(model.bias)
    X = torch.arange(30.0).view(10, 3) / 30

    def loss(model, x, y):
        return (model(functional.dropout(x)) - y).square().mean()

    config = thing(n_epochs=2, batch_size=3, optimizer="sgd", lr=0.1, seed=seed)
    history = fit(model, (X, X.sum(dim=1, keepdim=True)), loss, config, device="cpu")
    return [*arrays(model), list(history.loss)]


def _generate(method, seed):
    model = CharLM(CharLMConfig(vocab_size=9, hidden_size=4, d_embedding=3), generator=generator(0))
    return arrays(method(model, torch.zeros(2, 1, dtype=torch.int64), 12, generator=generator(seed)))


SOURCE_TARGET = Seq2SeqConfig(source_vocab_size=8, target_vocab_size=9, d_embedding=3, hidden_size=4)


def _half_forced(method, seed):
    model = Seq2Seq(SOURCE_TARGET, generator=generator(0))
    ids = torch.arange(24).view(3, 8) % 8
    return arrays(method(model, ids, ids, teacher_forcing=0.5, generator=generator(seed)))


BLOCKS = {"d_model": 8, "n_heads": 2, "d_ff": 8, "n_layers": 1, "context_length": 16, "positions": "learned"}
STACK = TransformerConfig(**BLOCKS)
WRITER = TransformerLMConfig(vocab_size=9, **BLOCKS)
TRANSLATOR = EncoderDecoderConfig(source_vocab_size=8, target_vocab_size=9, **BLOCKS)
START = torch.zeros(2, 1, dtype=torch.int64)


def _writes(method, seed):
    return arrays(method(TransformerLM(WRITER, generator=generator(0)), START, 12, generator=generator(seed)))


def _translates(method, seed):
    model = EncoderDecoder(TRANSLATOR, generator=generator(0))
    return arrays(method(model, START, n=12, temperature=1.0, generator=generator(seed)))


def _weights_drawn(*arguments):
    def call(draw, seed):
        layer = FeedForward(4, 4, generator=generator(0))
        draw(layer, *arguments, generator=generator(seed))
        return arrays(layer)

    return call


WIDTHS = {"d_embedding": 3, "hidden_size": 4}
# A second draw on top of the first: weights of a fixed deviation, Xavier's rule.
ALEXNET = dataclasses.replace(PRESETS["alexnet-28x28"], weight_std=0.01)
SIGMOID = PRESETS["lenet-sigmoid-28x28"]
CODES = LeNet5Config(n_classes=9, codes="random")

# How to call what takes a seed: name -> function of (thing, seed) that returns everything random about it.
CALLS = {
    "AlexNet": lambda thing, seed: arrays(thing(ALEXNET, generator=generator(seed))),
    "AlexNet.reset_parameters": drawn_anew(ALEXNET, AlexNet),
    "Attention": lambda thing, seed: arrays(thing(8, 2, generator=generator(seed))),
    "Batches": _batches,
    "Block": model_of(STACK),
    "Cell.reset_parameters": drawn_anew(None, GRUCell),
    "CharLM": model_of(CharLMConfig(vocab_size=9, **WIDTHS)),
    "CharLM.generate": _generate,
    "Decoder": model_of(STACK),
    "EfficientNetLite": net("efficientnet-lite-28x28"),
    "Encoder": model_of(STACK),
    "EncoderDecoder": model_of(TRANSLATOR),
    "EncoderDecoder.generate": _translates,
    "FeedForward": lambda thing, seed: arrays(thing(8, 8, generator=generator(seed))),
    "GRUCell": cell,
    "GoogLeNet": net("googlenet-28x28"),
    "ImageClassifier.draw_parameters": drawn_anew(LeNetConfig(), LeNet),
    "ImageClassifier.reset_parameters": drawn_anew(PRESETS["vgg-28x28"], VGG),
    "LSTMCell": cell,
    "LSTMCell.reset_parameters": drawn_anew(None, LSTMCell),
    "LeNet": lambda thing, seed: arrays(thing(SIGMOID, generator=generator(seed))),
    "LeNet.reset_parameters": drawn_anew(SIGMOID, LeNet),
    "LeNet5": lambda thing, seed: arrays(thing(CODES, generator=generator(seed))),
    "LeNet5.reset_parameters": drawn_anew(CODES, LeNet5),
    "LearnedPositions": cell,
    "LearnedPositions.reset_parameters": drawn_anew(None, LearnedPositions),
    "MixtureOfExperts": lambda thing, seed: arrays(thing(4, 4, 3, generator=generator(seed))),
    "NiN": net("nin-28x28"),
    "PatchEmbedding": lambda thing, seed: arrays(thing(2, 1, 4, generator=generator(seed))),
    "RNNCell": cell,
    "Reader": model_of(ReaderConfig(n_outputs=2, vocab_size=5, **WIDTHS)),
    "Recurrent": model_of(RecurrentConfig("gru", 3, 4, n_layers=2, bidirectional=True)),
    "ResNet": net("resnet-28x28"),
    "SeparableNet": net("separable-28x28"),
    "Seq2Seq": model_of(SOURCE_TARGET),
    "Seq2Seq.forward": _half_forced,
    "Tagger": model_of(TaggerConfig(vocab_size=5, n_tags=3, **WIDTHS)),
    "TokenEmbedding": lambda thing, seed: arrays(thing(9, STACK, generator=generator(seed))),
    "TopKRouter": cell,
    "TrainConfig": _run,
    "TransformerLM": model_of(WRITER),
    "TransformerLM.generate": _writes,
    "VGG": net("vgg-28x28"),
    "ViT": model_of(ViTConfig(d_model=8, n_heads=2, d_ff=8, n_layers=1)),
    "adding_task": task(3, 10),
    "copy_task": task(3, 5, 2),
    "create_model": lambda thing, seed: arrays(thing("lenet-28x28", generator=generator(seed))),
    "draw_glorot_weights": _weights_drawn(),
    "draw_gpt_weights": _weights_drawn(2),
    "draw_he_weights": _he_weights,
    "draw_ids": lambda thing, seed: arrays(thing(torch.zeros(20, 9), generator=generator(seed))),
    "generate": _writes,
    "neighbour_task": task(3, 10),
    "order_task": task(4, 10),
    "own_generator": lambda thing, seed: arrays(torch.rand(5, generator=thing(generator(seed)))),
    "reversal_task": task(3, 4, 9),
    "sample_ids": lambda thing, seed: arrays(thing(torch.zeros(20, 9), generator=generator(seed))),
}
