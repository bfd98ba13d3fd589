"""Tests of Modelbook."""
