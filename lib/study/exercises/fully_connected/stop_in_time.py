"""Stop training when the validation loss has not improved for some epochs."""

from lib.study.exercise import Exercise

exercise = Exercise(
    id="stop-in-time",
    chapter="04_fully_connected",
    section="holding-it-back-regularization",
    title="Stop in time",
    level=2,
    minutes=12,
    kind="implement",
    concepts=("early-stopping",),
    statement=r"""
        `losses` is a list of the validation losses that a training run *would* have, epoch after epoch, counted from 0.
        A loss is an improvement if it is lower than that of the last improvement by *more* than `min_delta`; the first
        one always is. Training stops after an epoch that is the `patience`-th in a row without an improvement.

        Write `epochs_of(losses, patience, min_delta)`. It returns the pair `(best, trained)`: the epoch whose weights
        are restored, and how many epochs were trained. If patience never runs out, training ends with the list. The
        list is not empty, and `patience` is at least 1.
    """,
    hints=(
        "What must be remembered between two epochs, apart from the loss just measured?",
        """
        Walk through the list and remember the best loss, its epoch, and how many epochs have gone by since. What
        happens to that number when there is an improvement?
        """,
        """
        The number of epochs without an improvement is `epoch - best_epoch`. Compare it with `patience`; if it has
        arrived there, `epoch + 1` epochs were trained.
        """,
    ),
    explanation="""
        The validation loss is noisy, so one bad epoch proves nothing: patience waits. The count starts anew with every
        improvement, and what is restored is the best epoch, not the last. With `min_delta`, crumbs do not keep a run
        alive; but they do not lower the bar either, so slow progress can add up to an improvement.
    """,
    variant="""
        `lib.optim.EarlyStopping` does the same step by step and keeps a copy of the weights. In a real run nobody has
        the whole list: that is why the walk must not look ahead.
    """,
)


@exercise.stub
def epochs_of(losses, patience, min_delta):
    """Return (epoch restored, number of epochs trained)."""
    raise NotImplementedError(
        "write your answer here, then run this cell and the next one"
    )


@exercise.reference
def epochs_of(losses, patience, min_delta):
    """Return (epoch restored, number of epochs trained)."""
    best_loss, best = losses[0], 0
    for epoch in range(1, len(losses)):
        if best_loss - losses[epoch] > min_delta:
            best_loss, best = losses[epoch], epoch
        elif epoch - best == patience:
            return best, epoch + 1
    return best, len(losses)


@exercise.alternative
def epochs_of(losses, patience, min_delta):
    best_loss, best, waited, trained = float("inf"), 0, 0, 0
    for loss in losses:
        if best_loss - loss > min_delta:
            best_loss, best, waited = loss, trained, 0
        else:
            waited += 1
        trained += 1
        if waited >= patience:
            break
    return best, trained


@exercise.alternative
def epochs_of(losses, patience, min_delta):
    best = 0
    while True:
        window = losses[best + 1 : best + 1 + patience]
        better = [k for k, x in enumerate(window) if losses[best] - x > min_delta]
        if not better:
            return best, best + 1 + len(window)
        best += 1 + better[0]


@exercise.misconception(
    "Training may stop at the first epoch that is worse than the one before.",
    message="""
        You stop at the first rise. The validation loss is noisy; how long to wait is what `patience` says.
    """,
)
def epochs_of(losses, patience, min_delta):
    for epoch in range(1, len(losses)):
        if losses[epoch] > losses[epoch - 1]:
            return epoch - 1, epoch + 1
    return len(losses) - 1, len(losses)


@exercise.misconception(
    "The epochs without an improvement are counted over the whole run.",
    message="""
        Your count of bad epochs never goes back to zero. An improvement buys the run its whole patience again: the
        epochs must be bad *in a row*.
    """,
)
def epochs_of(losses, patience, min_delta):
    best_loss, best, waited = losses[0], 0, 0
    for epoch in range(1, len(losses)):
        if best_loss - losses[epoch] > min_delta:
            best_loss, best = losses[epoch], epoch
        else:
            waited += 1
        if waited == patience:
            return best, epoch + 1
    return best, len(losses)


@exercise.misconception(
    "An epoch is good if it is better than the one before it.",
    message="""
        You compare each epoch with the one before. A run that climbs and then falls a little is not better than its
        best; compare with that.
    """,
)
def epochs_of(losses, patience, min_delta):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch - 1] - losses[epoch] > min_delta:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch + 1
    return best, len(losses)


exercise.slip(
    "The weights at the moment of stopping are the result.",
    ("return best, epoch + 1", "return epoch, epoch + 1"),
    message="""
        You restore the last epoch trained. By then the loss had been worse for a while: the weights to keep are those
        of the best epoch.
    """,
)


@exercise.misconception(
    "The best epoch is the one with the lowest loss of the whole list.",
    message="""
        You looked at losses of epochs that were never trained. A lower loss may come later, but a run that has stopped
        does not see it.
    """,
)
def epochs_of(losses, patience, min_delta):
    best_loss, best, trained = losses[0], 0, len(losses)
    for epoch in range(1, len(losses)):
        if best_loss - losses[epoch] > min_delta:
            best_loss, best = losses[epoch], epoch
        elif epoch - best == patience:
            trained = epoch + 1
            break
    return losses.index(min(losses)), trained


@exercise.misconception(
    "Any lower loss is an improvement; min_delta is a matter for the count only.",
    message="""
        You take every lower loss for the new best. An improvement no larger than `min_delta` does not count: neither
        the epoch nor the loss to beat may change.
    """,
)
def epochs_of(losses, patience, min_delta):
    best_loss, best, waited = losses[0], 0, 0
    for epoch in range(1, len(losses)):
        if best_loss - losses[epoch] > min_delta:
            waited = 0
        else:
            waited += 1
        if losses[epoch] < best_loss:
            best_loss, best = losses[epoch], epoch
        if waited == patience:
            return best, epoch + 1
    return best, len(losses)


@exercise.misconception(
    "The bar is the lowest loss seen so far, whether it counted or not.",
    message="""
        Your bar falls with every lower loss. Only an improvement lowers it, so slow progress can add up to one.
    """,
)
def epochs_of(losses, patience, min_delta):
    bar, best = losses[0], 0
    for epoch in range(1, len(losses)):
        if bar - losses[epoch] > min_delta:
            best = epoch
        elif epoch - best == patience:
            return best, epoch + 1
        bar = min(bar, losses[epoch])
    return best, len(losses)


exercise.slip(
    "An improvement is a lower loss, by however little.",
    ("best_loss - losses[epoch] > min_delta", "losses[epoch] < best_loss"),
    message="""
        You count every lower loss as an improvement. Where does `min_delta` come in?
    """,
)

exercise.slip(
    "A loss that is lower by exactly min_delta is an improvement.",
    (
        "if best_loss - losses[epoch] > min_delta:",
        "if best_loss - losses[epoch] >= min_delta:",
    ),
    message="""
        You let a loss count that is lower by exactly `min_delta`. It must be lower by *more*; with `min_delta` at zero
        an equal loss would be an improvement.
    """,
)

exercise.slip(
    "The number of epochs trained is the number of the last one.",
    ("epoch + 1", "epoch"),
    message="""
        You return the number of the last epoch. Epochs are counted from 0: how many are 0, 1 and 2 together?
    """,
)

exercise.slip(
    "Patience is the number of bad epochs that are forgiven before the one that stops.",
    ("elif epoch - best == patience:", "elif epoch - best > patience:"),
    message="""
        You train one epoch too many. The epoch that is the `patience`-th in a row without an improvement is the last.
    """,
)


@exercise.inputs
def inputs(rng):
    yield [3.0, 1.0, 2.0, 1.5, 0.5], 2, 0.0
    yield [1.0], 1, 0.0  # a single epoch
    yield [1.0, 2.0], 1, 0.0
    yield [1.0, 2.0], 5, 0.0  # patience outlasts the list
    yield [4.0, 3.0, 2.0, 1.0], 1, 0.0  # always better
    yield [2.0, 2.0, 2.0, 2.0], 2, 0.0  # no change is no improvement
    yield [2.0, 1.75, 1.5, 1.25, 1.0], 2, 0.5  # crumbs, and one exactly on the bar
    yield [2.0, 1.9, 1.8, 1.2, 1.1, 1.3], 3, 0.5
    yield [2.0, 1.75, 1.4], 3, 0.5  # slow progress adds up
    for _ in range(24):
        n = int(rng.integers(5, 16))
        trend = 2.0 / (1 + rng.uniform(0.1, 0.6) * abs(rng.integers(0, 3) + 1))
        losses = trend + 0.5 * rng.standard_normal(n).cumsum() + rng.standard_normal(n)
        delta = 0.25 if rng.random() < 0.5 else 0.0
        yield [float(x) for x in losses.round(2)], int(rng.integers(1, 5)), delta


exercise.compare()
