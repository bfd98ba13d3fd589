"""People: their pages, and which models they star and watch."""
