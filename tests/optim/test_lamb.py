"""LAMB against algorithm 2 of You et al. (2020), written here from the paper."""

import numpy as np
import pytest

from lib.optim import LAMB, AdamW


def algorithm_2(x, grads, eta, beta1, beta2, eps, lam, phi=lambda z: z):
    """Follow the paper line by line; `x` and each entry of `grads` are lists of layers."""
    x = [layer.copy() for layer in x]
    m, v = [0 * layer for layer in x], [0 * layer for layer in x]
    path = []
    for t, g in enumerate(grads, start=1):
        m = [beta1 * m_i + (1 - beta1) * g_i for m_i, g_i in zip(m, g)]
        v = [beta2 * v_i + (1 - beta2) * g_i**2 for v_i, g_i in zip(v, g)]
        m_hat = [m_i / (1 - beta1**t) for m_i in m]
        v_hat = [v_i / (1 - beta2**t) for v_i in v]
        for i, layer in enumerate(x):
            r = m_hat[i] / (np.sqrt(v_hat[i]) + eps)
            u = r + lam * layer
            x[i] = layer - eta * phi(np.sqrt((layer**2).sum())) / np.sqrt((u**2).sum()) * u
        path.append(np.concatenate([layer.ravel() for layer in x]))
    return np.array(path)


@pytest.mark.parametrize("lam", [0.0, 0.1])
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.7)])
@pytest.mark.parametrize("bounds", [None, (0.0, 1.0), (2.0, 10.0)])
@pytest.mark.parametrize("maximize", [False, True])
def test_equals_the_papers_algorithm_over_100_steps(weight, lam, betas, bounds, maximize):
    rng = np.random.default_rng(0)
    shapes = [(3, 4), (5,), (), (2, 1, 3)]
    start = [rng.normal(size=shape) for shape in shapes]
    grads = [[rng.normal(size=shape) * 10.0**k for k, shape in enumerate(shapes)] for _ in range(100)]
    phi = (lambda z: z) if bounds is None else (lambda z: min(max(z, bounds[0]), bounds[1]))
    sign = -1 if maximize else 1
    flipped = [[sign * g for g in layers] for layers in grads]
    expected = algorithm_2(start, flipped, 0.01, *betas, 1e-6, lam, phi)

    params = [weight(layer) for layer in start]
    optimizer = LAMB(params, lr=0.01, betas=betas, weight_decay=lam, bounds=bounds, maximize=maximize)
    path = []
    for layers in grads:
        for p, g in zip(params, layers):
            p.grad = np.array(g)
        optimizer.step()
        path.append(np.concatenate([p.data.ravel() for p in params]))
    np.testing.assert_allclose(path, expected, rtol=1e-10)


def test_each_layer_moves_by_the_same_share_of_its_length(weight):
    rng = np.random.default_rng(1)
    params = [weight(scale * rng.normal(size=20)) for scale in (1e-3, 1.0, 1e3)]
    before = [p.data.copy() for p in params]
    for p in params:
        p.grad = rng.normal(size=20)
    LAMB(params, lr=0.02, weight_decay=0.01).step()
    for p, old in zip(params, before):
        assert np.linalg.norm(p.data - old) / np.linalg.norm(old) == pytest.approx(0.02)


def test_weights_at_zero_and_zero_gradients_step_as_adam_does(weight):
    zero, adam = weight([0.0, 0.0], [1.0, -2.0]), weight([0.0, 0.0], [1.0, -2.0])
    LAMB([zero], lr=0.1).step()
    AdamW([adam], lr=0.1, eps=1e-6, weight_decay=0).step()
    np.testing.assert_allclose(zero.data, adam.data, rtol=1e-12)
    still = weight([1.0, 2.0], [0.0, 0.0])
    LAMB([still], lr=0.1).step()
    assert still.data.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"lr": -1}, ValueError, "lr must be >= 0, got -1"),
        ({"betas": (0.9, 1)}, ValueError, r"betas\[1\] must be >= 0 and < 1, got 1"),
        ({"bounds": 3.0}, TypeError, r"bounds must be a pair of numbers such as \(0.0, 10.0\), got 3.0"),
        ({"bounds": (-1.0, 1.0)}, ValueError, r"bounds\[0\] must be >= 0, got -1.0"),
        ({"bounds": (2.0, 1.0)}, ValueError, r"bounds\[1\] must be >= 2.0, got 1.0"),
    ],
)
def test_errors(weight, options, error, message):
    with pytest.raises(error, match=message):
        LAMB([weight([1.0])], **options)
