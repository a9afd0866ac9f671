"""Speed goals of the book, one file per goal, each against the package a reader would use instead."""
