"""Statements about experiments, runs and what they log."""
