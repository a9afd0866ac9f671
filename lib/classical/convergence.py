"""What an iterative method says when it stops before it is done."""


class ConvergenceWarning(UserWarning):
    """Tell that an iterative fit stopped early, or that there is nothing to converge to.

    Notes
    -----
    Chapter: chapters/02_ml_basics.ipynb

    Examples
    --------
    >>> from lib.classical import ConvergenceWarning
    >>> issubclass(ConvergenceWarning, UserWarning)
    True
    """
