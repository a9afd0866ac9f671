"""Batch normalisation: each feature gets mean 0 and variance 1 over the batch, then a scale and a shift of its own."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from lib.basics import check_integer, check_real
from lib.grad import Tensor, functional
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class _BatchNorm(Module):
    """Hold what the layers for rows, signals and pictures have in common: all but the axes of their input."""

    _axes: ClassVar[tuple[str, ...]]
    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        bias: bool = True,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        self.num_features = check_integer("num_features", num_features, low=1)
        check_real("eps", eps, low=0)
        self.eps = eps
        if momentum is not None:
            check_real("momentum", momentum, low=0, high=1)
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        self.register_parameter("weight", Parameter(np.ones(num_features, dtype)) if affine else None)
        self.register_parameter("bias", Parameter(np.zeros(num_features, dtype)) if affine and bias else None)
        tracked = track_running_stats
        self.register_buffer("running_mean", Tensor(np.zeros(num_features, dtype)) if tracked else None)
        self.register_buffer("running_var", Tensor(np.ones(num_features, dtype)) if tracked else None)
        self.register_buffer("num_batches_tracked", Tensor(np.zeros((), np.int64)) if tracked else None)

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of the shape of ``input``."""
        x = input if isinstance(input, Tensor) else Tensor(input)
        tails = [axes.partition("C")[2] for axes in self._axes]
        if x.ndim not in [len(axes.split()) for axes in self._axes] or x.shape[1] != self.num_features:
            shapes = " or ".join(f"(N, {self.num_features}{tail})" for tail in tails)
            raise ValueError(f"input must have shape {shapes}, got {x.shape}")
        share = self.momentum
        if self.training and self.num_batches_tracked is not None:
            self.num_batches_tracked.data += 1
            if share is None:
                share = 1 / self.num_batches_tracked.item()
        return functional.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            training=self.training or self.running_mean is None,
            momentum=share or 0.0,
            eps=self.eps,
        )

    def reset_running_stats(self) -> None:
        """Forget the running averages: mean 0, variance 1, no batches."""
        for buffer, value in ((self.running_mean, 0), (self.running_var, 1), (self.num_batches_tracked, 0)):
            if buffer is not None:
                buffer.fill_(value)

    def reset_parameters(self) -> None:
        """Set the scale to 1 and the shift to 0, and forget the running averages."""
        self.reset_running_stats()
        for parameter, value in ((self.weight, 1), (self.bias, 0)):
            if parameter is not None:
                parameter.data.fill(value)

    def extra_repr(self) -> str:
        """Return the layer's settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class BatchNorm1d(_BatchNorm):
    r"""Normalise each feature over the batch, then scale and shift it.

    .. math:: y = \gamma\,\frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} + \beta

    In training :math:`\mu_B` and :math:`\sigma_B^2` (divided by n) are those of the batch; running averages of the mean
    and of the **unbiased** variance are kept and used in evaluation.

    Parameters
    ----------
    num_features : int
        C, the number of features or channels.
    eps : float, default 1e-5
        :math:`\epsilon`: keeps a constant feature from being divided by 0.
    momentum : float or None, default 0.1
        Share of the new batch in the running averages, :math:`r \leftarrow (1 - m) r + m\,\mu_B`; None for the plain
        average over all batches so far. (Keras' momentum is :math:`1 - m`.)
    affine : bool, default True
        Whether :math:`\gamma` and :math:`\beta` exist; else they are 1 and 0.
    track_running_stats : bool, default True
        Whether running averages are kept; else evaluation uses the batch too.
    bias : bool, default True
        Whether :math:`\beta` exists.
    dtype : dtype, default float64

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
        :math:`\gamma` and :math:`\beta`.
    running_mean, running_var : Tensor, shape (num_features,), or None
        Buffers.
    num_batches_tracked : Tensor of int, shape (), or None
        Buffer.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    A bias in the layer before it has no effect: the mean takes it away again. Samples of a batch become dependent on
    each other, so a batch needs at least two values for each feature. The paper explained its success by less "internal
    covariate shift"; Santurkar et al. (2018) dispute that.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Ioffe and Szegedy (2015), *Batch Normalization*, algorithms 1 and 2; Santurkar, Tsipras, Ilyas and Madry (2018),
    *How Does Batch Normalization Help Optimization?*

    Examples
    --------
    >>> from lib.grad import Tensor
    >>> from lib.layers import BatchNorm1d
    >>> layer = BatchNorm1d(1)
    >>> layer(Tensor([[1.0], [3.0]])).data.round(3)
    array([[-1.],
           [ 1.]])
    >>> layer.running_mean.data, layer.running_var.data  # 0.9 * (0, 1) + 0.1 * (2, 2)
    (array([0.2]), array([1.1]))
    """

    _axes = ("N, C", "N, C, L")


class BatchNorm2d(_BatchNorm):
    r"""Normalise each channel of pictures over batch, rows and columns, then scale and shift it.

    As `BatchNorm1d`, for inputs of shape (N, C, H, W): a mean and a variance for each channel, from N x H x W numbers.

    Parameters
    ----------
    num_features : int
        C, the number of channels.
    eps : float, default 1e-5
    momentum : float or None, default 0.1
        Share of the new batch in the running averages; None for the plain average over all batches so far.
    affine : bool, default True
    track_running_stats : bool, default True
    bias : bool, default True
    dtype : dtype, default float64

    Attributes
    ----------
    weight, bias : Parameter, shape (num_features,), or None
    running_mean, running_var : Tensor, shape (num_features,), or None
        Buffers.
    num_batches_tracked : Tensor of int, shape (), or None
        Buffer.

    Raises
    ------
    TypeError, ValueError
        If a setting is of the wrong kind or out of range.

    Notes
    -----
    All places of a channel share one scale and one shift, as they share one filter.
    Chapter: chapters/07_convolutional.ipynb

    References
    ----------
    Ioffe and Szegedy (2015), *Batch Normalization*, section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.layers import BatchNorm2d
    >>> pictures = np.random.default_rng(0).normal(3.0, 2.0, size=(4, 2, 5, 5))
    >>> y = BatchNorm2d(2)(pictures).data
    >>> bool(np.allclose(y.mean(axis=(0, 2, 3)), 0)), bool(np.allclose(y.var(axis=(0, 2, 3)), 1, atol=1e-4))
    (True, True)
    """

    _axes = ("N, C, H, W",)
