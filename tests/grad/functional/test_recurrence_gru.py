from recurrence_contract import LayerContract

from lib.grad.functional import gru_cell, gru_layer


class TestGRU(LayerContract):
    layer, cell, name, n_gates, n_states = gru_layer, gru_cell, "gru_layer", 3, 1
