"""Tables of periodic work."""
