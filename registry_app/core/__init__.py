"""Foundations of all interfaces: requests, responses and the log."""
