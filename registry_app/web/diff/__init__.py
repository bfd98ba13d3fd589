"""Differences between two texts, marked so that they are visible."""
