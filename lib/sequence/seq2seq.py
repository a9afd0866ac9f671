"""Encoder-decoder: one network reads the source into a fixed state, another writes the target from it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from lib.basics import check_integer, check_real
from lib.sequence.cell import State
from lib.sequence.drawing import drawn_embedding, drawn_linear
from lib.sequence.masks import lengths_of
from lib.sequence.recurrent import Recurrent
from lib.sequence.seq2seq_config import Seq2SeqConfig
from lib.train import check_ids, evaluation_mode, own_generator


def shift_right(target: Tensor, bos_id: int) -> Tensor:
    """Return what the decoder reads: the start token, then the target without its last token.

    Parameters
    ----------
    target : Tensor of int64, shape (batch, time)
    bos_id : int
        The start token.

    Returns
    -------
    Tensor of int64, shape (batch, time)

    Raises
    ------
    ValueError
        If the target is no batch of sequences.

    Notes
    -----
    At step t the decoder reads token t - 1 of the target and predicts token t. There is nothing before the first token:
    the start token stands there.
    Chapter: chapters/08_recurrent.ipynb

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import shift_right
    >>> shift_right(torch.tensor([[7, 8, 9, 2]]), bos_id=1)
    tensor([[1, 7, 8, 9]])
    """
    if target.ndim != 2:
        raise ValueError(f"target must have shape (batch, time), got {tuple(target.shape)}")
    return torch.cat([torch.full_like(target[:, :1], bos_id), target[:, :-1]], dim=1)


def _reversed(ids: Tensor, mask: Tensor | None) -> Tensor:
    """Turn each row's real tokens round; padding stays at the end."""
    if mask is None:
        return ids.flip(1)
    lengths = lengths_of(mask, (ids.shape[0], ids.shape[1]))[:, None]  # (batch, 1)
    positions = torch.arange(ids.shape[1], device=ids.device)  # (time,)
    return ids.gather(1, torch.where(mask, lengths - 1 - positions, positions))


class Seq2Seq(nn.Module):
    r"""Write a target sequence after reading a source sequence.

    .. math::
        C = h^\mathrm{enc}_{T_x}, \qquad
        p(y_t \mid y_{<t}, x) = \mathrm{softmax}(V h^\mathrm{dec}_t + b), \qquad
        h^\mathrm{dec}_t = f(h^\mathrm{dec}_{t-1}, y_{t-1} [, C])

    Parameters
    ----------
    config : Seq2SeqConfig
    generator : torch.Generator, optional
        Draws the initial weights; a new one with fresh entropy if not given.

    Notes
    -----
    Whatever the length of the source, all that reaches the decoder is a state of fixed size. Left out of Cho et al.:
    the maxout layer, which sees C and y once more, before the softmax; of Sutskever et al.: beam search, the ensemble.
    Dropout in training draws from torch's global generator, as ``torch.nn`` does.
    Chapter: chapters/08_recurrent.ipynb

    References
    ----------
    Cho et al. (2014), *Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation*,
    section 2.2; Sutskever, Vinyals and Le (2014), *Sequence to Sequence Learning with Neural Networks*, section 2;
    Bengio, Vinyals, Jaitly and Shazeer (2015), *Scheduled Sampling for Sequence Prediction with Recurrent Neural
    Networks* (``teacher_forcing`` below 1).

    Examples
    --------
    >>> import torch
    >>> from lib.sequence import Seq2Seq, Seq2SeqConfig
    >>> model = Seq2Seq(Seq2SeqConfig(source_vocab_size=9, target_vocab_size=7, hidden_size=8))
    >>> source, target = torch.tensor([[3, 4, 5]]), torch.tensor([[3, 6, 4, 2]])
    >>> model(source, target).shape
    torch.Size([1, 4, 7])
    """

    def __init__(self, config: Seq2SeqConfig, *, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.config = config
        draw, width, hidden = own_generator(generator), config.d_embedding, config.hidden_size
        self.source_embedding = drawn_embedding(config.source_vocab_size, width, draw)
        self.target_embedding = drawn_embedding(config.target_vocab_size, width, draw)
        self.encoder = Recurrent(config.recurrent(), generator=draw)
        every_step = config.context == "every_step"
        layers = config.recurrent(input_size=width + hidden if every_step else width)
        self.decoder = Recurrent(layers, generator=draw)
        # Cho et al., appendix A.1.2: the decoder's first h is tanh(V C), here one V for each layer.
        self.bridge = drawn_linear(hidden, config.n_layers * hidden, draw, bias=False) if every_step else None
        self.head = drawn_linear(hidden, config.target_vocab_size, draw)

    def encode(self, source: Tensor, source_mask: Tensor | None = None) -> tuple[Tensor, State]:
        """Read the source.

        Parameters
        ----------
        source : Tensor of int64, shape (batch, source_time)
        source_mask : Tensor of bool, shape (batch, source_time), optional
            True = real token; all are real if not given.

        Returns
        -------
        context : Tensor, shape (batch, hidden_size)
            C: the last layer's h after the last real token.
        state : Tensor or tuple of two Tensors, shape (n_layers, batch, hidden_size)
            Where the decoder starts.
        """
        check_ids("source", source, self.config.source_vocab_size)
        if self.config.reverse_source:
            source = _reversed(source, source_mask)
        x = functional.dropout(self.source_embedding(source), self.config.dropout, self.training)
        _, state = self.encoder(x, mask=source_mask)
        context = (state[0] if isinstance(state, tuple) else state)[-1]  # (batch, hidden_size)
        if self.bridge is not None:
            h = torch.tanh(self.bridge(context)).unflatten(1, (self.config.n_layers, -1)).transpose(0, 1).contiguous()
            state = (h, torch.zeros_like(h)) if isinstance(state, tuple) else h  # (n_layers, batch, hidden_size)
        return context, state

    def decode(self, ids: Tensor, state: State, context: Tensor) -> tuple[Tensor, State]:
        """Read target tokens and return the logits of the token after each.

        Parameters
        ----------
        ids : Tensor of int64, shape (batch, time)
            What the decoder reads: the start token first.
        state : Tensor or tuple of two Tensors, shape (n_layers, batch, hidden_size)
        context : Tensor, shape (batch, hidden_size)
            C of `encode`; read only with ``context="every_step"``.

        Returns
        -------
        logits : Tensor, shape (batch, time, target_vocab_size)
        state : Tensor or tuple of two Tensors, shape (n_layers, batch, hidden_size)
        """
        x = functional.dropout(
            self.target_embedding(ids), self.config.dropout, self.training
        )  # (batch, time, d_embedding)
        if self.config.context == "every_step":
            at_every_step = context[:, None].expand(-1, ids.shape[1], -1)
            x = torch.cat([x, at_every_step], dim=2)  # (batch, time, d_embedding + hidden_size)
        h, state = self.decoder(x, state)
        return self.head(functional.dropout(h, self.config.dropout, self.training)), state

    def forward(
        self,
        source: Tensor,
        target: Tensor,
        source_mask: Tensor | None = None,
        *,
        teacher_forcing: float = 1.0,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Return the logits of each target token.

        Parameters
        ----------
        source : Tensor of int64, shape (batch, source_time)
        target : Tensor of int64, shape (batch, time)
            Ends with ``eos_id``, then padding; without the start token, which is put before it here.
        source_mask : Tensor of bool, shape (batch, source_time), optional
            True = real token; all are real if not given.
        teacher_forcing : float, default 1.0
            Chance, at each step and for each sequence, that the decoder reads the true token before; otherwise it reads
            the one it held likeliest itself.
        generator : torch.Generator, optional
            Draws these chances; a new one with fresh entropy if not given.

        Returns
        -------
        Tensor, shape (batch, time, target_vocab_size)

        Raises
        ------
        TypeError, ValueError
            If an argument has a wrong shape or is out of range.

        Notes
        -----
        With ``teacher_forcing=1`` all steps go through the decoder in one call; below 1 they wait for one another. No
        gradient flows through a token the decoder chose.
        """
        forced = check_real("teacher_forcing", teacher_forcing, low=0, high=1)
        check_ids("target", target, self.config.target_vocab_size)
        if len(source) != len(target):
            raise ValueError(f"source and target must have the same batch size, got {len(source)} and {len(target)}")
        ids = shift_right(target, self.config.bos_id)  # (batch, time)
        context, state = self.encode(source, source_mask)
        if forced == 1:
            return self.decode(ids, state, context)[0]
        draw, logits, read = own_generator(generator), [], ids[:, :1]
        for t in range(ids.shape[1]):
            one, state = self.decode(read, state, context)
            logits.append(one)
            if t + 1 < ids.shape[1]:
                is_true = torch.rand(len(ids), 1, generator=draw, device=draw.device).to(ids.device) < forced
                read = torch.where(is_true, ids[:, t + 1 : t + 2], one.argmax(dim=-1))  # (batch, 1)
        return torch.cat(logits, dim=1)  # (batch, time, target_vocab_size)

    @torch.no_grad()
    def generate(self, source: Tensor, source_mask: Tensor | None = None, *, n: int) -> Tensor:
        """Write the likeliest token, read it, write the next, until every sequence has ended.

        Parameters
        ----------
        source : Tensor of int64, shape (batch, source_time)
        source_mask : Tensor of bool, shape (batch, source_time), optional
        n : int
            Most tokens to write.

        Returns
        -------
        Tensor of int64, shape (batch, time)
            With time at most ``n``; each row ends with ``eos_id``, if it got that far, and then ``pad_id``.

        Raises
        ------
        TypeError, ValueError
            If an argument has a wrong shape or is out of range.
        """
        check_integer("n", n, low=1)
        config, written = self.config, []
        with evaluation_mode(self):
            context, state = self.encode(source, source_mask)
            read = torch.full_like(source[:, :1], config.bos_id)  # (batch, 1)
            ended = torch.zeros_like(read, dtype=torch.bool)
            for _ in range(n):
                logits, state = self.decode(read, state, context)
                read = logits.argmax(dim=-1).masked_fill(ended, config.pad_id)  # (batch, 1)
                written.append(read)
                ended = ended | (read == config.eos_id)
                if bool(ended.all()):
                    break
        return torch.cat(written, dim=1)  # (batch, time)
