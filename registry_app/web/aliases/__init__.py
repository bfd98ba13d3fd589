"""Pages of aliases."""
