"""Pages of files: of runs, logged models and versions."""
