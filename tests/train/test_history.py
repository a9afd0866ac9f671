import json
import math

import pytest

from lib.train.history import History


def four_steps():
    history = History()
    for step, loss in enumerate([4.0, 3.0, 2.0, math.pi / 3], start=1):
        history.add_step(step, epoch=(step - 1) // 2, loss=loss, lr=0.1 / step, grad_norm=1.0, seconds=step / 7)
        if step % 2 == 0:
            history.add_evaluation(step, {"loss": loss + 1, "accuracy": step / 4})
    return history


def test_json_brings_everything_back_to_the_last_bit():
    history = four_steps()
    history.grad_norm[0] = math.inf
    history.validation_loss[0] = -math.inf
    history.stopped_early = True
    again = History.from_json(history.to_json())
    assert again == history
    assert json.loads(history.to_json())["grad_norm"][0] == "inf"
    history.loss[0] = math.nan
    assert math.isnan(History.from_json(history.to_json()).loss[0])


def test_table_of_evaluations():
    table = four_steps().as_table()
    assert table.names == ["step", "epoch", "loss", "lr", "grad_norm", "seconds", "validation_loss", "accuracy"]
    assert table["step"].tolist() == [2, 4]
    assert table["accuracy"].tolist() == [0.5, 1.0]


def test_table_of_every_so_many_updates_ends_with_the_last():
    table = four_steps().as_table(every=3)
    assert table["step"].tolist() == [3, 4]
    assert math.isnan(table["validation_loss"][0])
    assert table["validation_loss"][1] == pytest.approx(math.pi / 3 + 1)
    history = four_steps()
    history.evaluated_step, history.validation_loss, history.metrics = [], [], {}
    assert history.as_table()["step"].tolist() == [1, 2, 3, 4]
    assert "validation_loss" not in history.as_table()
    assert len(History().as_table()) == 0


def test_the_best_step_is_that_of_the_lowest_loss():
    history = History()
    for step, loss in enumerate([math.nan, 3.0, 2.0, 2.0, math.nan, 5.0], start=1):
        history.add_evaluation(step, {"loss": loss})
    assert history.best_step == 3


def test_it_says_what_it_holds():
    assert repr(History()) == "History of 0 steps"
    assert repr(four_steps()) == "History of 4 steps: loss 1.047, validation loss 2.047 after step 4"


def test_what_does_not_fit_is_refused():
    history = four_steps()
    with pytest.raises(ValueError, match=r"values must hold 'loss' and \['accuracy'\], got \['loss'\]"):
        history.add_evaluation(5, {"loss": 1.0})
    with pytest.raises(ValueError, match=r"values must hold 'loss' and \[\], got \['accuracy'\]"):
        History().add_evaluation(5, {"accuracy": 1.0})
    with pytest.raises(ValueError, match="every must be >= 1, got 0"):
        history.as_table(every=0)
    with pytest.raises(ValueError, match="text must be the JSON of a History, got text that is no JSON"):
        History.from_json("{")
    with pytest.raises(ValueError, match=r"text must hold the entries of a History, got \['step'\]"):
        History.from_json('{"step": []}')
    with pytest.raises(ValueError, match="text must hold the entries of a History, got list"):
        History.from_json("[]")
