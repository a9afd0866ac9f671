"""Exercises of chapter 02, machine-learning basics."""
