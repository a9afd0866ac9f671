"""Exercises of chapter 10, attention and the Transformer."""
