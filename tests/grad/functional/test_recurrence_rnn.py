import pytest
from recurrence_contract import LayerContract, same

from lib.grad.functional import rnn_cell, rnn_layer


class TestRNN(LayerContract):
    layer, cell, name, n_gates, n_states = rnn_layer, rnn_cell, "rnn_layer", 1, 1

    @pytest.mark.parametrize("reverse", [False, True])
    def test_relu_is_the_graph_of_cells(self, reverse):
        options = {"lengths": [5, 2, 4], "reverse": reverse, "nonlinearity": "relu"}
        same(*(self.results_and_gradients(way, 8, 5, 3, **options) for way in (self.in_one, self.by_cells)))

    def test_another_nonlinearity(self):
        with pytest.raises(ValueError, match="nonlinearity must be one of 'tanh', 'relu', got 'sin'"):
            self.in_one(self.drawn(0, 2, 2), nonlinearity="sin")
