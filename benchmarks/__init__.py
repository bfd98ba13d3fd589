"""Measurements of speed, side by side with the same work done by others: `make bench`."""
