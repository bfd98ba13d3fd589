"""Metrics from files that trackers write."""
