"""Charts of metric histories and of runs: what is drawn where; templates draw it."""
