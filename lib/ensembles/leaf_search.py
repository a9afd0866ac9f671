"""Find the best constant of every leaf at once, for a loss that can do no more than give its slope."""

from collections.abc import Callable

import numpy as np

# The search goes outward until the slope changes its sign, or has become so small a share of what it was at first and
# goes on falling: the cross-entropy of a leaf of one class has no minimum at all.
FLAT = 0.01
MOST_DOUBLINGS = 100
HALVINGS = 50


def best_shifts(pull: Callable[[np.ndarray], np.ndarray], scale: np.ndarray) -> np.ndarray:
    r"""Search the shifts at which the pull on each region is zero, by doubling and halving.

    Parameters
    ----------
    pull : callable
        Takes a shift for each region, shape (n_regions,), and returns minus the derivative of each region's loss by its
        shift, shape (n_regions,): positive where the shift should be larger.
    scale : ndarray, shape (n_regions,)
        Total weight of each region: the first step is the pull on a unit of weight.

    Returns
    -------
    ndarray, shape (n_regions,)
        The minimum, where the loss is convex; else a place where the slope changes its sign. 0 where there is no
        weight.

    Notes
    -----
    Every step asks for all regions at once, so the cost is that of some sixty gradients of the loss, whatever the
    number of regions. Little but the sign of the pull is used, so corners (the absolute error) do no harm.
    Chapter: chapters/03_ensembles.ipynb

    References
    ----------
    Friedman (2001), *Greedy Function Approximation: A Gradient Boosting Machine*, equation 18.

    Examples
    --------
    >>> import numpy as np
    >>> from lib.ensembles.leaf_search import best_shifts
    >>> middle = np.array([3.0, -0.5])  # of two parabolas
    >>> best_shifts(lambda shift: 4 * (middle - shift), np.ones(2)).round(6)
    array([ 3. , -0.5])
    """
    with np.errstate(over="ignore", invalid="ignore"):
        first = pull(np.zeros(len(scale)))
        direction = np.sign(first)
        near = np.zeros(len(scale))
        far = np.divide(first, scale, out=np.zeros(len(scale)), where=scale > 0)
        onward = direction != 0
        flat = np.zeros(len(scale), dtype=bool)
        for _ in range(MOST_DOUBLINGS):
            here = pull(far) * direction
            near = np.where(onward & (here > 0), far, near)
            # Subtle: a slope is small near a minimum too, which lies within the next doubling.
            onward &= (here > 0) & ~flat
            flat = here <= FLAT * np.abs(first)
            if not onward.any():
                break
            far = np.where(onward, 2 * far, far)
        for _ in range(HALVINGS):
            middle = near + (far - near) / 2
            onward = pull(middle) * direction > 0
            near, far = np.where(onward, middle, near), np.where(onward, far, middle)
    return near + (far - near) / 2
