"""Exercises of chapter 08, recurrent networks."""
