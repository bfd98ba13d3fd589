"""Schemas of experiments, runs and what they log."""
