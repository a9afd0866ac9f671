"""Exercises of chapter 07, convolutional networks."""
