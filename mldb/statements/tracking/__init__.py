"""Statements of experiments, runs and what they log."""
