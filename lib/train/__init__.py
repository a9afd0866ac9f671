"""Training of torch models: one loop with its batches, schedules, checkpoints and history, used from chapter 07 on.

``fit`` trains any module under any loss from a ``TrainConfig`` and returns a ``History``. A run that is
killed goes on from its last checkpoint and ends with the same bits as one that was not. Global seeds are not touched.
"""

from lib.train.batches import Batches
from lib.train.checkpoint import Checkpoint, CheckpointError, Checkpoints
from lib.train.collate import collate_padded, collate_stacked, pad_sequences
from lib.train.config import TrainConfig
from lib.train.devices import choose_device, to_device
from lib.train.evaluation import evaluate, evaluation_mode
from lib.train.history import History
from lib.train.loop import fit
from lib.train.objective import Supervised, accuracy
from lib.train.optimizers import make_optimizer, parameter_groups
from lib.train.precision import autocast, gradient_scaler
from lib.train.presets import preset_named
from lib.train.randomness import own_generator
from lib.train.recording import Recording, RecordingError, load_recording, record
from lib.train.results_table import load_rows, record_row
from lib.train.run import DivergenceError
from lib.train.schedules import linear_decay, schedule_factor
from lib.train.token_ids import check_ids

__all__ = [
    "Batches",
    "Checkpoint",
    "CheckpointError",
    "Checkpoints",
    "DivergenceError",
    "History",
    "Recording",
    "RecordingError",
    "Supervised",
    "TrainConfig",
    "accuracy",
    "autocast",
    "check_ids",
    "choose_device",
    "collate_padded",
    "collate_stacked",
    "evaluate",
    "evaluation_mode",
    "fit",
    "gradient_scaler",
    "linear_decay",
    "load_recording",
    "load_rows",
    "make_optimizer",
    "own_generator",
    "pad_sequences",
    "parameter_groups",
    "preset_named",
    "record",
    "record_row",
    "schedule_factor",
    "to_device",
]
