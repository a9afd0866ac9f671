"""Exercises of chapter 05, backpropagation."""
