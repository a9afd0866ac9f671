"""Exercises of chapter 04, fully connected networks."""
