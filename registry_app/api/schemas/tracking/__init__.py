"""Experiments, runs and what they log, in requests and responses."""
