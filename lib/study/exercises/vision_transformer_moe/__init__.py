"""Exercises of chapter 11, Vision Transformers and experts."""
