import pytest
import torch

from lib.train.precision import autocast, gradient_scaler

CPU = torch.device("cpu")


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_products_run_in_the_type_and_losses_in_float32(precision):
    weight = torch.ones(2, 2)
    with autocast(precision, CPU):
        product = weight @ weight
        loss = torch.nn.functional.mse_loss(product, weight)
    assert product.dtype == getattr(torch, precision)
    assert loss.dtype == torch.float32
    assert (weight @ weight).dtype == torch.float32


def test_the_scaler_works_for_float16_alone():
    loss = torch.tensor(2.0)
    assert gradient_scaler("float32", CPU).scale(loss) is loss
    assert gradient_scaler("bfloat16", CPU).scale(loss) is loss
    assert gradient_scaler("float16", CPU).scale(loss) > 1000


def test_an_unknown_type_is_refused():
    with pytest.raises(ValueError, match="precision must be one of 'float32', 'bfloat16', 'float16', got 'half'"):
        autocast("half", CPU)
    with pytest.raises(ValueError, match="precision must be one of 'float32', 'bfloat16', 'float16', got 'half'"):
        gradient_scaler("half", CPU)
