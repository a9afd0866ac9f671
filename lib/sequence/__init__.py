"""Recurrent networks on torch: cells with gates to watch, stacks, models of sequences, tasks that ask for memory."""

from lib.sequence.adding_task import adding_task
from lib.sequence.carried_loss import CarriedLoss
from lib.sequence.char_lm import CHAR_LM_PRESETS, CharLM, CharLMConfig
from lib.sequence.copy_task import copy_task
from lib.sequence.gates import forced_gates, record_gates
from lib.sequence.gru_cell import GRUCell
from lib.sequence.jacobian import JacobianProduct, jacobian_product
from lib.sequence.lstm_cell import LSTMCell
from lib.sequence.neighbour_task import neighbour_task
from lib.sequence.order_task import order_task
from lib.sequence.reader import READER_PRESETS, Reader, ReaderConfig
from lib.sequence.recurrent import Recurrent, detach_state
from lib.sequence.recurrent_config import RecurrentConfig
from lib.sequence.reversal_task import reversal_task
from lib.sequence.rnn_cell import RNNCell
from lib.sequence.sampling import sample_ids
from lib.sequence.seq2seq import Seq2Seq, shift_right
from lib.sequence.seq2seq_config import SEQ2SEQ_PRESETS, Seq2SeqConfig
from lib.sequence.streams import TextStreams
from lib.sequence.tagger import TAGGER_PRESETS, Tagger, TaggerConfig
from lib.sequence.token_loss import bits_per_character, token_loss

__all__ = [
    "CHAR_LM_PRESETS",
    "READER_PRESETS",
    "SEQ2SEQ_PRESETS",
    "TAGGER_PRESETS",
    "CarriedLoss",
    "CharLM",
    "CharLMConfig",
    "GRUCell",
    "JacobianProduct",
    "LSTMCell",
    "RNNCell",
    "Reader",
    "ReaderConfig",
    "Recurrent",
    "RecurrentConfig",
    "Seq2Seq",
    "Seq2SeqConfig",
    "Tagger",
    "TaggerConfig",
    "TextStreams",
    "adding_task",
    "bits_per_character",
    "copy_task",
    "detach_state",
    "forced_gates",
    "jacobian_product",
    "neighbour_task",
    "order_task",
    "record_gates",
    "reversal_task",
    "sample_ids",
    "shift_right",
    "token_loss",
]
