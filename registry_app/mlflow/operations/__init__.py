"""The calls of the protocol."""
