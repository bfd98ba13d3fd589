"""Tests of the readers of models, versions and aliases."""
