"""The rules of `nb.py check`, one subject per file; each rule takes a `Subject` and yields its problems."""
