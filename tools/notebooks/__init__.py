"""What `tools/nb.py` does, one concept per file: read, write, show, edit, run, verify and check notebooks."""
