"""Runs too long for a notebook; each module is one and is started by `python -m`."""
