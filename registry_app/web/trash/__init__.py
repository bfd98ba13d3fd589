"""Pages of the trash."""
