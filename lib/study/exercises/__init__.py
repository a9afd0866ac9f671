"""The exercises of the book: one folder for each chapter's topic, one file for each exercise."""
