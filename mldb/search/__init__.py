"""The query language: text in, conditions out; no database and no I/O."""
