"""Kill a training run again and again at moments drawn by chance, and compare its end with a run in one piece.

A process that has torch loaded forks one child after another. Each goes on from the checkpoints until the parent kills
it, at most 50 forward passes after its start; a file tells how many of these it made.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from lib.train import Checkpoints, Supervised, TrainConfig, fit

CONFIG = TrainConfig(
    n_steps=150, batch_size=8, accumulation_steps=2, lr=0.01, schedule="linear", warmup_steps=9, save_every=5,
    evaluate_every=20, patience=99,
)  # fmt: skip


def run(checkpoints, passes):
    """Train a small net with dropout; write a byte into a file at each forward pass of training."""
    source = torch.Generator().manual_seed(0)
    X = torch.randn(64, 4, generator=source)
    y = (X[:, 0] > 0).long()
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=source))
    file = os.open(passes, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def criterion(output, y):
        if model.training:
            os.write(file, b".")
        return F.cross_entropy(output, y)

    loss = Supervised(criterion)
    history = fit(model, (X, y), loss, CONFIG, validation=(X, y), checkpoints=checkpoints, device="cpu")
    weights = [parameter.tolist() for parameter in model.parameters()]
    return {"loss": history.loss, "validation": history.validation_loss, "weights": weights}


def main(folder, chance):
    """Return whether the results are equal, how often a child was killed, and how many updates each kill cost."""
    torch.set_num_threads(1)  # threads do not live on in a fork
    whole = run(None, folder / "whole")
    kills, lost, reached, status = 0, [], 0, 1
    while kills < 500:
        at_start = max(Checkpoints(folder / "run").steps(), default=0)
        lost.append(reached - at_start)
        passes = folder / f"passes{kills}"
        passes.touch()
        child = os.fork()
        if child == 0:
            (folder / "result.json").write_text(json.dumps(run(folder / "run", passes)))
            os._exit(0)
        until = chance.randint(1, 50)
        ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while passes.stat().st_size < until and os.waitid(os.P_PID, child, ended) is None:
            time.sleep(1e-4)
        time.sleep(chance.uniform(0, 0.003))
        os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        reached = at_start + passes.stat().st_size // CONFIG.accumulation_steps
        if status != -signal.SIGKILL:
            break
        kills += 1
    parts = json.loads((folder / "result.json").read_text())
    return {"same": parts == whole, "n_steps": len(parts["loss"]), "kills": kills, "lost": lost, "status": status}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), random.Random(int(sys.argv[2])))))
