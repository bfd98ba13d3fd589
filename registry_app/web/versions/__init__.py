"""Pages of versions."""
