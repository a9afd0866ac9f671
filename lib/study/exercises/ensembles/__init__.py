"""Exercises of chapter 03, ensembles."""
