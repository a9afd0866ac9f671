r"""Initial weights: fill a tensor in place, with torch's names (``torch.nn.init``).

A layer that adds up :math:`n` inputs of variance 1 with weights of variance :math:`v` gives outputs of variance
:math:`nv`. The rules differ in what they keep constant from layer to layer; uniform draws on :math:`\pm b` have
variance :math:`b^2/3`.

================  =================================  ==========================================================
rule              variance                           call
================  =================================  ==========================================================
LeCun             :math:`1/n_\mathrm{in}`            ``kaiming_normal_(w, nonlinearity="linear")``
Xavier (Glorot)   :math:`2/(n_\mathrm{in}+n_\mathrm{out})`  ``xavier_normal_(w)``
He (Kaiming)      :math:`2/n_\mathrm{in}`            ``kaiming_normal_(w, nonlinearity="relu")``
torch's Linear    :math:`1/(3n_\mathrm{in})`         what `Linear` does by itself
================  =================================  ==========================================================

Every function returns the tensor it filled and records nothing in the graph.
"""

from lib.layers.init.fill import constant_, normal_, ones_, uniform_, zeros_
from lib.layers.init.scaling import (
    calculate_gain,
    kaiming_normal_,
    kaiming_uniform_,
    xavier_normal_,
    xavier_uniform_,
)

__all__ = [
    "calculate_gain",
    "constant_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]
