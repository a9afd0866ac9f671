"""Exercises of chapter 09, language models."""
