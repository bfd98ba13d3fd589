"""Services of periodic work."""
