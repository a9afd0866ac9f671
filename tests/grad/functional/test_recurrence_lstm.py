from recurrence_contract import LayerContract

from lib.grad.functional import lstm_cell, lstm_layer


class TestLSTM(LayerContract):
    layer, cell, name, n_gates, n_states = lstm_layer, lstm_cell, "lstm_layer", 4, 2
