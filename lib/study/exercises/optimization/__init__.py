"""Exercises of chapter 06, optimization."""
