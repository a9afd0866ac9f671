"""Embedding: a table with one trainable row for each of a fixed set of things, such as words."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lib.basics import as_rng, check_integer
from lib.grad import Tensor, functional
from lib.layers.module import Module
from lib.layers.parameter import Parameter


class Embedding(Module):
    """Look up rows of a table by integer.

    Parameters
    ----------
    num_embeddings : int
        Number of rows.
    embedding_dim : int
        Length of a row.
    padding_idx : int, optional
        A row that starts as zeros and gets no gradient; it may count from the end.
    rng : None, int or numpy.random.Generator, default None
        Draws the initial rows from the standard normal distribution.
    dtype : dtype, default float64

    Attributes
    ----------
    weight : Parameter, shape (num_embeddings, embedding_dim)

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer, or ``padding_idx`` names no row.

    Notes
    -----
    It is a `Linear` without bias on one-hot rows, without ever writing the zeros down; the gradient of a row is the sum
    over all places where it was looked up. Left out of torch's: ``max_norm``, ``scale_grad_by_freq`` and sparse
    gradients.
    Chapter: chapters/04_fully_connected.ipynb

    References
    ----------
    Bengio, Ducharme, Vincent and Jauvin (2003), *A Neural Probabilistic Language Model*, section 2.

    Examples
    --------
    >>> from lib.layers import Embedding
    >>> layer = Embedding(10, 3, padding_idx=0, rng=0)
    >>> layer([[2, 5, 0]]).shape
    (1, 3, 3)
    >>> layer([0]).data
    array([[0., 0., 0.]])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        super().__init__()
        n = self.num_embeddings = check_integer("num_embeddings", num_embeddings, low=1)
        self.embedding_dim = check_integer("embedding_dim", embedding_dim, low=1)
        if padding_idx is not None:
            padding_idx = check_integer("padding_idx", padding_idx, low=-n, high=n - 1) % n
        self.padding_idx = padding_idx
        self.weight = Parameter(np.empty((n, embedding_dim), dtype))
        self.reset_parameters(rng=rng)

    @classmethod
    def from_pretrained(cls, embeddings: Any, freeze: bool = True, padding_idx: int | None = None) -> Self:
        """Return a layer with a given table.

        Parameters
        ----------
        embeddings : Tensor or array_like, shape (num_embeddings, embedding_dim)
            Shared, not copied.
        freeze : bool, default True
            Whether the table is left as it is in training.
        padding_idx : int, optional

        Returns
        -------
        Embedding

        Raises
        ------
        ValueError
            If ``embeddings`` is not 2-D.
        """
        table = Parameter(embeddings, requires_grad=not freeze)
        if table.ndim != 2:
            raise ValueError(f"embeddings must have shape (num_embeddings, embedding_dim), got {table.shape}")
        n_rows, length = table.shape
        layer = cls(n_rows, length, padding_idx)
        layer.weight = table
        return layer

    def reset_parameters(self, *, rng: Any = None) -> None:
        """Draw the rows anew, as when the layer was made.

        Parameters
        ----------
        rng : None, int or numpy.random.Generator, default None
        """
        self.weight.data[...] = as_rng(rng).normal(size=self.weight.shape)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0

    def forward(self, input: Any) -> Tensor:
        """Return a Tensor of shape (..., embedding_dim) for integers of shape (...)."""
        return functional.embedding(input, self.weight, padding_idx=self.padding_idx)

    def extra_repr(self) -> str:
        """Return the table's size."""
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
