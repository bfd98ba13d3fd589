"""Pages of staff users."""
