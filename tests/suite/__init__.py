"""The whole suite, part by part, on what this machine offers: `python -m tests.suite`."""
