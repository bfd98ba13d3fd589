"""Tests that need MLflow, which `make test-peer` installs."""
