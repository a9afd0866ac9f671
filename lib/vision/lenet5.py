"""LeNet-5 as it was published: 60,000 trained parameters, 340,908 connections."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lib.basics import check_choice, check_integer, check_real
from lib.vision import lenet5_layers as layers
from lib.vision.classifier import ImageClassifier
from lib.vision.config_checks import check_image_fields
from lib.vision.counting import layer_table


@dataclass(frozen=True)
class LeNet5Config:
    """Describe a `LeNet5`.

    Parameters
    ----------
    in_channels, image_size, n_classes : int
        Channels of an image, its height and width, number of classes. With the padding on both sides an image must
        have 32 pixels.
    padding : int
        Pixels of background put around the image.
    background : float
        Their value.
    codes : {"digits", "random"}
        What the last hidden layer should show for each class: a picture of the digit, or signs drawn at random.

    Raises
    ------
    TypeError, ValueError
        If a field is of a wrong kind or out of range, or the digits are not ten.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    Examples
    --------
    >>> from lib.vision import LeNet5Config
    >>> LeNet5Config(image_size=28, padding=2).padding
    2
    """

    in_channels: int = 1  # 1 grey, 3 colour
    image_size: int = 32  # pixels, height and width
    n_classes: int = 10
    padding: int = 0  # pixels on each side
    background: float = -0.1  # value of a pixel of the padding; the paper's white
    codes: str = "digits"  # "digits" or "random"

    def __post_init__(self) -> None:
        check_image_fields(self)
        check_integer("padding", self.padding, low=0)
        check_real("background", self.background)
        check_choice("codes", self.codes, ("digits", "random"))
        if self.image_size + 2 * self.padding != 32:
            raise ValueError(
                f"image_size + 2 * padding must be 32, got {self.image_size} + 2 * {self.padding} ="
                f" {self.image_size + 2 * self.padding}"
            )
        if self.codes == "digits" and self.n_classes != 10:
            raise ValueError(f'n_classes must be 10 for codes "digits", got {self.n_classes}; take codes "random"')


class LeNet5(ImageClassifier):
    r"""The network of 1998 for handwritten digits, layer by layer: C1 S2 C3 S4 C5 F6 and distances to ten pictures.

    .. math:: y_i = \sum_{j=1}^{84} (x_j - w_{ij})^2

    Parameters
    ----------
    config : LeNet5Config, optional
    generator : torch.Generator, optional
        Draws the weights (and random codes); a new one with fresh entropy if not given.

    Notes
    -----
    ``forward`` returns :math:`-y_i`, so that the largest value names the class as in every other network, and the cross
    entropy of it is the paper's eq. 9 for large ``j`` (`lenet5_loss` has ``j``); `penalties` returns :math:`y_i`
    itself. The paper's pixels are -0.1 for paper and 1.175 for ink, so that mean and variance are about 0 and 1. The
    pictures of digits are this book's own; the second-order learning rule of the paper is left out.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*, section II.B,
    Fig. 2, Table I and appendix A.

    Examples
    --------
    >>> from lib.vision import LeNet5, count_parameters
    >>> net = LeNet5()
    >>> count_parameters(net), sum(net.connections().values())
    (60000, 340908)
    """

    any_size = False

    def __init__(self, config: LeNet5Config | None = None, *, generator: torch.Generator | None = None) -> None:
        config = config or LeNet5Config()
        super().__init__(config)
        with torch.device("meta"):
            self.features = nn.Sequential(
                OrderedDict(
                    border=nn.ConstantPad2d(config.padding, config.background),  # (batch, 1, 32, 32)
                    c1=nn.Conv2d(config.in_channels, 6, 5),  # (batch, 6, 28, 28)
                    squash1=layers.ScaledTanh(),
                    s2=layers.Subsampling(6),  # (batch, 6, 14, 14)
                    squash2=layers.ScaledTanh(),
                    c3=layers.PartlyConnectedConv2d(6, layers.TABLE_1, 5),  # (batch, 16, 10, 10)
                    squash3=layers.ScaledTanh(),
                    s4=layers.Subsampling(16),  # (batch, 16, 5, 5)
                    squash4=layers.ScaledTanh(),
                    c5=nn.Conv2d(16, 120, 5),  # (batch, 120, 1, 1)
                    squash5=layers.ScaledTanh(),
                )
            )
            self.head = nn.Sequential(
                OrderedDict(
                    flatten=nn.Flatten(),  # (batch, 120)
                    f6=nn.Linear(120, 84),
                    squash6=layers.ScaledTanh(),
                    output=layers.DistanceToCodes(config.n_classes, 84, config.codes),  # (batch, 10)
                )
            )
        self.draw_parameters(generator)

    def reset_parameters(self, generator: torch.Generator | None = None) -> None:
        """Draw all weights uniformly between plus and minus 2.4 / (inputs of the unit), as in appendix A."""
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                layers.draw_by_fan_in(layer, generator)
            elif isinstance(layer, layers.Subsampling | layers.PartlyConnectedConv2d | layers.DistanceToCodes):
                layer.reset_parameters(generator)

    def penalties(self, x: Tensor) -> Tensor:
        """Return how far the last hidden layer is from the code of each class, squared.

        Parameters
        ----------
        x : Tensor, shape (batch, in_channels, image_size, image_size)

        Returns
        -------
        Tensor, shape (batch, n_classes)
            The smallest names the class.
        """
        return super().forward(x)

    def forward(self, x: Tensor) -> Tensor:
        """Return minus the penalties, shape (batch, n_classes), for x of shape (batch, in_channels, size, size)."""
        return -self.penalties(x)

    def connections(self) -> dict[str, int]:
        """Count the connections of each layer as the paper does: one for each input and each bias of every unit.

        Returns
        -------
        dict of str to int
        """
        counts = {}
        for row in layer_table(self, (self.config.in_channels, self.config.image_size, self.config.image_size)):
            layer = self.get_submodule(row.name)
            if isinstance(layer, layers.Subsampling):
                counts[row.name.split(".")[1]] = layer.connections((1, *row.output_shape))
            elif row.multiply_adds:
                biases = torch.Size(row.output_shape).numel() if row.parameters else 0
                counts[row.name.split(".")[1]] = row.multiply_adds + biases
        return counts


def lenet5_loss(penalties: Tensor, y: Tensor, j: float = 1.0) -> Tensor:
    r"""Pull the penalty of the right class down and push those of the others up.

    .. math:: E = \frac{1}{P} \sum_p \Bigl( y_{D^p} + \log \bigl( e^{-j} + \sum_i e^{-y_i} \bigr) \Bigr)

    Parameters
    ----------
    penalties : Tensor, shape (batch, n_classes)
        Of `LeNet5.penalties`.
    y : Tensor of int64, shape (batch,)
        Class numbers.
    j : float, default 1.0
        Keeps penalties that are large already from being pushed further; the paper names no value.

    Returns
    -------
    Tensor, shape ()
        In nats per image; may be as low as ``-j``.

    Notes
    -----
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), eq. 9.

    Examples
    --------
    >>> import torch
    >>> from lib.vision import lenet5_loss
    >>> print(f"{lenet5_loss(torch.tensor([[0.0, 50.0]]), torch.tensor([0]), j=2.0).item():.4f}")
    0.1269
    """
    right = penalties.gather(1, y[:, None])[:, 0]  # (batch,)
    rubbish = penalties.new_full((len(penalties), 1), -j)
    return (right + torch.cat([rubbish, -penalties], dim=1).logsumexp(dim=1)).mean()


PRESETS = {
    "lenet5": LeNet5Config(),
    "lenet5-28x28": LeNet5Config(image_size=28, padding=2),
    "lenet5-32x32": LeNet5Config(in_channels=3, codes="random"),
}
